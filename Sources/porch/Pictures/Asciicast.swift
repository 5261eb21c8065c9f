import Cells
import Foundation

/// A recording of frames in the asciicast format, version 2, drawn from the frames' own cells.
enum Asciicast {
  static func record(_ frames: [Stage.Shown]) throws -> String {
    guard let size = frames.first?.frame.buffer.size else { return "" }
    var lines = [#"{"version": 2, "width": \#(size.columns), "height": \#(size.rows)}"#]
    var last: CellBuffer?
    for shown in frames {
      let text = rows(of: shown.frame, since: last)
      last = shown.frame.buffer
      let quoted = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
      lines.append("[\((shown.seconds * 1000).rounded() / 1000), \"o\", \(quoted)]")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The changed rows, each drawn whole, then the cursor.
  private static func rows(of frame: Frame, since last: CellBuffer?) -> String {
    let buffer = frame.buffer
    let changed = last.map(buffer.changedRows) ?? Array(0..<buffer.size.rows)
    var text = "\u{1B}[?25l"
    for row in changed {
      text += "\u{1B}[\(row + 1);1H"
      for run in buffer.runs(row: row) { text += sequence(run.style) + run.text }
      text += "\u{1B}[m"
    }
    if let cursor = frame.cursor {
      text += "\u{1B}[\(cursor.row + 1);\(cursor.column + 1)H\u{1B}[?25h"
    }
    return text
  }

  private static func sequence(_ style: Style) -> String {
    var codes = ["0"]
    let attributes: [(Style.Attributes, String)] = [
      (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"),
    ]
    codes += attributes.filter { style.attributes.contains($0.0) }.map(\.1)
    if case .rgb(let red, let green, let blue) = style.foreground {
      codes.append("38;2;\(red);\(green);\(blue)")
    }
    if case .rgb(let red, let green, let blue) = style.background {
      codes.append("48;2;\(red);\(green);\(blue)")
    }
    return "\u{1B}[\(codes.joined(separator: ";"))m"
  }
}
