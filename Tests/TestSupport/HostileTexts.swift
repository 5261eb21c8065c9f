import Foundation

/// Texts that mean harm: a list of ours, and the shared one where it is present.
package enum HostileTexts {
  /// Pieces to mix.
  package static let parts = [
    "\u{1B}", "[", "]", "2J", "\u{7}", "\\", "P", "\u{9B}", "\u{9C}", "\u{9D}", "\u{0}", "\r", "\n",
    "\t", " ", "a", "é", "e\u{301}", "\u{301}", "\u{20E3}", "\u{FE0F}", "\u{200D}", "\u{200C}",
    "\u{1F469}", "\u{1F3FD}", "\u{2764}", "\u{1F1E9}", "\u{202E}", "\u{2066}", "\u{200B}", "\u{AD}",
    "\u{3164}", "\u{E0041}", "\u{E000}", "\u{FFFF}", "\u{378}", "क", "\u{94D}", "\u{93F}", "ا",
    "\u{64B}", "한", "\u{1161}", "\u{11A8}", "你", "\u{3000}", "\u{A0}", "\u{2028}", "\u{FFF9}",
    "x;1",
    "\u{600}", "\u{6DD}", "\u{180B}", "\u{E0100}", "\u{17B4}", "\u{34F}", "กำ", "\u{FDFD}",
    "\u{2800}",
  ]

  package static let committed: [[UInt8]] =
    [
      "\u{1B}[1A\u{1B}[2KRefund DENIED", "I never said yes\rI said yes",
      "\u{1B}[?1049h\u{1B}[?1003h",
      "\u{1B}[" + String(repeating: "1;", count: 5_000) + "m", "x\u{1B}[99999999b",
      "\u{1B}[6n\u{1B}[c\u{5}",
      "\u{1B}]8;;http://evil.example/\u{7}http://bank.example/\u{1B}]8;;\u{7}",
      "\u{1B}]0;a\u{1B}[2Jb\u{7}",
      "\u{1B}Ptmux;\u{1B}\u{1B}]52;c;cHduZWQ=\u{7}\u{1B}\\", "\u{E}qqqq\u{1B}(0lqqk",
      "\u{1B}kpwned\u{1B}\\",
      String(repeating: "\u{2066}", count: 500), "a" + String(repeating: "\u{301}", count: 300),
      String(repeating: "\u{1F469}\u{200D}", count: 100), String(repeating: "\u{1F1E9}", count: 7),
      String(repeating: "\u{1B}]", count: 20_000), String(repeating: "\u{1B}[", count: 20_000),
      "\u{115F}\u{1160}\u{3164}", "\u{FE0F}\u{FE0F}", "\u{200D}\u{301}",
      "\u{1F3F4}\u{E0067}\u{E007F}",
    ].map { Array($0.utf8) } + [
      [0x9B, 0x32, 0x4A], [0xC0, 0x9B, 0x5B], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],
      [0xFF, 0xFE, 0x00],
    ]

  private static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["PORCH_SHARED"] {
      return URL(fileURLWithPath: path)
    }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
  }()

  private static var files: URL {
    let beside = folder.appendingPathComponent("data/hostile-text")
    if FileManager.default.fileExists(atPath: beside.path) { return beside }
    return folder.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("shared/data/hostile-text")
  }

  package static var hasShared: Bool {
    FileManager.default.fileExists(atPath: files.appendingPathComponent("payloads.json").path)
  }

  private struct Payload: Decodable { var hex: String }

  package static var all: [[UInt8]] {
    // Without the shared list ours is what there is.
    committed + parts.map { Array($0.utf8) } + (hasShared ? (try? shared()) ?? [] : [])
  }

  package static func shared() throws -> [[UInt8]] {
    let decoder = JSONDecoder()
    let payloads = try decoder.decode(
      [Payload].self, from: Data(contentsOf: files.appendingPathComponent("payloads.json")))
    let naughty = try decoder.decode(
      [String].self, from: Data(contentsOf: files.appendingPathComponent("blns.json")))
    return payloads.map { bytes(hex: $0.hex) } + naughty.map { Array($0.utf8) }
  }

  private static func bytes(hex: String) -> [UInt8] {
    let digits = hex.compactMap { $0.hexDigitValue.map(UInt8.init) }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
