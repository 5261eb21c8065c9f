import Cells

extension Key {
  /// What this key types, if it types anything.
  var text: Character? {
    guard modifiers.isSubset(of: .shift), case .character(let character) = code else { return nil }
    return character
  }

  var isText: Bool { text != nil }
}
