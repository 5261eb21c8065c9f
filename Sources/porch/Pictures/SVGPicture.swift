import Cells

/// A picture of a frame as SVG, drawn from the frame's own cells.
enum SVGPicture {
  /// Pixels of one cell and of the margin; the proportions of common terminal fonts.
  private static let cell = (width: 9.6, height: 22.0)
  private static let margin = 12.0
  private static let defaultText = "#d0cfc8"
  private static let defaultBackground = "#1c1c1c"
  private static let cursorColor = "#ffaf5f"

  static func draw(_ frame: Frame) -> String {
    let size = frame.buffer.size
    let width = Double(size.columns) * cell.width + 2 * margin
    let height = Double(size.rows) * cell.height + 2 * margin
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" \
      font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="16">
      <rect width="100%" height="100%" rx="8" fill="\(defaultBackground)"/>

      """
    for row in 0..<size.rows { svg += line(frame.buffer, row: row) }
    if let cursor = frame.cursor { svg += block(cursor) }
    return svg + "</svg>\n"
  }

  private static func line(_ buffer: CellBuffer, row: Int) -> String {
    var svg = ""
    var column = 0
    for run in buffer.runs(row: row) {
      let x = margin + Double(column) * cell.width
      let y = margin + Double(row) * cell.height
      let width = number(Double(run.columns) * cell.width)
      let colors = colors(run.style)
      if let background = colors.background {
        svg += #"<rect x="\#(number(x))" y="\#(number(y))" width="\#(width)" height="22" "#
        svg += "fill=\"\(background)\"/>\n"
      }
      if run.text.contains(where: { $0 != " " }) {
        svg += #"<text x="\#(number(x))" y="\#(number(y + 16))" fill="\#(colors.text)""#
        svg += attributes(run.style.attributes)
        svg += #" textLength="\#(width)" xml:space="preserve">\#(escaped(run.text))</text>"# + "\n"
      }
      column += run.columns
    }
    return svg
  }

  private static func block(_ cursor: Position) -> String {
    let x = number(margin + Double(cursor.column) * cell.width)
    let y = number(margin + Double(cursor.row) * cell.height)
    return "<rect x=\"\(x)\" y=\"\(y)\" width=\"9.6\" height=\"22\" fill=\"\(cursorColor)\"/>\n"
  }

  private static func colors(_ style: Style) -> (text: String, background: String?) {
    var text = hex(style.foreground) ?? defaultText
    var background = hex(style.background)
    if style.attributes.contains(.reverse) {
      (text, background) = (background ?? defaultBackground, text)
    }
    return (text, background)
  }

  private static func attributes(_ attributes: Style.Attributes) -> String {
    var words = ""
    if attributes.contains(.bold) { words += #" font-weight="bold""# }
    if attributes.contains(.italic) { words += #" font-style="italic""# }
    if attributes.contains(.underline) { words += #" text-decoration="underline""# }
    return words
  }

  private static func hex(_ color: Color) -> String? {
    guard case .rgb(let red, let green, let blue) = color else { return nil }
    return "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      default: escaped.append(character)
      }
    }
  }

  /// One decimal is finer than any screen.
  private static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }
}
