import Foundation
import InboxAPI

/// One element of `chat_history.json`, of either dialect. What has a wrong type counts as missing.
struct SnapchatMessage: Decodable {
  let from: String?
  let to: String?
  let mediaType: String
  /// Seconds since 1970, UTC; nil when there is no time in it.
  let second: Int64?
  /// Of the second; nil where only seconds are told.
  let millisecond: Int64?
  let text: String?
  let title: String?
  let isSender: Bool?
  let mediaIDs: [String]

  private enum Key: String, CodingKey {
    case from = "From"
    case to = "To"
    case mediaType = "Media Type"
    case created = "Created"
    case text = "Text"
    case content = "Content"
    case title = "Conversation Title"
    case isSender = "IsSender"
    case precise = "Created(microseconds)"
    case mediaIDs = "Media IDs"
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    // A field of a wrong type says nothing, and the rest of the message is read.
    func word(_ key: Key) -> String? {
      guard let text = try? fields.decode(String.self, forKey: key), !text.isEmpty else {
        return nil
      }
      return text
    }
    from = word(.from).map(HTMLEntities.unescaped)
    to = word(.to).map(HTMLEntities.unescaped)
    mediaType = (word(.mediaType) ?? "").uppercased()
    text = (word(.content) ?? word(.text)).map(HTMLEntities.unescaped)
    title = word(.title).map(HTMLEntities.unescaped)
    // As above.
    isSender = try? fields.decode(Bool.self, forKey: .isSender)
    mediaIDs = (word(.mediaIDs) ?? "").split { $0 == "|" || $0 == "," || $0.isWhitespace }
      .prefix(Normalise.mostAttachments).map(String.init)
    let created = word(.created).flatMap(Self.second)
    // A whole number, or one in quotes; as above.
    let precise =
      (try? fields.decode(Int64.self, forKey: .precise)) ?? word(.precise).flatMap { Int64($0) }
    let exact = precise.flatMap(Self.milliseconds)
    if let created, let exact, abs(exact / 1000 - created) > 1 {
      (second, millisecond) = (created, nil)
    } else {
      second = created ?? exact.map { $0 / 1000 }
      millisecond = exact.map { $0 % 1000 }
    }
  }

  /// `2022-07-22 19:28:21 UTC`.
  private static func second(_ text: String) -> Int64? {
    guard text.hasSuffix(" UTC"), let date = Timestamp.date(text.dropLast(4) + "Z"),
      Normalise.times.contains(date)
    else { return nil }
    return Int64(date.timeIntervalSince1970)
  }

  /// What is called microseconds is milliseconds in the exports seen. The size tells: everything
  /// between 1973 and 2099 is of one unit only.
  private static func milliseconds(_ number: Int64) -> Int64? {
    switch number {
    case 100_000_000..<10_000_000_000: number * 1000
    case 100_000_000_000..<10_000_000_000_000: number
    case 100_000_000_000_000..<10_000_000_000_000_000: number / 1000
    default: nil
    }
  }
}
