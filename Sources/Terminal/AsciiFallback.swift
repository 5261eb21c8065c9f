/// What is drawn where the person's locale has no Unicode.
enum AsciiFallback {
  /// The ASCII for one scalar; "?" when there is none.
  static func scalar(for scalar: UInt32) -> UInt32 {
    if scalar < 0x7F { return scalar }
    return UInt32(character(for: scalar).value)
  }

  private static func character(for scalar: UInt32) -> Unicode.Scalar {
    switch Unicode.Scalar(scalar) {
    case "▌", "│", "┃", "▐", "█", "¦": "|"
    case "★", "☆", "●", "•", "◆": "*"
    case "○", "◌", "◦": "o"
    case "⚑", "⚠": "!"
    case "…": "."
    case "─", "━", "—", "–", "‐", "‑", "−", "·": "-"
    case "✓", "✔": "v"
    case "✗", "✕", "×": "x"
    case "→", "›", "»", "▶", "▸": ">"
    case "←", "‹", "«", "◀": "<"
    case "↑", "▲", "▴": "^"
    case "↓", "▼", "▾": "v"
    case "┌", "┐", "└", "┘", "├", "┤", "┬", "┴", "┼", "╭", "╮", "╯", "╰": "+"
    case "‘", "’": "'"
    case "“", "”", "„": "\""
    case "⏎", "↵": "<"
    default: "?"
    }
  }
}
