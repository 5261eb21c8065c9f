/// Finds names that hold a colon themselves, where nothing but the messages tells.
///
/// `Anna: Work: hello` reads like *Anna* writing "Work: hello". Whoever never writes a message
/// without the same word and colon before it is called by both; one message without it, and the word
/// is a matter of the text.
struct WhatsAppTails {
  /// So many messages have to begin alike: fewer happen to people who like headings.
  private static let fewest = 5
  /// The longest second half of a name, in characters.
  private static let longest = 40
  /// More senders than any group has members; the rest is noise.
  private static let mostNames = 5000

  private struct Tail {
    var count = 0
    /// nil once two messages began differently.
    var text: String?
  }

  private var tails: [String: Tail] = [:]

  mutating func add(_ name: String, _ body: String) {
    guard var tail = tails[name] else {
      if tails.count < Self.mostNames { tails[name] = Tail(count: 1, text: Self.tail(of: body)) }
      return
    }
    guard tail.text != nil else { return }
    tail.count += 1
    if tail.text != Self.tail(of: body) { tail.text = nil }
    tails[name] = tail
  }

  /// Names by what they would be cut to.
  var whole: [String: String] {
    tails.filter { $0.value.count >= Self.fewest }
      .compactMapValues(\.text)
      .reduce(into: [:]) { whole, found in whole[found.key] = "\(found.key): \(found.value)" }
  }

  private static func tail(of body: String) -> String? {
    let start = body.prefix(longest + 2).prefix { $0 != "\n" }
    guard let end = start.firstRange(of: ": ")?.lowerBound, end > start.startIndex,
      start[..<end].contains(where: \.isLetter)
    else { return nil }
    return String(start[..<end])
  }
}
