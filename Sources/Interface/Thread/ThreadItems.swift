import Domain

/// The links and attachments of a page, numbered in reading order from 1.
///
/// Found once when a page arrives. Only what can be opened has a number.
struct ThreadItems: Equatable {
  /// What one message has.
  struct Entry: Equatable {
    var links: [WebLink] = []
    /// The number of the first link; the others follow.
    var firstLink = 0
    /// By attachment; nil where there is nothing to open.
    var attachments: [Int?] = []
  }

  private(set) var entries: [Entry] = []
  private(set) var all: [ThreadItem] = []

  init() {}

  init(_ messages: [Message]) {
    entries.reserveCapacity(messages.count)
    for message in messages { entries.append(add(message)) }
  }

  private mutating func add(_ message: Message) -> Entry {
    guard !message.isDeleted else { return Entry() }
    var entry = Entry(links: WebLink.all(in: message.text.string), firstLink: all.count + 1)
    for link in entry.links { add(link.url, isLink: true, shown: link.shown, message.id) }
    for attachment in message.attachments {
      if attachment.place != nil {
        let shown = attachment.name?.oneLine ?? attachment.kind.word
        add(shown, isLink: false, shown: shown, message.id, file: attachment)
        entry.attachments.append(all.count)
        continue
      }
      guard let url = Self.openable(attachment) else {
        entry.attachments.append(nil)
        continue
      }
      let link = WebLink.all(in: url).first { $0.range == 0..<url.utf8.count }
      let shown = attachment.name?.string ?? link?.shown ?? url
      add(url, isLink: link != nil, shown: shown, message.id)
      entry.attachments.append(all.count)
    }
    return entry
  }

  private mutating func add(
    _ text: String, isLink: Bool, shown: String, _ id: Message.ID, file: Attachment? = nil
  ) {
    all.append(
      ThreadItem(
        number: all.count + 1, text: text, isLink: isLink, shown: shown, message: id, file: file))
  }

  /// An address of the web or a path. Other schemes are for other programs, and are only shown.
  private static func openable(_ attachment: Attachment) -> String? {
    guard let url = attachment.url?.string, !url.isEmpty, attachment.missing == nil else {
      return nil
    }
    if WebLink.all(in: url).first?.range == 0..<url.utf8.count { return url }
    let scheme = url.prefix { $0 != ":" && $0 != "/" }
    let hasScheme = scheme.endIndex < url.endIndex && url[scheme.endIndex] == ":"
    return hasScheme || url.hasPrefix("-") ? nil : url
  }
}
