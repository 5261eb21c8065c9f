/// Exports as web pages: known by their content, and explained instead of read.
enum PageExport: Int, Hashable, CaseIterable {
  case meta, telegram, other

  /// nil for a page that is none that we were meant to read.
  /// - Parameter isExpected: it was named by itself, or has the name of a file with messages.
  init?(_ sample: FileSample, isExpected: Bool) {
    guard sample.first == UInt8(ascii: "<") else { return nil }
    let name = sample.name
    guard isExpected || Self.isPageOfMessages(name) else { return nil }
    let text = sample.text
    if Self.telegramMarks.contains(where: text.contains) {
      self = .telegram
    } else if name.hasPrefix("message_") || Self.metaMarks.contains(where: text.contains) {
      self = .meta
    } else if isExpected {
      self = .other
    } else {
      return nil
    }
  }

  /// Meta: `message_1.html`; Telegram: `messages.html`, `messages2.html`.
  private static func isPageOfMessages(_ name: String) -> Bool {
    guard name.hasSuffix(".html"), name.hasPrefix("message") else { return false }
    let middle = name.dropFirst("message".count).dropLast(".html".count)
    let number = middle.drop { $0 == "_" || $0 == "s" }
    return middle.count - number.count == 1 && number.allSatisfy(\.isNumber)
  }

  /// Class names that Telegram Desktop writes into every page of an export.
  private static let telegramMarks = ["class=\"page_wrap", "class=\"page_body chat_page"]
  /// Class names and titles of Meta's pages, old and new.
  private static let metaMarks = ["class=\"_a6-g", "class=\"_a706", "uiBoxWhite noborder"]

  /// What to do, in the app that it came from.
  var sentence: String {
    switch self {
    case .meta:
      "this is Meta's HTML export; ask for JSON: in the Accounts Center choose Your information "
        + "and permissions, Export your information, and set the format to JSON"
    case .telegram:
      "this is Telegram's HTML export; ask for JSON: in Telegram Desktop choose Export chat "
        + "history and set the format to Machine-readable JSON"
    case .other:
      "it is a web page; where it is an export, ask for it again in the format JSON"
    }
  }
}
