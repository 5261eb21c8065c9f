import Domain
import Foundation

/// All WhatsApp chats of one import: surveyed first, because who we are shows in all of them.
struct WhatsAppImport {
  let run: ImportRun
  let paths: [String]

  private struct Ready {
    var survey: WhatsAppSurvey
    var order: DateOrder
  }

  func start() throws(ImportError) {
    var ready: [Ready] = []
    for path in paths {
      do throws(UnreadableFile) {
        let survey = try WhatsAppSurvey(path: path)
        if let order = order(of: survey) { ready.append(Ready(survey: survey, order: order)) }
      } catch {
        run.skip(path, error.reason)
      }
    }
    let known = try knownNames(in: ready)
    for index in ready.indices { ready[index].survey.keepShort(known) }
    guard !ready.isEmpty, let owner = try owner(of: ready) else { return }
    let account = "whatsapp:" + StableKey.name(owner)
    run.note("Times are read as \(run.options.timeZone.identifier).")
    try run.receive(
      Parcel(
        file: "", batch: Batch(items: [.account(Self.account(account, owner))], isHistory: true),
        places: [""]))
    for chat in ready { try read(chat, owner: owner, account: account) }
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
      if let order = run.options.dateOrder, order != .ymd { return order }
      run.need(.dateOrder(file: run.shown(survey.path), example: SafeText(line: example)))
      return nil
    }
  }

  /// What tells a name from a heading in another chat: the names of all, and ours.
  private func knownNames(in ready: [Ready]) throws(ImportError) -> Set<String> {
    var names = Set(ready.flatMap(\.survey.names))
    names.formUnion(try run.accounts(of: .whatsapp).compactMap(\.selfID))
    if let me = run.options.me(on: .whatsapp) { names.insert(me) }
    return Set(names.map(OwnerFinder.folded))
  }

  private func owner(of ready: [Ready]) throws(ImportError) -> String? {
    let stored = try run.accounts(of: .whatsapp)
    let finder = OwnerFinder(
      chats: ready.map(\.survey).map { survey in
        OwnerFinder.Chat(
          people: survey.names.filter { !WhatsAppWords.you.contains($0.lowercased()) },
          other: survey.other, owner: survey.owner, isGroup: survey.isGroup, isComplete: false)
      },
      me: run.options.me(on: .whatsapp), stored: stored.compactMap(\.selfID))
    switch finder.answer() {
    case .found(let owner, let how):
      run.note("On WhatsApp \(how).")
      return owner
    case .unknown(let candidates):
      run.need(
        .me(
          network: .whatsapp, candidates: candidates.map { SafeText(line: $0) },
          files: ready.map { run.shown($0.survey.path) }))
      return nil
    }
  }

  private func read(_ ready: Ready, owner: String, account: String) throws(ImportError) {
    let chat = WhatsAppChat(
      survey: ready.survey, owner: owner, order: ready.order,
      time: LocalTime(zone: run.options.timeZone), account: account)
    let name = run.shown(ready.survey.path)
    var parcel = ParcelPacker(run: run, file: name)
    run.report.files += 1
    try parcel.add(.conversation(chat.conversation), at: "")
    var file: WhatsAppFile
    do throws(UnreadableFile) {
      file = try WhatsAppFile(path: ready.survey.path)
    } catch {
      return run.skip(ready.survey.path, error.reason)
    }
    try pack(&file, chat, into: &parcel)
    try parcel.flush()
    run.advance(bytes: Self.size(of: ready.survey.path))
  }

  private func pack(
    _ file: inout WhatsAppFile, _ chat: WhatsAppChat, into parcel: inout ParcelPacker
  ) throws(ImportError) {
    var progress = WhatsAppChat.Progress()
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
      run.note("What is not UTF-8 in \(lines) of \(parcel.file) shows as \u{FFFD}.")
    }
    for line in file.tooLong {
      parcel.skip(at: String(line), "the line is longer than \(LineReader.longest >> 20) MB")
    }
  }

  private static func size(of path: String) -> Int64 {
    // Only the progress line would notice.
    (try? ByteFile(path: path).size) ?? 0
  }
}
