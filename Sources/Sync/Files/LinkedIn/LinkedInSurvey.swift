import Domain

/// What has to be known of all rows before the first can be taken in: who takes part where, what they
/// are called, which of them is us.
struct LinkedInSurvey {
  /// More than a person of any patience has; what comes after is told and left out.
  static let mostConversations = 200_000
  private static let mostNames = 1_000_000

  struct Chat {
    var title = ""
    var people: Set<String> = []
    /// People whom a row names without an address, where another row of the chat tells it.
    var aliases: [String: String] = [:]
    var messages = 0
    var isSpam = false
    var isSponsored = false
    /// Who wrote a draft in it: only we do.
    var drafter: String?
  }

  /// By how sure a name is.
  private enum Source: Int { case recipient, connection, sender }

  private(set) var chats: [String: Chat] = [:]
  private(set) var drafts = 0
  private var names: [String: (name: String, source: Source)] = [:]
  private var urls: [String: String] = [:]
  /// What our profile in the export calls us; several where exports of several accounts lie together.
  var ownNames: Set<String> = []

  /// - Returns: false where there are more conversations than are read.
  mutating func add(_ row: LinkedInRow) -> Bool {
    let id = Self.conversation(of: row)
    guard chats[id] != nil || chats.count < Self.mostConversations else { return false }
    var chat = chats[id, default: Chat()]
    for (place, person) in row.people.enumerated() {
      let key = person.key(in: id)
      if chat.people.count < Normalise.mostParticipants { chat.people.insert(key) }
      name(key, person.name, url: person.url, place == 0 ? .sender : .recipient)
    }
    if !row.title.isEmpty { chat.title = row.title }
    if row.folder == "SPAM" { chat.isSpam = true }
    if row.title.lowercased().hasPrefix("sponsored") { chat.isSponsored = true }
    if row.isDraft {
      drafts += 1
      let key = row.people[0].key(in: id)
      if !key.hasPrefix("gone~") { chat.drafter = key }
    } else {
      chat.messages += 1
    }
    chats[id] = chat
    return true
  }

  /// A name for an address, from the list of connections.
  mutating func addConnection(name: String, url: String) {
    guard let key = LinkedInPerson.profile(url) else { return }
    self.name(key, name, url: url, .connection)
  }

  private mutating func name(_ key: String, _ name: String, url: String, _ source: Source) {
    guard names.count < Self.mostNames || names[key] != nil else { return }
    if !url.isEmpty && urls[key] == nil { urls[key] = url }
    guard !name.isEmpty, (names[key]?.source.rawValue ?? -1) < source.rawValue else { return }
    names[key] = (name, source)
  }

  /// Rows without a conversation's id belong together where the same people write.
  static func conversation(of row: LinkedInRow) -> String {
    if !row.conversation.isEmpty { return StableKey.name(row.conversation) }
    return "li-people-" + StableKey.of(row.people.map { $0.key(in: "") }.sorted())
  }

  /// After the last row: whoever is named with and without an address in one chat is one person.
  mutating func settle() {
    for (id, chat) in chats where chat.people.contains(where: { $0.hasPrefix("name~") }) {
      var chat = chat
      let known = Dictionary(
        chat.people.filter { !$0.hasPrefix("name~") && !$0.hasPrefix("gone~") }
          .map { ("name~" + OwnerFinder.folded(names[$0]?.name ?? ""), $0) },
        uniquingKeysWith: min)
      for key in chat.people {
        guard let whole = known[key] else { continue }
        chat.aliases[key] = whole
        chat.people.remove(key)
      }
      if let drafter = chat.drafter { chat.drafter = chat.aliases[drafter] ?? drafter }
      chats[id] = chat
    }
  }

  func name(of key: String) -> String {
    if key.hasPrefix("gone~") { return names[key]?.name ?? "LinkedIn Member" }
    return names[key]?.name ?? key.split(separator: "/").last.map(String.init) ?? key
  }

  func url(of key: String) -> String? { urls[key] }

  // MARK: Who we are

  /// People as they are shown to be chosen from: names, with the address where a name is not enough.
  struct Labels {
    fileprivate(set) var ofKey: [String: String] = [:]
    func keys(of label: String) -> [String] {
      ofKey.filter { $0.value == label }.map(\.key).sorted()
    }
  }

  func labels() -> Labels {
    var labels = Labels()
    let keys = Set(chats.values.flatMap(\.people))
    let shared = Dictionary(
      keys.filter { !$0.hasPrefix("name~") && !$0.hasPrefix("gone~") }
        .map { (OwnerFinder.folded(name(of: $0)), 1) }, uniquingKeysWith: +)
    for key in keys {
      let name = name(of: key)
      let isEnough = (shared[OwnerFinder.folded(name)] ?? 0) < 2 || key.hasPrefix("name~")
      labels.ofKey[key] =
        key.hasPrefix("gone~") ? "\(name) (\(key.suffix(8)))" : isEnough ? name : "\(name) (\(key))"
    }
    return labels
  }

  func finder(_ labels: Labels, me: String?, stored: [String]) -> OwnerFinder {
    let own = Set(ownNames.map(OwnerFinder.folded))
    return OwnerFinder(
      chats: chats.values.map { chat in
        let people = Set(chat.people.compactMap { labels.ofKey[$0] })
        return OwnerFinder.Chat(
          people: people, other: nil,
          owner: chat.drafter.flatMap { labels.ofKey[$0] }
            ?? people.first { own.contains(OwnerFinder.folded($0)) },
          isGroup: chat.people.count > 2, isComplete: true)
      },
      me: me.map { label(of: $0, labels) }, stored: stored.map { label(ofStored: $0, labels) })
  }

  /// A profile's address or its last part is as good as a name.
  /// An account that was known by its name only is the one of that name, where there is one.
  private func label(ofStored id: String, _ labels: Labels) -> String {
    if let label = labels.ofKey[id] { return label }
    let alike = labels.ofKey.filter { "name~" + OwnerFinder.folded(name(of: $0.key)) == id }
    return alike.count == 1 ? alike.first?.value ?? id : id
  }

  private func label(of me: String, _ labels: Labels) -> String {
    let wanted = me.lowercased()
    let profile = (LinkedInPerson.profile(me) ?? me).lowercased()
    let found = labels.ofKey.keys.sorted().first { key in
      key.lowercased() == profile || key.lowercased().hasSuffix("/in/" + wanted)
    }
    return found.flatMap { labels.ofKey[$0] } ?? me
  }
}
