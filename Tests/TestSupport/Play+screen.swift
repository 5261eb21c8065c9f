import Cells
import Foundation
import Interface
package import Testing

extension Play {
  /// Compares the screen with the file of that name in `Screens/`, characters and styles.
  ///
  /// `RECORD_SCREENS=1 swift test` writes the files anew; the difference is then read in review.
  package func expectScreen(
    _ name: String, file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
      .appendingPathComponent("Screens")
    let url = folder.appendingPathComponent(name + ".screen")
    let picture = ScreenPicture(state).text
    if ProcessInfo.processInfo.environment["RECORD_SCREENS"] == "1" {
      do { try picture.write(to: url, atomically: true, encoding: .utf8) } catch {
        Issue.record("cannot write \(name): \(error)", sourceLocation: sourceLocation)
      }
      return
    }
    guard let known = try? String(contentsOf: url, encoding: .utf8) else {
      // The error says no more than that: the file is not there yet.
      Issue.record(
        "There is no screen \(name); RECORD_SCREENS=1 writes it", sourceLocation: sourceLocation)
      return
    }
    let difference = Self.difference(known, picture)
    #expect(known == picture, "\(name) differs:\n\(difference)", sourceLocation: sourceLocation)
  }

  private static func difference(_ known: String, _ found: String) -> String {
    let old = known.split(separator: "\n", omittingEmptySubsequences: false)
    let new = found.split(separator: "\n", omittingEmptySubsequences: false)
    return (0..<max(old.count, new.count)).compactMap { index in
      let before = index < old.count ? String(old[index]) : ""
      let after = index < new.count ? String(new[index]) : ""
      return before == after ? nil : "- \(before)\n+ \(after)"
    }.joined(separator: "\n")
  }
}

/// A screen as text: what is read, then the style of every cell as a letter, then the letters.
struct ScreenPicture {
  private(set) var text = ""
  private var letters: [Style: Character] = [.plain: "."]
  private var legend: [String] = []
  private static let alphabet = Array(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

  init(_ state: State) {
    let frame = state.draw()
    let size = frame.buffer.size
    let lines = (0..<size.rows).map { "|" + frame.buffer.text(row: $0) + "|" }
    let styles = (0..<size.rows).map { row in
      "|"
        + String(
          (0..<size.columns).map { column in
            // The style of an empty cell is seen only by its background.
            letter(frame.buffer.style(row: row, column: column), state.theme)
          }) + "|"
    }
    let cursor = frame.cursor.map { "cursor \($0.row),\($0.column)" } ?? "no cursor"
    text = (lines + styles + [". = plain"] + legend + [cursor, ""]).joined(separator: "\n")
  }

  private mutating func letter(_ style: Style, _ theme: Theme) -> Character {
    if let known = letters[style] { return known }
    let letter = letters.count <= Self.alphabet.count ? Self.alphabet[letters.count - 1] : "?"
    letters[style] = letter
    legend.append("\(letter) = \(Self.name(of: style, theme))")
    return letter
  }

  /// The first scope that looks so; on which ground, when that is another scope's.
  private static func name(of style: Style, _ theme: Theme) -> String {
    if let scope = Scope.allCases.first(where: { theme.style($0) == style }) {
      return scope.rawValue
    }
    let text = Scope.allCases.first {
      let own = theme.style($0)
      return own.foreground == style.foreground && own.attributes == style.attributes
    }
    let ground = Scope.allCases.first {
      theme.style($0).background == style.background && style.background != .terminalDefault
    }
    return [text?.rawValue ?? "\(style.foreground)", ground?.rawValue].compactMap { $0 }
      .joined(separator: " on ")
  }
}
