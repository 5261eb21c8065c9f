import Foundation

/// Characters that a network has written as HTML does, though its text is plain.
///
/// Foundation on Linux unescapes HTML nowhere but in its XML parser, which would refuse the plain
/// `&` and `<` that such texts hold too. These networks escape only the five characters of XML and
/// write the rest as it is, so five names and numbers are all there is to know.
enum HTMLEntities {
  private static let names: [Substring: Character] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'",
  ]
  /// Of what stands between `&` and `;`.
  private static let longest = 10

  /// Once only: `&amp;lt;` is what somebody wrote as `&lt;`. What is no entity stays as it is.
  static func unescaped(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var result = ""
    result.reserveCapacity(text.utf8.count)
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      rest = rest[rest.index(after: start)...]
      let body = rest.prefix(longest + 1)
      if let end = body.firstIndex(of: ";"), let character = character(body[..<end]) {
        result.append(character)
        rest = rest[rest.index(after: end)...]
      } else {
        result.append("&")
      }
    }
    return result + rest
  }

  private static func character(_ entity: Substring) -> Character? {
    if let character = names[entity] { return character }
    guard entity.first == "#" else { return nil }
    let digits = entity.dropFirst()
    let isHexadecimal = digits.first == "x" || digits.first == "X"
    let number =
      isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
    return number.flatMap(Unicode.Scalar.init).map(Character.init)
  }
}
