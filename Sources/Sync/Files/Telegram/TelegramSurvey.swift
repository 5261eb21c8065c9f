import Foundation

/// What has to be known of a `result.json` before its first message can be taken in: what its chats
/// are, and who wrote in them as far as that tells who we are.
struct TelegramSurvey {
  /// One chat, as far as it was needed to look.
  struct Chat {
    var header = TelegramHeader()
    var isLeft = false
    /// Names by key, of those who wrote.
    var people: [String: String] = [:]
    /// Ids are of the form of 2020.
    var isShifted = false
    fileprivate var hasAuthor = false

    /// The id as authors have it; nil in exports without one.
    var peer: String? { header.peer(isShifted: isShifted) }

    /// Whether it is between us and one other.
    ///
    /// Without a type it is where at most two wrote and the chat has no name but one of theirs.
    var isDirect: Bool {
      if let kind = header.kind { return kind.isDirect }
      guard people.count <= 2 else { return false }
      return header.name.map { people.values.contains($0) } ?? true
    }

    /// Whom a direct chat is with, where the chat says it.
    var otherKey: String? {
      if header.kind?.isDirect == true, let peer { return peer }
      guard isDirect, let name = header.name else { return nil }
      let named = people.filter { $0.value == name }.keys
      return named.count == 1 ? named.first : nil
    }

    /// Who the chat itself shows to be us: in a chat with ourselves it is the id, in one with
    /// another everybody else who writes.
    var owner: String? {
      if header.kind == .savedMessages { return peer }
      guard header.kind?.isDirect == true, peer != nil else { return nil }
      let others = people.keys.filter { $0 != peer }
      return others.count == 1 ? others.first : nil
    }
  }

  private static let mostChats = 100_000
  /// More different people than that tell nothing more about who we are.
  private static let mostPeople = 5000
  private static let mostPeopleOfAll = 200_000

  let file: ExportFile
  private(set) var chats: [Chat] = []
  private(set) var owner: TelegramOwner?
  /// What kept it from being walked to its end.
  private(set) var trouble: JSONTrouble?
  private var peopleOfAll = 0
  private let decoder = JSONDecoder()

  init(_ file: ExportFile, _ stream: any ByteStream) throws(JSONTrouble) {
    self.file = file
    let walk = try TelegramFile(stream)
    while let event = walk.next() { take(event) }
  }

  private mutating func take(_ event: TelegramFile.Event) {
    switch event {
    case .owner(let bytes):
      // Personal information that cannot be read leaves it to the chats who we are.
      owner = owner ?? (try? decoder.decode(TelegramOwner.self, from: Data(bytes)))
    case .chat(let isLeft):
      if chats.count < Self.mostChats {
        chats.append(Chat())
        chats[chats.count - 1].isLeft = isLeft
      }
    case .field(let field, let text):
      if !chats.isEmpty { chats[chats.count - 1].header.set(field, text) }
    case .message(let bytes):
      guard !chats.isEmpty, isAuthorWanted else { return }
      look(at: bytes)
    case .trouble(let trouble): self.trouble = trouble
    case .remnant, .tooLong, .odd: break
    }
  }

  /// Only as long as it tells more.
  private var isAuthorWanted: Bool {
    let chat = chats[chats.count - 1]
    if !chat.hasAuthor { return true }
    if chat.header.kind != nil && (owner != nil || chat.owner != nil) { return false }
    return chat.people.count < Self.mostPeople && peopleOfAll < Self.mostPeopleOfAll
  }

  private mutating func look(at bytes: UnsafeRawBufferPointer) {
    // One that cannot be read tells nothing here; it is told when it is taken in.
    guard let author = try? decoder.decode(TelegramAuthor.self, from: Data(bytes)) else { return }
    guard let key = author.key ?? author.name.map(StableKey.name) else { return }
    let last = chats.count - 1
    chats[last].hasAuthor = true
    chats[last].isShifted = chats[last].isShifted || author.isShifted
    if chats[last].people[key] == nil { peopleOfAll += 1 }
    if chats[last].people[key]?.isEmpty ?? true { chats[last].people[key] = author.name ?? "" }
  }
}

/// Who we are, as `personal_information` says it or as it was found out.
struct TelegramOwner: Decodable, Hashable {
  /// As authors have it.
  var key: String
  var name: String
  var handle: String?

  init(key: String, name: String) {
    self.key = key
    self.name = name
  }

  private enum Key: String, CodingKey {
    case userID = "user_id"
    case first = "first_name"
    case last = "last_name"
    case username
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    guard let id = fields.looseNumber(.userID) else { throw Rejection("it has no `user_id`") }
    key = "user\(id)"
    let names = [fields.loose(.first, as: String.self), fields.loose(.last)]
    let name = names.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
    self.name = name.isEmpty ? key : name
    handle = fields.loose(.username)
  }
}
