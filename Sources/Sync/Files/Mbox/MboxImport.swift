import Domain
import Foundation

/// Mail archives: Google Takeout's, Thunderbird's, and whatever else writes mbox.
struct MboxImport: ExportFormat {
  static let passes = 2

  /// A separator, and a header below it.
  static func claim(_ sample: FileSample) -> FileClaim? {
    let start = sample.head.drop { $0 == 10 || $0 == 13 }
    guard start.starts(with: "From ".utf8) else { return nil }
    let lines = start.split(
      separator: 10, maxSplits: 2, omittingEmptySubsequences: false)
    guard lines.count >= 2, MboxReader.isEnvelope(lines[0]), MboxReader.isHeader(lines[1]) else {
      return nil
    }
    return .messages
  }

  let files: [ClaimedFile]
  let desk: ImportDesk

  func run() throws(ImportStop) {
    var survey = MboxSurvey()
    try desk.read(files.messages) { _, stream in
      let reader = MboxReader(stream, headersOnly: true)
      // What cannot be read is told in the second pass.
      while let mail = try? reader.next() {
        let headers = MailHeaders(mail.bytes[...])
        survey.add(MailFacts(headers, envelope: mail.envelope))
      }
    }
    let stored = try desk.accounts(of: .email).compactMap(\.selfID)
    let finder = survey.finder(me: desk.options.me(on: .email), stored: stored)
    guard let owner = desk.answer(finder, on: .email, files: files.messages) else { return }
    var mails = MboxMails(survey: survey, owner: owner)
    let packer = ParcelPacker(desk: desk, file: files.messages.first.map(desk.shown) ?? "")
    try packer.add(.account(mails.accountItem), at: "")
    for conversation in mails.conversations() {
      try packer.add(.conversation(conversation), at: "")
    }
    try desk.read(files.messages) { (file, stream) throws(ImportStop) in
      try read(file, stream, &mails)
    }
    tell(mails)
  }

  private func read(
    _ file: ExportFile, _ stream: any ByteStream, _ mails: inout MboxMails
  ) throws(ImportStop) {
    desk.begin()
    let packer = ParcelPacker(desk: desk, file: desk.shown(file))
    let reader = MboxReader(stream)
    var isCutTold = false
    while let mail = next(of: reader, packer) {
      let headers = MailHeaders(mail.bytes[...])
      let facts = MailFacts(headers, envelope: mail.envelope)
      guard !facts.has(MailFacts.drafts) else { continue }
      if mail.isCut && !isCutTold {
        isCutTold = true
        desk.note(
          "Mails over \(MboxReader.longestMail >> 20) MB are read up to there, the first in line "
            + "\(mail.line) of \(packer.file).")
      }
      let message: IncomingMessage
      do throws(Rejection) {
        message = try mails.message(mail, headers, facts)
      } catch {
        packer.skip(at: String(mail.line), error.reason)
        continue
      }
      try packer.add(.message(message), at: String(mail.line))
    }
    if reader.loose > 0 { packer.skip(at: "1", "what stands before the first mail is none") }
  }

  private func next(of reader: MboxReader, _ packer: ParcelPacker) -> MboxReader.Mail? {
    do throws(FileTrouble) {
      return try reader.next()
    } catch {
      packer.skip(at: "", error.sentence)
      return nil
    }
  }

  private func tell(_ mails: MboxMails) {
    if mails.survey.drafts > 0 {
      let drafts = mails.survey.drafts == 1 ? "1 draft" : "\(mails.survey.drafts) drafts"
      desk.note("Left out in the mail archive, because never sent: \(drafts).")
    }
    for (charset, count) in mails.unsure.sorted(by: { $0.key < $1.key }).prefix(10) {
      let mail = count == 1 ? "1 mail" : "\(count) mails"
      desk.note(
        "The charset \(charset) of \(mail) is not known or does not fit: letters may be wrong.")
    }
  }
}
