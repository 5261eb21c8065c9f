import ArgumentParser
import Domain
import Foundation
import Interface
import Storage

/// `porch people`: who they are, across networks, and who may be one.
struct PeopleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "people",
    abstract: "Who writes to you, across networks, and who may be one person.",
    subcommands: [
      PeopleListCommand.self, PeopleSuggestCommand.self, PeopleMergeCommand.self,
      PeopleSplitCommand.self, PeopleApartCommand.self,
    ], defaultSubcommand: PeopleListCommand.self)
}

/// `porch people list`, which is `porch people`.
struct PeopleListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Everybody, with the names each network knows them by.")

  @Flag(help: "One object a line: id, name, identities, conversations, last_message_at.")
  var json = false
  @Flag(help: "Only people with several identities.")
  var merged = false
  @Option(help: "At most this many.")
  var limit: Int?
  @OptionGroup var store: StoreOption

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit wants a number from 1 on.") }
  }

  func run() throws {
    let store = try store.opened()
    var output = Output()
    var left = limit ?? .max
    do {
      try store.eachPerson(onlyJoined: merged) { person in
        // A network that only announces things has said nothing that anybody could answer.
        guard person.conversations > 0 || person.identities.count > 1 else { return }
        if json {
          try output.json(PeopleWords.json(person))
        } else {
          for line in PeopleWords.lines(of: person, now: Date()) { try output.line(line) }
        }
        left -= 1
        if left == 0 { throw Enough() }
      }
    } catch is Enough {}
    try output.finish()
    if left == limit ?? .max, !json || isatty(STDERR_FILENO) == 1 {
      Main.writeError(merged ? "Nobody has several identities yet." : "Nobody is known yet.")
    }
  }

  /// Ends the walk when the limit is reached.
  private struct Enough: Error {}
}

/// `porch people suggest`.
struct PeopleSuggestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest",
    abstract: "Who may be one person: the same full name, handle, number or address elsewhere.",
    discussion: """
      Nothing is merged by itself. `porch people merge A B` says that two are one, `porch people \
      apart A B` that they are not; then they are not suggested again.
      """)

  @Flag(help: "One object a line: one, other, reason.")
  var json = false
  @Option(help: "At most this many.")
  var limit: Int = 1000
  @OptionGroup var store: StoreOption

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit wants a number from 1 on.") }
  }

  func run() throws {
    let store = try store.opened()
    var output = Output()
    let suggestions = try store.suggestions(most: limit)
    for suggestion in suggestions {
      let ids = try [suggestion.one, suggestion.other].map { try store.printedID(of: $0) }
      if json {
        try output.json(PeopleWords.json(suggestion, ids: ids))
      } else {
        for line in PeopleWords.lines(of: suggestion, ids: ids) { try output.line(line) }
      }
    }
    try output.finish()
    if suggestions.isEmpty, !json || isatty(STDERR_FILENO) == 1 {
      Main.writeError("Nobody seems to be known twice.")
    }
  }
}

/// Two ids, as `porch people` prints them.
struct TwoPeople: ParsableArguments {
  @Argument(help: "An id, as `porch people` prints it.")
  var one: String
  @Argument(help: "The other's id.")
  var other: String
  @OptionGroup var store: StoreOption

  func found() throws -> (store: Store, one: Identity, other: Identity) {
    let store = try store.openedAsItIs()
    let (one, other) = (try store.identity(one), try store.identity(other))
    guard one.id != other.id else { throw CommandError("Both ids are the same one.") }
    return (store, one, other)
  }
}

/// `porch people merge A B`.
struct PeopleMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Says that two are one person; `split` takes it back.")

  @OptionGroup var people: TwoPeople

  func run() throws {
    let (store, one, other) = try people.found()
    let isNew = try store.join(other.id, into: one.id, run: UUID().uuidString, now: Date())
    let words = "\(PeopleWords.name(one)) and \(PeopleWords.name(other))"
    print(isNew ? "\(words) are one person now." : "\(words) are one person already.")
  }
}

/// `porch people split IDENTITY`.
struct PeopleSplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Makes one identity of a person somebody of its own again.")

  @Argument(help: "The identity's id, as `porch people` prints it.")
  var id: String
  @OptionGroup var store: StoreOption

  func run() throws {
    let store = try store.openedAsItIs()
    let identity = try store.identity(id)
    let name = PeopleWords.name(identity)
    guard try store.split(identity.id, now: Date()) else {
      print("\(name) is nobody else already.")
      return
    }
    print("\(name) is a person of its own again.")
  }
}

/// `porch people apart A B`.
struct PeopleApartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apart", abstract: "Says that two are not one person: not suggested again.")

  @OptionGroup var people: TwoPeople

  func run() throws {
    let (store, one, other) = try people.found()
    guard one.person != other.person else {
      throw CommandError(
        "They are one person. `porch people split \(PeopleWords.quoted(people.other))` takes them apart."
      )
    }
    try store.keepApart(one.id, other.id, run: UUID().uuidString, now: Date())
    print("\(PeopleWords.name(one)) and \(PeopleWords.name(other)) will not be suggested again.")
  }
}
