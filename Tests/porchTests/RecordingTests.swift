import Foundation
import TestSupport
import Testing

/// The recording and the picture that `porch demo` writes without a terminal.
@Suite struct RecordingTests {
  private let keys = "j j r H e l l o <space> 🙂 <esc> <wait:3> b"

  /// Plays the keys and writes both.
  private func drawn(size: String = "90x24") throws -> (cast: [String], svg: String) {
    let home = try Home()
    let outcome = try home.run([
      "demo", "--now", "2026-11-21T09:41:00Z", "--size", size, "--keys", keys,
      "--cast", home.folder.path + "/demo.cast", "--svg", home.folder.path + "/demo.svg",
    ])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let cast = try home.text(of: "demo.cast")
    #expect(cast.hasSuffix("\n"))
    return (cast.split(separator: "\n").map(String.init), try home.text(of: "demo.svg"))
  }

  private func json(_ line: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(line.utf8))
  }

  @Test func theRecordingIsAnAsciicastWhoseTimesNeverGoBack() throws {
    let (cast, _) = try drawn()
    let header = try #require(try json(cast[0]) as? [String: Any])
    #expect(header["version"] as? Int == 2)
    #expect(header["width"] as? Int == 90 && header["height"] as? Int == 24)
    var last = 0.0
    for line in cast.dropFirst() {
      let event = try #require(try json(line) as? [Any])
      try #require(event.count == 3)
      let seconds = try #require(event[0] as? Double)
      #expect(seconds >= last)
      last = seconds
      #expect(event[1] as? String == "o")
      #expect((event[2] as? String)?.isEmpty == false)
    }
    #expect(cast.count > 8, "a frame for every key that shows")
    #expect(last > 3)
  }

  @Test func playedBackItEndsAsThePictureShows() throws {
    let (cast, svg) = try drawn()
    let screen = TerminalScreen(rows: 24, columns: 90)
    for line in cast.dropFirst() {
      let event = try #require(try json(line) as? [Any])
      screen.feed(Array(try #require(event[2] as? String).utf8))
    }
    #expect(screen.unknown == [])
    let picture = PictureText(svg, rows: 24)
    #expect(picture.lines.contains { $0.contains("until") || $0.contains("later") })
    // Blanks are left out: the picture leaves them away where nothing is written.
    #expect(screen.lines.map(PictureText.solid) == picture.lines.map(PictureText.solid))
  }
}

/// The text of an SVG picture, row by row.
private struct PictureText {
  private(set) var lines: [String]

  init(_ svg: String, rows: Int) {
    lines = Array(repeating: "", count: rows)
    for match in svg.matches(of: /<text x="[0-9.]+" y="([0-9.]+)"[^>]*>([^<]*)<\/text>/) {
      // A row is 22 pixels high below a margin of 12; its text stands on the 16th.
      guard let y = Double(match.1) else { continue }
      let row = Int((y - 28) / 22)
      guard lines.indices.contains(row) else { continue }
      lines[row] += match.2.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        .replacing("&amp;", with: "&")
    }
  }

  static func solid(_ line: String) -> String { line.filter { $0 != " " } }
}
