import Domain
import Fixtures
import Foundation
import InboxAPI
import Storage
import Sync
import Testing

/// The moment of these tests; the demo's people write around it.
let leavingDay = Date(timeIntervalSince1970: 1_795_254_060)

/// A store on its way into another one.
enum Leaving {
  static func lines(_ store: Store, _ selection: ExportSelection = .init()) throws -> String {
    var lines = LeavingLines()
    var bytes: [UInt8] = []
    try store.export(selection) { bytes += lines.lines(of: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What an import makes of the lines in a store: an empty one, unless another is given.
  static func arrival(
    of lines: String, in store: Store? = nil
  ) throws -> (store: Store, report: ImportReport) {
    let home = try Home()
    let file = try home.write(lines, to: "export.jsonl")
    let store = try store ?? Store.inMemory()
    let report = try Import.run(
      paths: [file], into: store, options: ImportOptions(timeZone: .gmt), now: { leavingDay })
    return (store, report)
  }

  static func writing(
    _ writing: some ThreadWriting, of id: String, in store: Store
  ) throws -> String {
    var writing = writing
    var text = ""
    var account: Account?
    try store.export(ExportSelection(conversation: store.resolve(id))) { thing in
      switch thing {
      case .account(let ours): account = ours
      case .conversation(let conversation):
        text += writing.opening(conversation, account: try #require(account))
      case .message(let message): text += writing.text(of: message)
      default: break
      }
    }
    return text
  }
}

/// Everything a person can see of a store, without the numbers of its rows.
struct Sight: Equatable {
  var views: [InboxView: [Conversation]] = [:]
  var counts = Counts()
  var threads: [String: [Message]] = [:]
  var drafts: [String: String] = [:]
  var firstUnread: [String: String] = [:]
  var people: [String: PersonCard] = [:]

  init(_ store: Store) throws {
    counts = try store.counts()
    for view in InboxView.allCases {
      let list = try store.list(ListRequest(view: view, anchor: .top, count: 100_000))
      views[view] = try list.rows.map { row in
        let name = "\(row.network)/\(row.remoteID)"
        if view == .all { try look(at: row, name, store) }
        return Self.bare(row)
      }
    }
  }

  private mutating func look(at row: Conversation, _ name: String, _ store: Store) throws {
    try store.eachMessage(of: row.id) { detail in
      var message = detail.message
      message.id = Message.ID(0)
      threads[name, default: []].append(message)
    }
    let page = try #require(
      try store.page(PageRequest(conversation: row.id, anchor: .unread, count: 10_000)))
    drafts[name] = page.draft
    firstUnread[name] = page.messages.first { $0.id == page.firstUnread }?.remoteID
    var card = page.person
    card.perhaps = nil
    people[name] = card
  }

  private static func bare(_ row: Conversation) -> Conversation {
    var row = row
    row.id = Conversation.ID(0)
    row.account = Account.ID(0)
    return row
  }
}

/// Says the first line that differs, not a megabyte of them.
func expectSameLines(
  _ one: String, _ other: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let (one, other) = (one.split(separator: "\n"), other.split(separator: "\n"))
  for (mine, theirs) in zip(one, other) where mine != theirs {
    #expect(mine == theirs, sourceLocation: sourceLocation)
    return
  }
  #expect(one.count == other.count, sourceLocation: sourceLocation)
}

/// Holds one store against another, conversation by conversation, so that a failure can be read.
func expectSame(
  _ one: Store, _ other: Store, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let (one, other) = (try Sight(one), try Sight(other))
  #expect(one.counts == other.counts, sourceLocation: sourceLocation)
  for view in InboxView.allCases {
    let (mine, theirs) = (one.views[view] ?? [], other.views[view] ?? [])
    #expect(
      mine.map(\.remoteID) == theirs.map(\.remoteID), "\(view)", sourceLocation: sourceLocation)
    for (mine, theirs) in zip(mine, theirs) where mine != theirs {
      #expect(mine == theirs, sourceLocation: sourceLocation)
    }
  }
  for (name, thread) in one.threads {
    let theirs = other.threads[name] ?? []
    #expect(thread.count == theirs.count, "\(name)", sourceLocation: sourceLocation)
    for (mine, theirs) in zip(thread, theirs) where mine != theirs {
      #expect(mine == theirs, "\(name)", sourceLocation: sourceLocation)
    }
  }
  #expect(one.drafts == other.drafts, sourceLocation: sourceLocation)
  #expect(one.firstUnread == other.firstUnread, sourceLocation: sourceLocation)
  for (name, card) in one.people where card != other.people[name] {
    #expect(card == other.people[name], "\(name)", sourceLocation: sourceLocation)
  }
}
