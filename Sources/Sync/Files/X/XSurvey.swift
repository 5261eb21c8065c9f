import Foundation

/// What has to be known of a file before its messages: ids and names that stand behind them, and,
/// where no `account.js` says who we are, who wrote to whom.
struct XSurvey {
  struct Header: Hashable {
    var id: String?
    var name: String?
  }

  /// More tell nothing more about who we are.
  private static let mostChats = 2000
  private static let mostPeople = 1000

  let file: ExportFile
  /// Only of conversations whose messages come first; by their number, counted from 1.
  private(set) var late: [Int: Header] = [:]
  private(set) var chats: [OwnerFinder.Chat] = []
  private(set) var conversations = 0
  /// What kept it from being walked to its end.
  private(set) var trouble: JSONTrouble?

  private let wantsPeople: Bool
  private var header = Header()
  private var people: Set<String> = []
  private var hasMessages = false
  private let decoder = JSONDecoder()

  init(_ file: ExportFile, wantsPeople: Bool, _ stream: any ByteStream) throws(JSONTrouble) {
    self.file = file
    self.wantsPeople = wantsPeople
    let walk = try XFile(stream)
    while let event = walk.next() { take(event) }
    close()
  }

  private mutating func take(_ event: XFile.Event) {
    switch event {
    case .conversation:
      close()
      conversations += 1
      (header, people, hasMessages) = (Header(), [], false)
    case .id(let id):
      header.id = header.id ?? id
      if hasMessages { late[conversations] = header }
    case .name(let name):
      header.name = header.name ?? name
      if hasMessages { late[conversations] = header }
    case .happening(let bytes):
      hasMessages = true
      guard wantsPeople, chats.count < Self.mostChats, people.count < Self.mostPeople else {
        return
      }
      // One that cannot be read tells nothing here; it is told when it is taken in.
      guard let happening = try? decoder.decode(XHappening.self, from: Data(bytes)) else { return }
      people.formUnion([happening.sender, happening.recipient].compactMap(\.self))
    case .trouble(let trouble): self.trouble = trouble
    case .remnant, .tooLong, .odd: break
    }
  }

  private mutating func close() {
    guard wantsPeople, chats.count < Self.mostChats else { return }
    let pair = header.id.flatMap(XConversation.pair)
    guard pair != nil || !people.isEmpty else { return }
    chats.append(
      OwnerFinder.Chat(
        people: pair.map(Set.init) ?? people, isGroup: pair == nil && people.count > 2,
        isComplete: pair != nil))
  }
}

/// Who we are, as `account.js` says it or as it was found out.
struct XOwner: Decodable, Hashable {
  var id: String
  var username: String?
  var name: String

  init(id: String) {
    self.id = id
    name = id
  }

  private enum Wrapper: String, CodingKey { case account }
  private enum Key: String, CodingKey { case accountId, username, accountDisplayName }

  init(from decoder: any Decoder) throws {
    let wrapper = try decoder.container(keyedBy: Wrapper.self)
    let fields = try wrapper.nestedContainer(keyedBy: Key.self, forKey: .account)
    guard let id = fields.looseID(.accountId), !id.isEmpty else {
      throw Rejection("it has no `accountId`")
    }
    self.id = id
    username = fields.loose(.username)
    let name: String? = fields.loose(.accountDisplayName)
    self.name = name.flatMap { $0.isEmpty ? nil : $0 } ?? username ?? id
  }

  /// The first account of an `account.js`; nil when there is none that can be read.
  static func read(_ stream: any ByteStream) throws(JSONTrouble) -> XOwner? {
    let reader = try JSONReader(stream, longest: 1 << 20)
    if try reader.peek() == .other, try !reader.pass(through: "=") { return nil }
    try reader.enterArray()
    while try reader.element() {
      guard case .bytes(let bytes) = try reader.take() else { continue }
      // The next element may be one.
      if let owner = try? JSONDecoder().decode(XOwner.self, from: Data(bytes)) { return owner }
    }
    return nil
  }
}
