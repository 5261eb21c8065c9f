/// Text that is safe to put on a terminal.
///
/// There are two ways to make one, ``init(sanitising:limit:)`` for text of several lines and
/// ``init(line:limit:)`` for names and titles. Both remove control characters, escape sequences and
/// direction overrides, and bound the length. `Interface` accepts nothing else, so a hostile message
/// can be ugly but cannot draw outside its own lines.
package struct SafeText: Hashable, Sendable {
  /// Printable text; the only control character that can be in it is a line feed.
  package let string: String

  /// For the sanitiser and for text that already went through it (read back from the store).
  package init(alreadySafe string: String) { self.string = string }

  package static let empty = SafeText(alreadySafe: "")

  package var isEmpty: Bool { string.isEmpty }
}

extension SafeText: CustomStringConvertible {
  package var description: String { string }
}

extension SafeText: ExpressibleByStringLiteral {
  /// Literals are ours, but they take the same door as everything else.
  package init(stringLiteral value: String) { self.init(sanitising: value) }
}
