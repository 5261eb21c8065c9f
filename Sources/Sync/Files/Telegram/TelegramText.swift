/// A message's words: one string, or strings and objects in turn, to be joined as they are.
struct TelegramText: Decodable {
  /// Words that lead somewhere they do not say.
  struct Link: Hashable {
    var words: String
    var address: String
  }

  var string = ""
  var links: [Link] = []

  /// More pieces than any message has characters.
  private static let mostPieces = 10_000

  init(from decoder: any Decoder) throws {
    // One string is no list: most messages are one, and are not asked here, see ``TelegramMessage``.
    guard var list = try? decoder.unkeyedContainer() else {
      string = try decoder.singleValueContainer().decode(String.self)
      return
    }
    var pieces = 0
    while !list.isAtEnd, pieces < Self.mostPieces {
      pieces += 1
      let piece = try list.decode(Piece.self)
      string += piece.text
      guard let address = piece.address else { continue }
      links.append(Link(words: piece.text, address: address))
    }
  }

  private struct Piece: Decodable {
    var text = ""
    var address: String?

    private enum Key: String, CodingKey { case text, href }

    init(from decoder: any Decoder) throws {
      // An object first: a piece that is a plain string has no keys.
      if let fields = try? decoder.container(keyedBy: Key.self) {
        text = fields.loose(.text) ?? ""
        address = fields.loose(.href)
      } else {
        // What is neither has no words.
        text = (try? decoder.singleValueContainer().decode(String.self)) ?? ""
      }
    }
  }
}
