import Domain
import Foundation

/// LinkedIn's `messages.csv` and the tables beside it. Read twice: who we are shows in all rows.
struct LinkedInImport: ExportFormat {
  static let passes = 2

  static func claim(_ sample: FileSample) -> FileClaim? {
    // A table is plain text that names its columns in the first lines.
    guard sample.head.contains(UInt8(ascii: ",")), let kind = LinkedInTable.kind(head: sample.head)
    else { return nil }
    return kind == .messages ? .messages : .companion
  }

  let files: [ClaimedFile]
  let desk: ImportDesk

  func run() throws(ImportStop) {
    var survey = LinkedInSurvey()
    var times: [ExportFile: CoarseTimes] = [:]
    try desk.read(files.map(\.file)) { file, stream in
      times[file] = look(into: file, stream, &survey)
    }
    survey.settle()
    guard let chats = try chats(survey) else { return }
    try announce(chats)
    try desk.read(files.messages) { (file, stream) throws(ImportStop) in
      try read(file, stream, chats, times[file] ?? CoarseTimes())
    }
    if survey.drafts > 0 {
      let drafts = survey.drafts == 1 ? "1 draft" : "\(survey.drafts) drafts"
      desk.note("Left out on LinkedIn, because never sent: \(drafts).")
    }
  }

  // MARK: Surveying

  /// What is wrong with a row is told when it is read.
  private func look(
    into file: ExportFile, _ stream: any ByteStream, _ survey: inout LinkedInSurvey
  ) -> CoarseTimes {
    var times = CoarseTimes()
    let table = LinkedInTable(stream)
    while let (row, header) = Self.nextRow(of: table) {
      switch table.kind {
      case .messages:
        // A row that is none is told in the second pass.
        guard let message = try? LinkedInRow(row, header), survey.add(message) else { continue }
        times.survey(message.second, of: LinkedInSurvey.conversation(of: message))
      case .connections:
        survey.addConnection(
          name: Self.fullName(row, header), url: header.field("url", of: row))
      case .profile:
        let name = Self.fullName(row, header)
        if !name.isEmpty, survey.ownNames.count < 100 { survey.ownNames.insert(name) }
      case nil: break
      }
    }
    return times
  }

  /// Rows that are broken are told in the second pass; what follows them counts all the same.
  private static func nextRow(of table: LinkedInTable) -> (CSVReader.Row, CSVHeader)? {
    while true {
      switch table.nextOrNothing() {
      case .row(let row, let header): return (row, header)
      case .broken: continue
      case .failed, .end: return nil
      }
    }
  }

  private static func fullName(_ row: CSVReader.Row, _ header: CSVHeader) -> String {
    [header.field("firstname", of: row), header.field("lastname", of: row)]
      .filter { !$0.isEmpty }.map(Mojibake.repairedWindows).joined(separator: " ")
  }

  private func chats(_ survey: LinkedInSurvey) throws(ImportStop) -> LinkedInChats? {
    let labels = survey.labels()
    guard !labels.ofKey.isEmpty else {
      for file in files.messages { desk.skip(file, "there are no messages in it") }
      return nil
    }
    guard survey.ownNames.count < 2 else {
      desk.refuse(files.messages, ofAccounts: survey.ownNames)
      return nil
    }
    let stored = try desk.accounts(of: .linkedin).compactMap(\.selfID)
    let finder = survey.finder(labels, me: desk.options.me(on: .linkedin), stored: stored)
    guard let owner = desk.answer(finder, on: .linkedin, files: files.messages) else { return nil }
    let keys = labels.keys(of: owner)
    let main = keys.first { !$0.hasPrefix("name~") } ?? keys.first ?? "name~" + owner
    // Earlier exports told our name and not yet our address.
    let named = StableKey.name("name~" + OwnerFinder.folded(survey.name(of: main)))
    let selfID = stored.contains(named) ? named : StableKey.name(main)
    return LinkedInChats(
      survey: survey, account: "linkedin:" + selfID, selfID: selfID, owner: main,
      ownKeys: Set(keys).union([main]), exports: desk.exports)
  }

  private func announce(_ chats: LinkedInChats) throws(ImportStop) {
    let account = IncomingAccount(
      id: chats.account, network: .linkedin,
      name: SafeText(line: "LinkedIn of \(chats.survey.name(of: chats.owner))"),
      selfID: chats.selfID, delivery: .handover)
    let packer = ParcelPacker(desk: desk, file: files.messages.first.map(desk.shown) ?? "")
    try packer.add(.account(account), at: "")
    for id in chats.conversations {
      guard let conversation = chats.conversation(id) else { continue }
      try packer.add(.conversation(conversation), at: "")
    }
  }

  // MARK: Reading

  /// Talk with LinkedIn's own assistants, in tables of the same columns.
  private static let coaches = ["guide_messages", "learning_role_play_messages"]

  private func read(
    _ file: ExportFile, _ stream: any ByteStream, _ chats: LinkedInChats, _ times: CoarseTimes
  ) throws(ImportStop) {
    desk.begin()
    var order = LinkedInChats.Order(times: times)
    var damaged = 0
    let packer = ParcelPacker(desk: desk, file: desk.shown(file))
    let isCoach = Self.coaches.contains(where: file.name.lowercased().hasPrefix)
    if isCoach {
      desk.note("What LinkedIn's assistant wrote in \(packer.file) counts as automatic.")
    }
    let table = LinkedInTable(stream)
    reading: while true {
      switch table.nextOrNothing() {
      case .end: break reading
      case .failed(let reason):
        packer.skip(at: "", reason)
        break reading
      case .broken(let line, let reason): packer.skip(at: String(line), reason)
      case .row(let row, let header):
        damaged += row.isDamaged ? 1 : 0
        switch taken(row, header, chats, &order, isCoach: isCoach, file) {
        case .success(nil): break
        case .success(let message?): try packer.add(.message(message), at: String(row.line))
        case .failure(let rejection): packer.skip(at: String(row.line), rejection.reason)
        }
      }
    }
    if damaged > 0 {
      let rows = damaged == 1 ? "1 row" : "\(damaged) rows"
      desk.note("What is not UTF-8 in \(rows) of \(packer.file) shows as \u{FFFD}.")
    }
  }

  /// nil for a draft.
  private func taken(
    _ row: CSVReader.Row, _ header: CSVHeader, _ chats: LinkedInChats,
    _ order: inout LinkedInChats.Order, isCoach: Bool, _ file: ExportFile
  ) -> Result<IncomingMessage?, Rejection> {
    do throws(Rejection) {
      let message = try LinkedInRow(row, header)
      guard !message.isDraft else { return .success(nil) }
      guard chats.survey.chats[LinkedInSurvey.conversation(of: message)] != nil else {
        throw Rejection("it is of a conversation beyond \(LinkedInSurvey.mostConversations)")
      }
      return .success(
        chats.message(message, &order, isCoach: isCoach, beside: file, payload: row.bytes))
    } catch {
      return .failure(error)
    }
  }
}
