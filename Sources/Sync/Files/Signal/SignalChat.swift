import Domain
import Foundation
import InboxAPI

/// One Signal chat: what a first pass shows of it, and its messages once it is known who we are.
struct SignalChat {
  private static let mostNames = 5000
  /// How an export calls its owner.
  static let me = "Me"
  /// Files that are called after nobody.
  private static let plainNames: Set<String> = [
    "index", "chat", "messages", "export", "data", "signal", "conversation", "test_export",
  ]

  let file: ExportFile
  /// From the file or its folder; nil when neither says.
  let title: String?
  private(set) var names: Set<String> = []
  private(set) var entries = 0

  /// - Parameter around: what the file, its folder and its archive are called.
  init(_ file: ExportFile, around: [String], _ stream: any ByteStream) throws(FileTrouble) {
    self.file = file
    title = Self.title(in: around)
    var reader = SignalFile(stream, title: title)
    while let entry = try reader.next() {
      entries += 1
      if names.count < Self.mostNames { names.insert(entry.name) }
    }
  }

  private static func title(in around: [String]) -> String? {
    for name in around.prefix(2) {
      let stem = CopyNumber.removed(from: name.prefix { $0 != "." })
      if let stem, !plainNames.contains(stem.lowercased()) { return stem }
    }
    return nil
  }

  var isGroup: Bool { names.count > 2 }

  /// The one the chat is named after, when that is a person who wrote.
  var other: String? {
    guard !isGroup, let title else { return nil }
    return names.filter { OwnerFinder.folded($0) == OwnerFinder.folded(title) }.min()
  }

  var forFinder: OwnerFinder.Chat {
    OwnerFinder.Chat(
      people: names, other: other, owner: names.contains(Self.me) ? Self.me : nil,
      isGroup: isGroup, isComplete: false)
  }

  // MARK: Once we are known

  func conversation(account: String, owner: String) -> IncomingConversation {
    var people = names.filter { $0 != owner && $0 != Self.me }
    let heading =
      isGroup
      ? title ?? people.sorted().prefix(20).joined(separator: ", ")
      : people.min() ?? title ?? owner
    if people.isEmpty && !isGroup && heading != owner { people.insert(heading) }
    return IncomingConversation(
      id: id(owner: owner), account: account, network: .other, kind: isGroup ? .group : .direct,
      title: SafeText(line: heading),
      participants: people.union([owner]).sorted().prefix(Normalise.mostParticipants)
        .map { Self.participant($0, owner: owner) })
  }

  /// The same in every later export: the other's name, the group's, or the people's.
  func id(owner: String) -> String {
    let others = names.filter { $0 != owner && $0 != Self.me }
    if !isGroup {
      return "signal-"
        + StableKey.of("direct", OwnerFinder.folded(others.min() ?? title ?? owner))
    }
    if let title { return "signal-" + StableKey.of("group", OwnerFinder.folded(title)) }
    return "signal-" + StableKey.of(["people"] + others.sorted())
  }

  static func participant(_ name: String, owner: String) -> IncomingParticipant {
    let isSelf = name == owner || name == me
    let real = isSelf ? owner : name
    return IncomingParticipant(
      id: StableKey.name(real), name: SafeText(line: real), isSelf: isSelf)
  }
}

/// Messages of one Signal chat on their way into the store.
struct SignalMessages {
  let conversation: String
  let account: String
  let owner: String
  let time: LocalTime
  private var last: Date?
  private var sameMoment = 0
  private var ordinals = Ordinals()

  init(conversation: String, account: String, owner: String, time: LocalTime) {
    self.conversation = conversation
    self.account = account
    self.owner = owner
    self.time = time
  }

  mutating func message(_ entry: SignalFile.Entry) throws(Rejection) -> IncomingMessage {
    let header = entry.header
    let base = time.date(
      header.day, hour: header.hour, minute: header.minute, second: header.second)
    guard Normalise.times.contains(base) else {
      throw Rejection("its date is outside the years 1970 to 2099")
    }
    let author = SignalChat.participant(entry.name, owner: owner)
    let attachments =
      entry.text.isEmpty
      ? [Attachment(kind: .file, missing: "nothing of it is in the export")] : []
    return IncomingMessage(
      id: key(author.id, entry), account: account, conversation: conversation, author: author,
      direction: author.isSelf ? .out : .in, text: SafeText(sanitising: entry.text),
      sentAt: nudged(base, hasSeconds: header.dialect.hasSeconds), attachments: attachments,
      payload: entry.payload)
  }

  /// Sender, minute and text are the same with and without seconds; equal ones are counted.
  private mutating func key(_ author: String, _ entry: SignalFile.Entry) -> String {
    let (day, header) = (entry.header.day, entry.header)
    let minute = "\(day.year)-\(day.month)-\(day.day) \(header.hour):\(header.minute)"
    return ordinals.numbered("signal-" + StableKey.of(conversation, author, minute, entry.text))
  }

  /// Messages of one minute (or second) keep their order by whole milliseconds.
  private mutating func nudged(_ base: Date, hasSeconds: Bool) -> Date {
    sameMoment = last == base ? sameMoment + 1 : 0
    last = base
    return base.addingTimeInterval(Double(min(sameMoment, hasSeconds ? 999 : 59_999)) / 1000)
  }
}
