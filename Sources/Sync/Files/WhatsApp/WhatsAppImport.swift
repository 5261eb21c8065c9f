import Domain
import Foundation

/// All WhatsApp chats of one import: surveyed first, because who we are shows in all of them.
struct WhatsAppImport: ExportFormat {
  static let passes = 2

  static func claim(_ sample: FileSample) -> FileClaim? {
    WhatsAppFile.isOne(head: sample.text) ? .messages : nil
  }

  private let files: [ExportFile]
  private let desk: ImportDesk

  init(files: [ClaimedFile], desk: ImportDesk) {
    self.files = files.map(\.file)
    self.desk = desk
  }

  private struct Ready {
    var survey: WhatsAppSurvey
    var order: DateOrder
  }

  func run() throws(ImportStop) {
    var ready: [Ready] = []
    try desk.read(files) { file, stream in
      do throws(UnreadableFile) {
        let survey = try WhatsAppSurvey(file, names: desk.exports.names(around: file), stream)
        if let order = order(of: survey) { ready.append(Ready(survey: survey, order: order)) }
      } catch {
        desk.skip(file, error.reason)
      }
    }
    let known = try knownNames(in: ready)
    for index in ready.indices { ready[index].survey.keepShort(known) }
    guard !ready.isEmpty, let owner = try owner(of: ready) else { return }
    let account = "whatsapp:" + StableKey.name(owner)
    desk.note("Times are read as \(desk.options.timeZone.identifier).")
    try desk.add(Self.account(account, owner))
    let chats = Dictionary(
      ready.map { ($0.survey.file, $0) }, uniquingKeysWith: { first, _ in first })
    try desk.read(ready.map(\.survey.file)) { (file, stream) throws(ImportStop) in
      guard let chat = chats[file] else { return }
      try read(chat, stream, owner: owner, account: account)
    }
  }

  private static func account(_ id: String, _ owner: String) -> IncomingAccount {
    IncomingAccount(
      id: id, network: .whatsapp, name: SafeText(line: "WhatsApp of \(owner)"),
      selfID: StableKey.name(owner), delivery: .handover)
  }

  private func order(of survey: WhatsAppSurvey) -> DateOrder? {
    switch survey.dates.answer() {
    case .order(let order): return order
    case .either(let example):
      if let order = desk.options.dateOrder, order != .ymd { return order }
      desk.need(.dateOrder(file: desk.shown(survey.file), example: SafeText(line: example)))
      return nil
    }
  }

  /// What tells a name from a heading in another chat: the names of all, and ours.
  private func knownNames(in ready: [Ready]) throws(ImportStop) -> Set<String> {
    var names = Set(ready.flatMap(\.survey.names))
    names.formUnion(try desk.accounts(of: .whatsapp).compactMap(\.selfID))
    if let me = desk.options.me(on: .whatsapp) { names.insert(me) }
    return Set(names.map(OwnerFinder.folded))
  }

  private func owner(of ready: [Ready]) throws(ImportStop) -> String? {
    let stored = try desk.accounts(of: .whatsapp)
    let finder = OwnerFinder(
      chats: ready.map(\.survey).map { survey in
        OwnerFinder.Chat(
          people: survey.names.filter { !WhatsAppWords.you.contains($0.lowercased()) },
          other: survey.other, owner: survey.owner, isGroup: survey.isGroup, isComplete: false)
      },
      me: desk.options.me(on: .whatsapp), stored: stored.compactMap(\.selfID))
    return desk.answer(finder, on: .whatsapp, files: ready.map(\.survey.file))
  }

  private func read(
    _ ready: Ready, _ stream: any ByteStream, owner: String, account: String
  ) throws(ImportStop) {
    let chat = WhatsAppChat(
      survey: ready.survey, owner: owner, order: ready.order,
      time: LocalTime(zone: desk.options.timeZone), account: account, exports: desk.exports)
    let parcel = ParcelPacker(desk: desk, file: desk.shown(ready.survey.file))
    desk.begin()
    try parcel.add(.conversation(chat.conversation), at: "")
    var file = WhatsAppFile(stream)
    try pack(&file, chat, into: parcel)
  }

  private func pack(
    _ file: inout WhatsAppFile, _ chat: WhatsAppChat, into parcel: ParcelPacker
  ) throws(ImportStop) {
    var progress = WhatsAppChat.Progress(chat)
    while true {
      let entry: WhatsAppFile.Entry?
      do throws(UnreadableFile) {
        entry = try file.next()
      } catch {
        return parcel.skip(at: "", error.reason)
      }
      guard let entry else { break }
      let message: IncomingMessage
      do throws(Rejection) {
        message = try chat.message(entry, &progress)
      } catch {
        parcel.skip(at: String(entry.line), error.reason)
        continue
      }
      try parcel.add(.message(message), at: String(entry.line))
    }
    if file.damaged > 0 {
      let lines = file.damaged == 1 ? "1 line" : "\(file.damaged) lines"
      desk.note("What is not UTF-8 in \(lines) of \(parcel.file) shows as \u{FFFD}.")
    }
    for line in file.tooLong {
      parcel.skip(at: String(line), "the line is longer than \(LineReader.longest >> 20) MB")
    }
  }
}
