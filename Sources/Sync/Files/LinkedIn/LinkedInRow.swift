import Foundation
import InboxAPI

/// One row of `messages.csv`, as words.
struct LinkedInRow {
  static let required = ["conversationid", "from", "date", "content"]

  let conversation: String
  let title: String
  let from: String
  let senderURL: String
  let to: String
  let recipientURLs: [String]
  /// Seconds since 1970, UTC.
  let second: Int64
  let subject: String
  let content: String
  let folder: String
  let attachments: String
  let isDraft: Bool

  private static func ragged(_ row: CSVReader.Row, _ header: CSVHeader) -> Rejection {
    let count = row.fields.count
    return Rejection(
      "it has \(count) field\(count == 1 ? "" : "s"), where the header has \(header.count)")
  }

  init(_ row: CSVReader.Row, _ header: CSVHeader) throws(Rejection) {
    guard header.reaches(Self.required, row) else {
      throw Self.ragged(row, header)
    }
    guard row.fields.count <= header.count || row.fields[header.count...].allSatisfy(\.isEmpty)
    else {
      throw Self.ragged(row, header)
    }
    func field(_ name: String) -> String {
      Mojibake.repairedWindows(header.field(name, of: row)).trimmingCharacters(in: .whitespaces)
    }
    conversation = field("conversationid")
    title = field("conversationtitle")
    from = field("from")
    senderURL = field("senderprofileurl")
    to = field("to")
    recipientURLs = Self.urls(field("recipientprofileurls"))
    let date = field("date")
    guard let second = Self.second(date) else {
      throw Rejection("the date \"\(date.prefix(40))\" is none that LinkedIn writes")
    }
    self.second = second
    subject = field("subject")
    content = field("content")
    folder = field("folder").uppercased()
    attachments = field("attachments")
    isDraft =
      Self.isYes(field("ismessagedraft")) || Self.isYes(field("isconversationdraft"))
    guard !conversation.isEmpty || !from.isEmpty || !senderURL.isEmpty else {
      throw Rejection("it names neither a conversation nor a sender")
    }
  }

  /// Whoever is in the conversation, as this row says it, the sender first. Names may be empty.
  var people: [LinkedInPerson] {
    [LinkedInPerson(name: from, url: senderURL)] + recipients
  }

  /// Several names are joined by commas, and so are a name and its degrees: where names and addresses
  /// do not come to the same number, only the addresses count.
  private var recipients: [LinkedInPerson] {
    if recipientURLs.count == 1 { return [LinkedInPerson(name: to, url: recipientURLs[0])] }
    let names = to.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
    if recipientURLs.isEmpty { return names.map { LinkedInPerson(name: $0, url: "") } }
    guard names.count == recipientURLs.count else {
      return recipientURLs.map { LinkedInPerson(name: "", url: $0) }
    }
    return zip(names, recipientURLs).map { LinkedInPerson(name: $0, url: $1) }
  }

  /// Joined by semicolons or commas.
  private static func urls(_ text: String) -> [String] {
    text.split { $0 == ";" || $0 == "," || $0.isWhitespace }.map(String.init)
      .prefix(Normalise.mostParticipants).map { $0 }
  }

  /// `2023-06-11 15:33:58 UTC`.
  static func second(_ text: String) -> Int64? {
    let zoneless = text.hasSuffix(" UTC") ? String(text.dropLast(4)) : text
    guard let date = Timestamp.date(zoneless + "Z"), Normalise.times.contains(date) else {
      return nil
    }
    return Int64(date.timeIntervalSince1970)
  }

  private static func isYes(_ word: String) -> Bool {
    !["", "no", "false", "0"].contains(word.lowercased())
  }
}

/// Somebody as a row names them; either may be empty.
struct LinkedInPerson: Hashable {
  let name: String
  let url: String

  init(name: String, url: String) {
    self.name = name
    self.url = url
  }

  /// The address of the profile without what varies: scheme, country, query, a last slash.
  static func profile(_ url: String) -> String? {
    var text = Substring(url.trimmingCharacters(in: .whitespaces))
    guard let scheme = text.range(of: "://") else { return nil }
    text = text[scheme.upperBound...].prefix { $0 != "?" && $0 != "#" }
    while text.hasSuffix("/") { text = text.dropLast() }
    guard let slash = text.firstIndex(of: "/") else { return nil }
    let host = text[..<slash].lowercased()
    let path = String(text[slash...])
    guard !path.lowercased().hasSuffix("/unknown") else { return nil }
    let home = host == "linkedin.com" || host.hasSuffix(".linkedin.com") ? "linkedin.com" : host
    return home + (path.removingPercentEncoding ?? path)
  }

  /// LinkedIn's name for whoever has left, in any language, and no profile.
  var isGone: Bool {
    Self.profile(url) == nil && (name.isEmpty || name.lowercased().contains("linkedin"))
  }

  /// Who it is, over all conversations; those who left are somebody else in each.
  func key(in conversation: String) -> String {
    if let profile = Self.profile(url) { return profile }
    if isGone { return "gone~" + StableKey.of(conversation, name) }
    return "name~" + OwnerFinder.folded(name)
  }
}
