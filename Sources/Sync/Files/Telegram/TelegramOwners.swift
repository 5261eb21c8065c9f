import Domain

/// Who we are in each file of an import: every file by itself where it says so, the rest together.
struct TelegramOwners {
  private let desk: ImportDesk
  private var found: [ExportFile: TelegramOwner] = [:]

  /// nil where it has to be asked, which is done.
  subscript(file: ExportFile) -> TelegramOwner? { found[file] }

  init(_ surveys: [TelegramSurvey], desk: ImportDesk) throws(ImportStop) {
    self.desk = desk
    for survey in surveys { found[survey.file] = Self.marked(in: survey) }
    for owner in Set(found.values) {
      desk.note("On Telegram the files say that you are \(owner.name).")
    }
    let open = surveys.filter { found[$0.file] == nil && !$0.chats.isEmpty }
    if !open.isEmpty { try find(in: open) }
  }

  private static func marked(in survey: TelegramSurvey) -> TelegramOwner? {
    if let owner = survey.owner { return owner }
    let marks = Set(survey.chats.compactMap(\.owner))
    guard marks.count == 1, let key = marks.first else { return nil }
    let names = survey.chats.compactMap { $0.people[key] }.filter { !$0.isEmpty }
    return TelegramOwner(key: key, name: names.first ?? key)
  }

  // MARK: What has to be worked out

  private mutating func find(in surveys: [TelegramSurvey]) throws(ImportStop) {
    let chats = surveys.flatMap(\.chats)
    let labels = Self.labels(of: chats)
    let stored = try desk.accounts(of: .telegram).compactMap(\.selfID)
    let known = stored + found.values.map(\.key)
    let finder = OwnerFinder(
      chats: chats.map { chat in
        OwnerFinder.Chat(
          people: Set(chat.people.keys.compactMap { labels[$0] }),
          other: chat.otherKey.flatMap { labels[$0] },
          owner: chat.owner.flatMap { labels[$0] }, isGroup: !chat.isDirect, isComplete: false)
      },
      me: told(labels), stored: known.compactMap { labels[$0] })
    guard let label = desk.answer(finder, on: .telegram, files: surveys.map(\.file)) else { return }
    let key = labels.first { $0.value == label }?.key ?? Self.key(ofTold: label)
    let name = chats.lazy.compactMap { $0.people[key] }.first { !$0.isEmpty } ?? label
    for survey in surveys { found[survey.file] = TelegramOwner(key: key, name: name) }
  }

  /// Names are what people know each other by; where two have one, the id tells them apart.
  private static func labels(of chats: [TelegramSurvey.Chat]) -> [String: String] {
    var names: [String: String] = [:]
    for chat in chats {
      for (key, name) in chat.people where names[key]?.isEmpty ?? true { names[key] = name }
    }
    var bearers: [String: Int] = [:]
    for name in names.values { bearers[name, default: 0] += 1 }
    return Dictionary(
      uniqueKeysWithValues: names.map { key, name in
        (key, name.isEmpty ? key : bearers[name] == 1 ? name : "\(name) (\(key))")
      })
  }

  /// The person's own word, as the label of whom it is: a name, an id, or an id's number.
  private func told(_ labels: [String: String]) -> String? {
    guard let me = desk.options.me(on: .telegram) else { return nil }
    return labels[me] ?? labels["user\(me)"] ?? me
  }

  private static func key(ofTold me: String) -> String {
    Int64(me) == nil ? StableKey.name(me) : "user\(me)"
  }
}
