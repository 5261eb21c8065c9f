package import Cells

/// One key, or several in a row, that mean one command: `j`, `v w`.
package struct Chord: Hashable, Sendable {
  package let keys: [Key]

  package init(_ keys: [Key]) { self.keys = keys }

  /// Reads `v w`, `<c-d>`; nil when a part of it is no key.
  package init?(notation: String) {
    let parts = notation.split(separator: " ")
    let keys = parts.compactMap { Key(notation: String($0)) }
    guard !keys.isEmpty, keys.count == parts.count else { return nil }
    self.init(keys)
  }

  /// Reads what a person writes into a config: `v w` and `<c-d>` as ``init(notation:)`` does, and
  /// what is printed of keys, `ctrl-d`, `shift-tab`, `↑`.
  package init?(written: String) {
    let parts = written.split(separator: " ")
    let keys = parts.compactMap { Key(label: String($0)) ?? Key(notation: String($0)) }
    guard !keys.isEmpty, keys.count == parts.count else { return nil }
    self.init(keys)
  }

  package var notation: String { keys.map(\.notation).joined(separator: " ") }

  /// As it is said on the screen.
  package var label: String { keys.map(\.label).joined(separator: " ") }
}
