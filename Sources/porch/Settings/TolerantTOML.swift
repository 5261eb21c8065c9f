import Domain
import Foundation
import TOMLKit

/// A TOML file of the user's, read as far as it can be read.
///
/// A line with a mistake is reported with file and line and left out; the rest counts.
struct TolerantTOML {
  let path: String
  let table: TOMLTable
  private var mistakes: [(line: Int, notice: Notice)]
  private let lines: [Substring]

  /// A file with more mistakes than this is not a TOML file.
  private static let mostMistakes = 20

  /// What is wrong in it, from top to bottom.
  var notices: [Notice] { mistakes.sorted { $0.line < $1.line }.map(\.notice) }

  init(text: String, path: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var mistakes: [(line: Int, notice: Notice)] = []
    var table: TOMLTable?
    while table == nil {
      do {
        table = try TOMLTable(string: lines.joined(separator: "\n"))
      } catch {
        let line = (error as? TOMLParseError)?.source.begin.line ?? 1
        let reason = (error as? TOMLParseError)?.description ?? "\(error)"
        mistakes.append((line, Self.notice(path: path, line: line, reason)))
        guard mistakes.count < Self.mostMistakes, lines.indices.contains(line - 1),
          !lines[line - 1].isEmpty
        else {
          table = TOMLTable()
          break
        }
        lines[line - 1] = ""
      }
    }
    self.path = path
    self.table = table ?? TOMLTable()
    self.mistakes = mistakes
    self.lines = lines
  }

  /// The file's text, or nil when there is none; a file that cannot be read is a notice.
  static func read(_ path: String) -> TolerantTOML? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      return TolerantTOML(text: text, path: path)
    } catch {
      var empty = TolerantTOML(text: "", path: path)
      let sentence = SafeText(line: "\(path) cannot be read as UTF-8 text.")
      empty.mistakes = [(1, Notice(.warning, sentence))]
      return empty
    }
  }

  /// Reports a value that parses but means nothing, at the line where its key stands.
  mutating func report(_ reason: String, key: String, in section: String? = nil) {
    let line = line(of: key, in: section)
    mistakes.append((line, Self.notice(path: path, line: line, reason)))
  }

  /// File and line of a key, as a sentence begins with them.
  func place(of key: String, in section: String? = nil) -> String {
    "\(path):\(line(of: key, in: section))"
  }

  /// The line of a key, 1-based. The parser does not keep places of values, so it is looked up:
  /// the first line of the section that begins with the key.
  private func line(of key: String, in section: String?) -> Int {
    var current: String?
    for (index, line) in lines.enumerated() {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      if trimmed.hasPrefix("[") {
        let name = trimmed.prefix { $0 != "]" }.drop { $0 == "[" }
        current = name.trimmingCharacters(in: .whitespaces)
        if current == key { return index + 1 }
      } else if current == section,
        let name = trimmed.split(separator: "=", maxSplits: 1).first,
        name.trimmingCharacters(in: CharacterSet(charactersIn: " \"'")) == key
      {
        return index + 1
      }
    }
    return 1
  }

  private static func notice(path: String, line: Int, _ reason: String) -> Notice {
    Notice(.warning, SafeText(line: "\(path):\(line): \(reason)"))
  }
}
