import Domain
import Foundation

/// What the headers of one mail say.
struct MailFacts {
  let id: String?
  let references: [String]
  /// The mail it answers.
  let answers: String?
  /// Google's number of the thread, in archives from there.
  let googleThread: String?
  let date: Date?
  let from: MailAddress?
  let others: [MailAddress]
  let deliveredTo: String?
  let subject: String
  /// As the archive has them, and in small letters.
  let labels: [String]
  let isAutomated: Bool
  /// As Porch's own mbox says it of what we wrote; see ``MailThread``.
  let isSaidToBeOurs: Bool

  init(_ headers: MailHeaders, envelope: String) {
    id = headers.ids("message-id").first
    answers = headers.ids("in-reply-to").first
    references = headers.ids("references") + (answers.map { [$0] } ?? [])
    googleThread = headers.raw("x-gm-thrid")?.trimmingCharacters(in: .whitespaces)
    date =
      headers.raw("date").flatMap(MailDate.date)
      ?? MailDate.date(envelope.split(separator: " ").dropFirst(2).joined(separator: " "))
    let from = headers.raw("from").flatMap { MailAddress.list($0).first }
    self.from = from ?? headers.raw("sender").flatMap { MailAddress.list($0).first }
    others = ["to", "cc", "bcc"].flatMap { headers.raw($0).map(MailAddress.list) ?? [] }
    deliveredTo = headers.raw("delivered-to").flatMap { MailAddress.list($0).first?.address }
    subject = headers.words("subject") ?? ""
    labels = (headers.words("x-gmail-labels") ?? "").split(separator: ",").prefix(50)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    isAutomated = Self.isAutomated(headers, from: self.from?.address ?? "")
    isSaidToBeOurs =
      headers.raw(MailThread.directionHeader.lowercased())?
      .trimmingCharacters(in: .whitespaces) == "out"
  }

  /// As the senders of such mail mark it (RFC 3834, RFC 2919, RFC 2369), and by addresses that nobody
  /// reads.
  private static func isAutomated(_ headers: MailHeaders, from: String) -> Bool {
    if let word = headers.raw("auto-submitted"), !word.lowercased().hasPrefix("no") { return true }
    if headers.has("list-id") || headers.has("list-unsubscribe") { return true }
    let precedence = headers.raw("precedence")?.lowercased().filter { !$0.isWhitespace }
    if ["bulk", "list", "junk", "auto_reply"].contains(precedence) { return true }
    let local = from.prefix { $0 != "@" }.filter { $0 != "-" && $0 != "_" && $0 != "." }
    return ["noreply", "donotreply", "mailerdaemon", "postmaster", "bounces", "notifications"]
      .contains { local.hasPrefix($0) }
  }

  /// A key for a mail that has no id.
  var key: String {
    id.map(StableKey.name)
      ?? "mail-"
      + StableKey.of(
        date.map { String($0.timeIntervalSince1970) } ?? "", from?.address ?? "", subject,
        others.first?.address ?? "")
  }

  func has(_ words: Set<String>) -> Bool { labels.contains { words.contains($0.lowercased()) } }

  /// Labels that Google gives, in the languages that its archives come in.
  static let drafts: Set<String> = [
    "drafts", "draft", "entwürfe", "borradores", "brouillons", "rascunhos", "bozze", "concepten",
  ]
  static let sent: Set<String> = [
    "sent", "gesendet", "enviados", "messages envoyés", "enviado", "enviadas", "posta inviata",
    "verzonden",
  ]
  static let spam: Set<String> = ["spam", "junk"]
  static let trash: Set<String> = [
    "trash", "papierkorb", "papelera", "corbeille", "lixeira", "cestino",
  ]
  static let starred: Set<String> = ["starred", "markiert", "destacados", "suivis", "com estrela"]
}
