import Domain
import Foundation

/// Signal chats as text, which other programs write: Signal itself exports encrypted backups only.
struct SignalImport: ExportFormat {
  static let passes = 2

  static func claim(_ sample: FileSample) -> FileClaim? {
    SignalHeader.isSignal(sample) ? .messages : nil
  }

  /// What accounts of Signal are called in the store, where all networks without a name of their own
  /// are one.
  private static let prefix = "signal:"

  let files: [ClaimedFile]
  let desk: ImportDesk

  func run() throws(ImportStop) {
    var chats: [SignalChat] = []
    try desk.read(files.messages) { file, stream in
      do throws(FileTrouble) {
        let chat = try SignalChat(file, around: desk.exports.names(around: file), stream)
        if chat.entries > 0 { chats.append(chat) }
      } catch {
        desk.skip(file, error.sentence)
      }
    }
    guard !chats.isEmpty, let owner = try owner(of: chats) else { return }
    let account = Self.prefix + StableKey.name(owner)
    desk.note("Times are read as \(desk.options.timeZone.identifier).")
    let item = IncomingAccount(
      id: account, network: .other, name: SafeText(line: "Signal of \(owner)"),
      selfID: StableKey.name(owner), delivery: .handover)
    try desk.add(item)
    let byFile = Dictionary(chats.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
    try desk.read(chats.map(\.file)) { (file, stream) throws(ImportStop) in
      guard let chat = byFile[file] else { return }
      try read(chat, stream, account: account, owner: owner)
    }
  }

  /// Some exports call us "Me": then whom that is may be told, and need not be.
  private func owner(of chats: [SignalChat]) throws(ImportStop) -> String? {
    let stored = try desk.accounts(of: .other).filter { $0.remoteID.hasPrefix(Self.prefix) }
      .compactMap(\.selfID)
    let me = desk.options.me(on: .other)
    let finder = OwnerFinder(chats: chats.map(\.forFinder), me: me, stored: stored)
    guard case .found(let owner, _) = finder.answer(), owner == SignalChat.me else {
      return desk.answer(finder, on: .other, called: "Signal", files: chats.map(\.file))
    }
    let name = me ?? (stored.count == 1 ? stored[0] : owner)
    desk.note("On Signal you are \(name), whom the files call Me.")
    return name
  }

  private func read(
    _ chat: SignalChat, _ stream: any ByteStream, account: String, owner: String
  ) throws(ImportStop) {
    desk.begin()
    let packer = ParcelPacker(desk: desk, file: desk.shown(chat.file))
    try packer.add(.conversation(chat.conversation(account: account, owner: owner)), at: "")
    var file = SignalFile(stream, title: chat.title)
    var messages = SignalMessages(
      conversation: chat.id(owner: owner), account: account, owner: owner,
      time: LocalTime(zone: desk.options.timeZone))
    while let entry = next(&file, packer) {
      let message: IncomingMessage
      do throws(Rejection) {
        message = try messages.message(entry)
      } catch {
        packer.skip(at: String(entry.line), error.reason)
        continue
      }
      try packer.add(.message(message), at: String(entry.line))
    }
    tell(file, packer)
  }

  /// nil at the end, and where the file cannot be read any further, which is told.
  private func next(
    _ file: inout SignalFile, _ packer: ParcelPacker
  ) -> SignalFile.Entry? {
    do throws(FileTrouble) {
      return try file.next()
    } catch {
      packer.skip(at: "", error.sentence)
      return nil
    }
  }

  private func tell(_ file: SignalFile, _ packer: ParcelPacker) {
    if file.damaged > 0 {
      let lines = file.damaged == 1 ? "1 line" : "\(file.damaged) lines"
      desk.note("What is not UTF-8 in \(lines) of \(packer.file) shows as \u{FFFD}.")
    }
    if file.loose > 0 {
      packer.skip(at: "1", "what stands before the first message has no sender")
    }
    for line in file.tooLong {
      packer.skip(at: String(line), "the line is longer than \(LineReader.longest >> 20) MB")
    }
  }
}
