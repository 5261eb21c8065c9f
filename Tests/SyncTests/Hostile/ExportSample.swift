import Foundation
import Sync
import Testing

/// An export of one format, written for tests that damage it. Every message carries its number as
/// `#17#`, so that what is still whole after the damage can be counted.
struct ExportSample: Sendable, CustomTestStringConvertible {
  var format: String
  /// Of the file that is damaged, with the folders that its network puts it in.
  var path: String
  /// What lies beside it and stays whole: path and text.
  var companions: [String: String] = [:]
  var options: ImportOptions
  /// Beside the text itself, for formats where JSON does not begin at the first byte.
  var prefix = ""
  /// The text with so many messages, without ``prefix``.
  var body: @Sendable (_ messages: Int) -> String

  var testDescription: String { format }

  func text(_ messages: Int) -> String { prefix + body(messages) }

  static let all: [ExportSample] = [
    .lines, .whatsApp, .whatsAppIOS, .instagram, .messenger, .messengerEncrypted, .telegram, .x,
    .snapchat, .linkedIn, .signal, .mbox,
  ]

  /// The ones that JSON is read from.
  static let json: [ExportSample] = [
    instagram, messenger, messengerEncrypted, telegram, x, snapchat,
  ]

  /// Messages that end before this byte, to the one before the last.
  static func whole(in bytes: some Sequence<UInt8>) -> Int {
    let text = String(decoding: Array(bytes), as: UTF8.self)
    return max(0, text.matches(of: /#\d+#/).count - 1)
  }

  static let words = ["hello", "wörld", "日本語", "مرحبا", "👍🏽", "two\nlines", "a, b; c \"quoted\""]

  static func words(_ number: Int) -> String { "#\(number)# \(words[number % words.count])" }

  /// As JSON writes it.
  static func json(_ text: String) -> String {
    guard let data = try? JSONEncoder().encode(text) else { return "\"\"" }
    return String(decoding: data, as: UTF8.self)
  }

  /// As Meta writes it: the bytes of UTF-8 as if they were characters.
  static func mojibake(_ text: String) -> String {
    let units = text.utf8.map { byte -> String in
      switch byte {
      case 10: "\\n"
      case UInt8(ascii: "\""): "\\\""
      case 0x20..<0x7F: String(UnicodeScalar(byte))
      default: "\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return "\"" + units.joined() + "\""
  }
}

extension ExportSample {
  static let lines: ExportSample = ExportSample(
    format: "lines", path: "shop.jsonl", options: .inUTC
  ) { count in
    let head = """
      {"type":"account","id":"shop","network":"instagram","name":"Shop","self":"us"}
      {"type":"conversation","id":"c","account":"shop","title":"Ana","participants":[{"id":"ana","name":"Ana"}]}

      """
    return head
      + (0..<count).map { number in
        let author = number % 3 == 0 ? "us" : "ana"
        let direction = number % 3 == 0 ? "out" : "in"
        return #"{"type":"message","id":"m\#(number)","conversation":"c","author":"\#(author)","#
          + #""direction":"\#(direction)","text":\#(json(words(number))),"#
          + #""sent_at":"2024-03-\#(10 + number / 1440 % 20)T\#(clock(number)):00Z"}"#
      }.joined(separator: "\n") + "\n"
  }

  static let whatsApp: ExportSample = ExportSample(
    format: "whatsapp", path: "WhatsApp Chat with Ana.txt", options: .me("Bob")
  ) { count in
    "13/03/2024, 00:00 - Messages and calls are end-to-end encrypted.\n"
      + (0..<count).map { number in
        "\(13 + number / 1440 % 10)/03/2024, \(clock(number)) - "
          + "\(number % 3 == 0 ? "Bob" : "Ana"): \(words(number))\n"
      }.joined()
  }

  static let whatsAppIOS: ExportSample = ExportSample(
    format: "whatsapp-ios", path: "WhatsApp Chat - Ana/_chat.txt", options: .me("Bob")
  ) { count in
    (0..<count).map { number in
      "\u{200E}[\(13 + number / 1440 % 10)/03/2024, \(clock(number)):07\u{202F}] "
        .replacingOccurrences(of: "\u{202F}", with: "")
        + "\(number % 3 == 0 ? "Bob" : "Ana"): \(words(number))\r\n"
    }.joined()
  }

  static let instagram = meta(
    "instagram", path: "your_instagram_activity/messages/inbox/ana_1234567890/message_1.json",
    head: #""participants":[{"name":"Ana"},{"name":"Bob"}],"#,
    tail: #","title":"Ana","is_still_participant":true,"thread_path":"inbox/ana_1234567890""#
  ) { number in
    #""sender_name":"\#(number % 3 == 0 ? "Bob" : "Ana")","timestamp_ms":\#(1_710_000_000_000 - number * 60_000),"#
      + #""content":\#(mojibake(words(number))),"is_geoblocked_for_viewer":false"#
  }

  static let messenger = meta(
    "messenger",
    path: "your_activity_across_facebook/messages/inbox/ana_abcdefghij/message_1.json",
    head: #""participants":[{"name":"Ana"},{"name":"Bob"}],"#,
    tail: #","title":"Ana","thread_type":"Regular","thread_path":"inbox/ana_abcdefghij""#
  ) { number in
    #""sender_name":"\#(number % 3 == 0 ? "Bob" : "Ana")","timestamp_ms":\#(1_710_000_000_000 - number * 60_000),"#
      + #""content":\#(mojibake(words(number))),"type":"Generic","#
      + #""reactions":[{"reaction":\#(mojibake("❤")),"actor":"Ana"}]"#
  }

  static let messengerEncrypted = meta(
    "messenger-encrypted", path: "messages/Ana_1.json",
    head: #""participants":["Ana","Bob"],"threadName":"Ana_1","#, tail: ""
  ) { number in
    #""senderName":"\#(number % 3 == 0 ? "Bob" : "Ana")","timestamp":\#(1_710_000_000_000 - number * 60_000),"#
      + #""text":\#(json(words(number))),"type":"text","isUnsent":false,"media":[],"reactions":[]"#
  }

  private static func meta(
    _ format: String, path: String, head: String, tail: String,
    message: @escaping @Sendable (Int) -> String
  ) -> ExportSample {
    ExportSample(format: format, path: path, options: .me("Bob")) { count in
      let messages = (0..<count).map { "    {\n      \(message($0))\n    }" }
      return "{\n  \(head)\n  \"messages\": [\n" + messages.joined(separator: ",\n")
        + "\n  ]\(tail)\n}"
    }
  }

  /// A minute later each.
  static func clock(_ number: Int) -> String {
    String(format: "%02d:%02d", number / 60 % 24, number % 60)
  }
}
