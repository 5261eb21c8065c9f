import Domain
import Foundation

/// The direct messages of X archives; `account.js` beside them says who we are.
struct XImport: ExportFormat {
  static let passes = 2

  private enum Part { case messages, headers, account }

  static func claim(_ sample: FileSample) -> FileClaim? {
    switch part(sample.head) {
    case .messages: .messages
    case .headers, .account: .companion
    case nil: nil
    }
  }

  /// By the name that the script gives its data: `window.YTD.NAME.part0 = [`.
  private static func part(_ head: [UInt8]) -> Part? {
    let start = head.drop { $0 <= 0x20 }.prefix(200)
    let text = String(decoding: start, as: UTF8.self)
    guard text.hasPrefix("window.YTD."), let equals = text.firstIndex(of: "=") else {
      // Somebody has taken the beginning off.
      let isBare = text.hasPrefix("[") && text.contains("\"dmConversation\"")
      return isBare && text.contains("messages") ? .messages : nil
    }
    let name = text[..<equals].split(separator: ".").dropFirst(2).first?.lowercased() ?? ""
    if name == "account" { return .account }
    guard name.replacing("-", with: "_").hasPrefix("direct_message") else { return nil }
    return name.contains("header") ? .headers : .messages
  }

  let files: [ClaimedFile]
  let desk: ImportDesk

  func run() throws(ImportStop) {
    let accounts = try readAccounts()
    let candidates = Dictionary(
      files.messages.map { ($0, nearest(to: $0, in: accounts)) },
      uniquingKeysWith: { first, _ in first })
    let surveys = try survey(knowing: candidates)
    var owners: [ExportFile: XOwner] = [:]
    for survey in surveys {
      owners[survey.file] = Self.owner(of: survey, among: candidates[survey.file] ?? [])
    }
    for owner in Set(owners.values) {
      let name = owner.username.map { "@" + $0 } ?? owner.name
      desk.note("On X account.js says that you are \(name).")
    }
    let open = surveys.filter { owners[$0.file] == nil && !$0.chats.isEmpty }
    if !open.isEmpty, let owner = try ask(open) {
      for survey in open { owners[survey.file] = owner }
    }
    for survey in surveys where survey.chats.isEmpty && owners[survey.file] == nil {
      if let trouble = survey.trouble { desk.skip(survey.file, trouble.sentence) }
    }
    let ready = surveys.filter { owners[$0.file] != nil }
    for owner in Set(ready.compactMap { owners[$0.file] }) { try send(owner) }
    let byFile = Dictionary(ready.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
    try desk.read(ready.map(\.file)) { (file, stream) throws(ImportStop) in
      guard let survey = byFile[file], let owner = owners[file] else { return }
      try read(survey, owner, stream)
    }
  }

  private func survey(
    knowing candidates: [ExportFile: [XOwner]]
  ) throws(ImportStop) -> [XSurvey] {
    var surveys: [XSurvey] = []
    try desk.read(files.messages) { file, stream in
      do throws(JSONTrouble) {
        surveys.append(try XSurvey(file, wantsPeople: candidates[file]?.count != 1, stream))
      } catch {
        desk.skip(file, error.sentence)
      }
    }
    return surveys
  }

  private func read(
    _ survey: XSurvey, _ owner: XOwner, _ stream: any ByteStream
  ) throws(ImportStop) {
    let walk: XFile
    do throws(JSONTrouble) {
      walk = try XFile(stream)
    } catch {
      return desk.skip(survey.file, error.sentence)
    }
    desk.begin()
    var reading = XReading(survey: survey, owner: owner, desk: desk)
    while let event = walk.next() { try reading.take(event) }
    try reading.finish()
  }

  private func send(_ owner: XOwner) throws(ImportStop) {
    let account = IncomingAccount(
      id: XReading.account(of: owner), network: .x, name: SafeText(line: "X of \(owner.name)"),
      handle: owner.username.map { SafeText(line: "@" + $0) }, selfID: owner.id,
      delivery: .handover)
    try desk.add(account)
  }
}

// MARK: Who we are

extension XImport {
  private func readAccounts() throws(ImportStop) -> [(ExportFile, XOwner)] {
    var accounts: [(ExportFile, XOwner)] = []
    var headers = 0
    try desk.read(files.companions) { file, stream in
      if file.name.lowercased().contains("header") {
        headers += 1
        return
      }
      do throws(JSONTrouble) {
        if let owner = try XOwner.read(stream) { return accounts.append((file, owner)) }
        desk.skip(file, "it names no account")
      } catch {
        desk.skip(file, error.sentence)
      }
    }
    if headers > 0 {
      let files = headers == 1 ? "1 file" : "\(headers) files"
      desk.note("Left out of X's archive, where only the times of messages stand: \(files).")
    }
    return accounts
  }

  /// Of several archives each has its own; of one in parts only one part has it.
  private func nearest(
    to file: ExportFile, in accounts: [(ExportFile, XOwner)]
  ) -> [XOwner] {
    let beside = accounts.filter { $0.0.container == file.container }
    let own = beside.filter { $0.0.folder == file.folder }
    return Array(Set((own.isEmpty ? beside.isEmpty ? accounts : beside : own).map(\.1)))
  }

  /// Of several the one who is in every conversation.
  private static func owner(of survey: XSurvey, among candidates: [XOwner]) -> XOwner? {
    if candidates.count == 1 { return candidates[0] }
    let fitting = candidates.filter { owner in
      !survey.chats.isEmpty && survey.chats.allSatisfy { $0.people.contains(owner.id) }
    }
    return fitting.count == 1 ? fitting[0] : nil
  }

  private func ask(_ surveys: [XSurvey]) throws(ImportStop) -> XOwner? {
    let finder = OwnerFinder(
      chats: surveys.flatMap(\.chats), me: desk.options.me(on: .x),
      stored: try desk.accounts(of: .x).compactMap(\.selfID))
    return desk.answer(finder, on: .x, files: surveys.map(\.file)).map(XOwner.init(id:))
  }
}
