import Domain
import Foundation

/// The reading of one thread's files, oldest message first.
struct MetaReading {
  let desk: ImportDesk
  let thread: MetaThread
  let id: String
  let network: Network
  let account: String
  let owner: String

  func start() throws(ImportStop) {
    let first = desk.shown(thread.paths[0])
    var packer = ParcelPacker(desk: desk, file: first)
    try packer.add(.conversation(conversation), at: "")
    if let place = MetaImport.bookmark(of: thread, account: account) {
      packer.remember(Batch.Bookmark(source: place, value: id))
    }
    try packer.flush()
    for path in thread.paths { try read(path) }
  }

  private var conversation: IncomingConversation {
    let others = thread.participants.filter { $0 != owner }
    let names = others.sorted().joined(separator: ", ")
    let title = thread.isDirect ? others.first ?? thread.title ?? owner : thread.title ?? names
    return IncomingConversation(
      id: id, account: account, network: network,
      kind: thread.isRequest ? .request : thread.isDirect ? .direct : .group,
      title: SafeText(line: title),
      participants: thread.participants.prefix(Normalise.mostParticipants).map(participant))
  }

  private func participant(_ name: String) -> IncomingParticipant {
    // Everybody who left is called the same: without the thread they would be one person.
    let isNobody = ["instagramuser", "instagram user", "facebook user", ""].contains(
      name.lowercased())
    return IncomingParticipant(
      id: isNobody ? "gone~\(id)" : StableKey.name(name),
      name: SafeText(line: name.isEmpty ? "Somebody" : name), isSelf: name == owner)
  }

  private func read(_ path: String) throws(ImportStop) {
    let file: MetaFile
    do throws(UnreadableFile) {
      file = try MetaFile(path: path)
    } catch {
      return desk.skip(path, error.reason)
    }
    desk.begin()
    var packer = ParcelPacker(desk: desk, file: desk.shown(path))
    try pack(file, into: &packer)
    if let complaint = file.complaint { packer.skip(at: "", complaint) }
    try packer.flush()
  }

  /// Files are newest first: they are walked backwards, which keeps the order of equal times.
  private func pack(_ file: MetaFile, into packer: inout ParcelPacker) throws(ImportStop) {
    let decoder = JSONDecoder()
    var roots = ExportRoots(file: file.path)
    var ordinals: [String.HashedKey: Int] = [:]
    for index in stride(from: file.count - 1, through: 0, by: -1) {
      let incoming: IncomingMessage
      do throws(Rejection) {
        let message = try file.message(index, decoder)
        incoming = try self.incoming(
          message, payload: file.payload(index), roots: &roots, ordinals: &ordinals)
      } catch {
        packer.skip(at: String(index + 1), error.reason)
        continue
      }
      try packer.add(.message(incoming), at: String(index + 1))
    }
  }

  private func incoming(
    _ message: MetaMessage, payload: [UInt8], roots: inout ExportRoots,
    ordinals: inout [String.HashedKey: Int]
  ) throws(Rejection) -> IncomingMessage {
    let sentAt = Date(timeIntervalSince1970: message.milliseconds / 1000)
    guard message.milliseconds.isFinite, Normalise.times.contains(sentAt) else {
      throw Rejection("its time \(message.milliseconds) is outside the years 1970 to 2099")
    }
    let content = MetaContent(message, network: network) { roots.holds($0) }
    let author = participant(message.sender)
    let key = StableKey.of(id, message.sender, String(Int64(message.milliseconds)), content.key)
    let ordinal = ordinals[.init(key), default: 0]
    ordinals[.init(key)] = ordinal + 1
    return IncomingMessage(
      id: ordinal == 0 ? "meta-\(key)" : "meta-\(key)-\(ordinal)", account: account,
      conversation: id, author: author,
      direction: content.isSystem ? .system : author.isSelf ? .out : .in,
      text: SafeText(sanitising: content.text), sentAt: sentAt, isAutomated: content.isSystem,
      isDeleted: content.isDeleted, attachments: content.isDeleted ? [] : content.attachments,
      reactions: message.reactions.prefix(Normalise.mostReactions).map { reaction in
        Reaction(
          emoji: SafeText(line: Mojibake.repaired(reaction.reaction), limit: 32),
          author: SafeText(line: Mojibake.repaired(reaction.actor)))
      },
      payload: payload)
  }
}

/// Finds files that messages name relative to the export's root, with or without its own prefix.
struct ExportRoots {
  private let candidates: [String]
  private var last: String?

  init(file: String) {
    var folder = FolderWatch.parent(of: file)
    var found: [String] = []
    for _ in 0..<6 where folder.count > 1 {
      found.append(folder)
      folder = FolderWatch.parent(of: folder)
    }
    candidates = found
  }

  mutating func holds(_ path: String) -> Bool {
    if let last, FileManager.default.fileExists(atPath: last + "/" + path) { return true }
    for root in candidates where root != last {
      if FileManager.default.fileExists(atPath: root + "/" + path) {
        last = root
        return true
      }
    }
    return false
  }
}
