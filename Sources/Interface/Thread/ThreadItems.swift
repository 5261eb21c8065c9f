import Domain

/// The links and attachments of a page, numbered in reading order from 1.
///
/// Found once when a page arrives. Only what can be opened has a number, and keeps it as long as the
/// thread is shown: a number that was read is typed a moment later, when messages may have arrived
/// or older ones been loaded. What comes later is numbered after all that was there.
struct ThreadItems: Equatable {
  /// What one message has.
  struct Entry: Equatable {
    var links: [WebLink] = []
    /// By link.
    var numbers: [Int] = []
    /// By attachment; nil where there is nothing to open.
    var attachments: [Int?] = []
  }

  private(set) var entries: [Entry] = []
  private(set) var all: [ThreadItem] = []

  /// The numbers given so far, also to what is not on the page at the moment.
  private var given: [Mark: Int] = [:]
  private var last = 0

  /// What is known again of a link or attachment when its message comes anew.
  private struct Mark: Hashable {
    var message: Message.ID
    var text: Int
    /// The how manieth of the same text in its message.
    var turn: Int

    init(_ message: Message.ID, _ text: String, turn: Int) {
      self.message = message
      self.text = text.hashValue
      self.turn = turn
    }
  }

  /// So many are remembered that are not on the page.
  private static let mostGiven = 20_000

  init() {}

  /// Another page of the same thread.
  mutating func show(_ messages: [Message]) {
    entries = []
    all = []
    if given.count > Self.mostGiven { given = [:] }
    entries.reserveCapacity(messages.count)
    for message in messages { entries.append(add(message)) }
  }

  private mutating func add(_ message: Message) -> Entry {
    guard !message.isDeleted else { return Entry() }
    var entry = Entry(links: WebLink.all(in: message.text.string))
    entry.numbers = entry.links.map { add($0.url, isLink: true, shown: $0.shown, message.id) }
    for attachment in message.attachments {
      if attachment.place != nil {
        let shown = attachment.name?.oneLine ?? attachment.kind.word
        entry.attachments.append(
          add(shown, isLink: false, shown: shown, message.id, file: attachment))
        continue
      }
      guard let url = Self.openable(attachment) else {
        entry.attachments.append(nil)
        continue
      }
      let link = WebLink.all(in: url).first { $0.range == 0..<url.utf8.count }
      let shown = attachment.name?.string ?? link?.shown ?? url
      entry.attachments.append(add(url, isLink: link != nil, shown: shown, message.id))
    }
    return entry
  }

  private mutating func add(
    _ text: String, isLink: Bool, shown: String, _ id: Message.ID, file: Attachment? = nil
  ) -> Int {
    // The items of a message stand together at the end.
    let turn = all.reversed().prefix { $0.message == id }.count { $0.text == text }
    let number = number(Mark(id, text, turn: turn))
    all.append(
      ThreadItem(
        number: number, text: text, isLink: isLink, shown: shown, message: id, file: file))
    return number
  }

  private mutating func number(_ mark: Mark) -> Int {
    if let known = given[mark] { return known }
    last += 1
    given[mark] = last
    return last
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
