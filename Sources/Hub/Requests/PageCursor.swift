import FoundationEssentials
import Storage

/// Where a list goes on: the place of the last one given, not a count, so that it survives writes and
/// restarts. Opaque to clients.
enum PageCursor {
  static func text(_ place: Ledger.Place, of list: String) -> String {
    Data("\(list).\(place.at).\(place.row)".utf8).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// - Parameter list: "c" for conversations, "m" for messages; one of another list is refused.
  static func place(_ text: String, of list: String) throws(Problem) -> Ledger.Place {
    var base = text.replacing("-", with: "+").replacing("_", with: "/")
    while base.utf8.count % 4 != 0 { base += "=" }
    let parts = Data(base64Encoded: base).map { String(decoding: $0, as: UTF8.self) }?
      .split(separator: ".", omittingEmptySubsequences: false)
    guard let parts, parts.count == 3, parts[0] == list, let at = Int64(parts[1]),
      let row = Int64(parts[2])
    else { throw .invalid("`cursor` is not one of this list. Start again without it.") }
    return Ledger.Place(at: at, row: row)
  }
}
