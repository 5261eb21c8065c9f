import Domain
import Foundation

/// What has to be known of a whole chat before its first message can be taken in.
///
/// One pass over the file: who wrote, whether it is a group, which order its dates have.
struct WhatsAppSurvey {
  /// More different names than any group has members; the rest is noise.
  private static let mostNames = 5000

  let file: ExportFile
  /// The name of the chat, from the file or its folder; nil when neither says.
  let title: String?
  private let titleNames: [String]
  private(set) var dates = WhatsAppDates()
  private(set) var names: Set<String> = []
  private(set) var isGroup = false
  /// The group's name as the app's own lines tell it.
  private(set) var subject: String?
  /// Whom the file shows to be us.
  private(set) var owner: String?
  private(set) var entries = 0
  private var loose: [String: Int] = [:]
  private var tails = WhatsAppTails()
  private var senders = WhatsAppSender()
  /// Names with a colon that the messages tell, each with what it would be cut to.
  private var cut: [String: String] = [:]

  /// - Parameter names: what the file, its folder and its archive are called.
  init(_ file: ExportFile, names: [String], _ stream: any ByteStream) throws(UnreadableFile) {
    self.file = file
    title = Self.title(in: names)
    titleNames = title.map { $0.contains(": ") ? [$0] : [] } ?? []
    var chat = WhatsAppFile(stream)
    while let entry = try chat.next() { add(entry) }
    try chat.checkEncoding()
    settleNames()
  }

  /// Names with a colon and a space in them, by which a sender would otherwise be cut short.
  var longNames: [String] {
    titleNames + cut.keys.sorted { ($0.count, $0) > ($1.count, $1) }
  }

  /// A name as keys are made of it: an export with too few messages to tell a name with a colon has
  /// the same keys as a later one that tells it.
  func keyName(_ name: String) -> String { cut[name] ?? name }

  /// Two people at most, as far as the file shows.
  var isDirect: Bool { !isGroup && names.count <= 2 }

  /// The one the chat is named after, when that is a person who wrote.
  var other: String? {
    guard isDirect, let title else { return nil }
    return names.filter { OwnerFinder.folded($0) == OwnerFinder.folded(title) }.min()
  }

  /// Takes a colon for the end of a name where the short name is known from elsewhere: people have
  /// headings for their messages ("Standup: …"), and nobody is called otherwise in one chat only.
  /// - Parameter known: names as ``OwnerFinder/folded(_:)`` makes them.
  mutating func keepShort(_ known: Set<String>) {
    for (whole, short) in cut where known.contains(OwnerFinder.folded(short)) {
      cut[whole] = nil
      names.remove(whole)
      names.insert(short)
      if owner == whole { owner = short }
    }
  }

  private mutating func add(_ entry: WhatsAppFile.Entry) {
    entries += 1
    dates.add(entry.header)
    guard let (name, body) = senders.split(entry.rest, names: [], long: titleNames) else {
      if let (name, _) = senders.looseSplit(entry.rest), loose.count < Self.mostNames {
        loose[name, default: 0] += 1
      }
      addSystem(entry.rest)
      return
    }
    let content = WhatsAppBody(body) { kind, _ in Attachment(kind: kind) }
    guard !content.isSystem else { return addSystem(body) }
    if names.count < Self.mostNames { names.insert(name) }
    tails.add(name, body)
    if content.isDeletedByOwner && !WhatsAppWords.you.contains(name.lowercased()) { owner = name }
  }

  private mutating func addSystem(_ line: String) {
    let lower = line.lowercased()
    guard WhatsAppWords.group.contains(where: lower.contains) else { return }
    isGroup = true
    let quotes: Set<Character> = ["\"", "“", "”", "„", "«", "»"]
    guard let last = line.lastIndex(where: quotes.contains) else { return }
    let before = line[..<last]
    guard let open = before.lastIndex(where: quotes.contains) else { return }
    let name = before[before.index(after: open)...]
    if !name.isEmpty { subject = String(name) }
  }

  /// `Name:text` without a space is a sender only where the name is one elsewhere, or where the
  /// whole file is written that way.
  private mutating func settleNames() {
    names = names.filter { name in
      guard let colon = name.firstIndex(of: ":"), name != title else { return true }
      return !names.contains(String(name[..<colon]))
    }
    if names.isEmpty { names = Set(loose.filter { $0.value >= 2 }.keys) }
    if names.count > 2 { isGroup = true }
    settleTails()
  }

  /// The one the chat is named after is called what the chat is.
  private mutating func settleTails() {
    for (short, whole) in tails.whole
    where names.contains(short) && title.map(OwnerFinder.folded) != OwnerFinder.folded(short) {
      names.remove(short)
      names.insert(whole)
      cut[whole] = short
      if owner == short { owner = whole }
    }
  }

  private static func title(in names: [String]) -> String? {
    for candidate in names {
      let isFile = candidate.hasSuffix(".txt") || candidate.hasSuffix(".zip")
      let stem = isFile ? String(candidate.dropLast(4)) : candidate
      let lower = stem.lowercased()
      for start in WhatsAppWords.titles where lower.hasPrefix(start) {
        return CopyNumber.removed(from: stem.dropFirst(start.count))
      }
    }
    return nil
  }
}
