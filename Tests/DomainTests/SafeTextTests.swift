import Domain
import Testing

/// What the door keeps out, case by case. `|` marks nothing; escapes are spelled out.
@Suite struct SafeTextTests {
  @Test(arguments: [
    ("hi\u{1B}[2J\u{1B}[H", "hi"),
    ("a\u{1B}[38;5;196mred\u{1B}[0m", "ared"),
    ("x\u{1B}]0;pwned\u{7}y", "xy"),
    ("x\u{1B}]52;c;cm0gLXJmIH4K\u{1B}\\y", "xy"),
    ("x\u{1B}P$qm\u{1B}\\y\u{1B}_G\u{1B}\\z\u{1B}^p\u{1B}\\\u{1B}Xs\u{1B}\\", "xyz"),
    ("x\u{1B}(0lqk\u{1B}#8\u{1B}c\u{1B}7", "xlqk"),
    ("x\u{9B}2Jy\u{9D}0;t\u{9C}z", "xyz"),
    ("x\u{1B}\u{1B}[2Jy", "xy"),
    ("x\u{1B}", "x"), ("x\u{1B}[", "x"), ("x\u{1B}[31", "x31"),
    ("x\u{1B}\u{200D}[2J", "x[2J"),
  ])
  func escapeSequencesGoWhole(raw: String, safe: String) {
    #expect(SafeText(sanitising: raw).string == safe)
  }

  @Test func anUnterminatedStringLosesOnlyItsIntroducer() {
    let rest = String(repeating: "kept ", count: 4_000)
    #expect(SafeText(sanitising: "\u{1B}]0;" + rest).string == "0;" + rest)
    #expect(SafeText(sanitising: "\u{1B}P" + rest + "\u{7}!").string == rest + "!")
    #expect(SafeText(sanitising: "\u{9B}31\nnext").string == "31\nnext")
  }

  @Test(arguments: [
    ("a\r\nb\rc\nd", "a\nb\nc\nd"), ("a\tb", "a    b"),
    ("a\u{85}b\u{2028}c\u{2029}d", "a\nb\nc\nd"),
    ("no\u{8}\u{8}yes\u{0}\u{7}\u{7F}", "noyes"),
    ("a\u{202E}b\u{2066}c\u{200F}d\u{61C}e", "abcde"),
    ("f\u{200B}r\u{AD}e\u{2060}e\u{FEFF}!", "free!"),
    ("\u{3164}a\u{115F}\u{1160}\u{FFA0}b", "ab"),
    ("\u{1F3F4}\u{E0067}\u{E0062}\u{E007F}", "\u{1F3F4}"),
    ("a\u{E000}b\u{FFFF}c\u{378}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}"),
    ("\u{301}abc", "\u{25CC}\u{301}abc"), ("a\n\u{301}", "a\n\u{25CC}\u{301}"),
    ("\u{2800}\u{2800}x", "  x"),
  ])
  func whatCannotBeDrawnGoes(raw: String, safe: String) {
    #expect(Array(SafeText(sanitising: raw).string.unicodeScalars) == Array(safe.unicodeScalars))
  }

  @Test(arguments: [
    "caf\u{E9} cafe\u{301}", "你好，世界", "مرحبا", "می\u{200C}خواهم", "क्\u{200D}ष", "שָׁלוֹם", "กำ น้ำ",
    "\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467}", "\u{2764}\u{FE0F}\u{200D}\u{1F525}",
    "1\u{FE0F}\u{20E3}",
    "\u{1F44D}\u{1F3FD}", "\u{1F1E9}\u{1F1EA}", "한글", "— “quoted” … ½ €", "a b\nc  d\n\n",
  ])
  func whatPeopleWriteStays(text: String) {
    let safe = SafeText(sanitising: text).string
    #expect(Array(safe.unicodeScalars) == Array(text.unicodeScalars))
  }

  @Test func joinersGoWhereNothingIsJoined() {
    #expect(SafeText(sanitising: "a\u{200D}b\u{200C}c\u{200D}").string.unicodeScalars.count == 3)
    #expect(SafeText(sanitising: "\u{1F469}\u{200D}").string == "\u{1F469}")
    #expect(SafeText(sanitising: "\u{1F469}\u{200D}a").string == "\u{1F469}a")
  }

  @Test func stacksOfMarksAreLimited() {
    let tower = "a" + String(repeating: "\u{301}", count: 300) + "b"
    #expect(SafeText(sanitising: tower).string.unicodeScalars.count == 6)
    let selectors = "\u{1F600}" + String(repeating: "\u{FE0F}", count: 300)
    #expect(SafeText(sanitising: selectors).string.unicodeScalars.count == 2)
  }

  @Test func aLineIsOneLine() {
    #expect(
      SafeText(line: "  Ana \t\r\n  Ribeiro\u{3000}\u{A0}x\u{2003} ").string == "Ana Ribeiro x")
    #expect(SafeText(line: " \n\u{202E}\u{200B}\t").string == "")
    #expect(SafeText(line: "plain name").string == "plain name")
  }

  @Test func theLimitCutsNoCharacter() {
    #expect(SafeText(sanitising: "abcdef", limit: 3).string == "abc")
    #expect(SafeText(sanitising: "abe\u{301}", limit: 3).string == "ab")
    let family = "a\u{1F469}\u{200D}\u{1F469}"
    #expect(SafeText(sanitising: family, limit: 3).string == "a")
    #expect(SafeText(line: "ab cd", limit: 3).string == "ab")
    #expect(SafeText(sanitising: "abc", limit: 0).isEmpty)
    let long = String(repeating: "é", count: 200_000)
    #expect(SafeText(sanitising: long).string.unicodeScalars.count == SafeText.longestText)
  }

  @Test(
    arguments: [
      ([0x61, 0xC0, 0x9B, 0x62], "a\u{FFFD}\u{FFFD}b"),
      ([0xE2, 0x82, 0x1B, 0x5B, 0x32, 0x4A], "\u{FFFD}"),
      ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
      ([0x9B, 0x32, 0x4A], "\u{FFFD}2J"),
      ([0xF0, 0x9F, 0x98], "\u{FFFD}"), ([0xF0, 0x9F, 0x98, 0x80], "\u{1F600}"),
      ([0xF5, 0x80], "\u{FFFD}\u{FFFD}"), ([], ""),
    ] as [([UInt8], String)])
  func bytesThatAreNoTextAreRepaired(bytes: [UInt8], safe: String) {
    #expect(SafeText(sanitisingUTF8: bytes).string == safe)
    #expect(SafeText(sanitisingUTF8: bytes[...].lazy.map { $0 }).string == safe)
  }
}
