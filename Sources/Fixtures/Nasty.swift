/// Hostile and awkward texts, written for this project: what a stranger could put into a message, a
/// name or a title. They go through every level: sanitiser, store, wrapping, grid, screen.
///
/// Everything unprintable is spelled as an escape, so that this file can be read safely.
package enum Nasty {
  /// One text, with a name for the failing test to say.
  package struct Text: Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package let raw: String
    package var description: String { name }

    init(_ name: String, _ raw: String) {
      self.name = name
      self.raw = raw
    }
  }

  /// All of them.
  package static let texts: [Text] =
    escapes + controls + directions + marks + wide + emoji + sizes + syntax

  /// Sequences that a terminal would obey.
  package static let escapes: [Text] = [
    Text("clear screen", "before\u{1B}[2J\u{1B}[Hafter"),
    Text("red", "\u{1B}[31mred\u{1B}[0m"),
    Text("true colour with colons", "\u{1B}[38:2::255:0:0mred"),
    Text("window title", "\u{1B}]0;owned\u{07}text"),
    Text("window title ended by ST", "\u{1B}]2;owned\u{1B}\\text"),
    Text("window title never ended", "\u{1B}]2;everything after this is swallowed"),
    Text("clipboard", "\u{1B}]52;c;cm0gLXJmIH4=\u{07}"),
    Text("hyperlink", "\u{1B}]8;;https://evil.example\u{1B}\\bank\u{1B}]8;;\u{1B}\\"),
    Text("device control", "\u{1B}P$q\"p\u{1B}\\tail"),
    Text("device status", "\u{1B}[6n\u{1B}[c\u{1B}[5n"),
    Text("leave the alternate screen", "\u{1B}[?1049l\u{1B}[?25l"),
    Text("turn bracketed paste off", "\u{1B}[?2004l\u{1B}[201~:q!\u{0D}"),
    Text("mouse on", "\u{1B}[?1000h\u{1B}[?1006h"),
    Text("scroll region", "\u{1B}[1;2r\u{1B}M\u{1B}D"),
    Text("full reset", "\u{1B}c"),
    Text("line-drawing characters", "\u{1B}(0qqqq\u{1B}(B"),
    Text("escape at the very end", "half a sequence \u{1B}"),
    Text("introducer at the very end", "half a sequence \u{1B}["),
    Text("an escape inside an escape", "\u{1B}[\u{1B}[31m31mred"),
    Text("a sequence with a line feed in it", "\u{1B}[3\n1mred"),
    Text("application program command", "\u{1B}_payload\u{1B}\\\u{1B}^private\u{1B}\\"),
  ]

  /// C0, C1 and DEL.
  package static let controls: [Text] = [
    Text("C1 sequence introducer", "\u{9B}2J\u{9B}31mred"),
    Text("C1 operating system command", "\u{9D}0;owned\u{9C}text"),
    Text("C1 device control", "\u{90}q\u{9C}text"),
    Text("C1 next line and index", "a\u{85}b\u{84}c\u{8D}d"),
    Text("bell", "ding\u{07}\u{07}\u{07}dong"),
    Text("NUL in the middle", "be\u{00}fore"),
    Text("backspaces over the name", "Sam\u{08}\u{08}\u{08}Ana"),
    Text("carriage return", "harmless\rDROP everything"),
    Text("CRLF", "one\r\ntwo\r\n"),
    Text("tab, vertical tab, form feed", "a\tb\u{0B}c\u{0C}d"),
    Text("shift out and in", "\u{0E}lqqk\u{0F}"),
    Text("cancel and substitute", "\u{1B}[3\u{18}1m\u{1B}]0;x\u{1A}y"),
    Text("DEL", "de\u{7F}lete\u{7F}"),
    Text("all of C0", scalars(0..<0x20)),
    Text("all of C1", scalars(0x80..<0xA0)),
    Text("line and paragraph separator", "one\u{2028}two\u{2029}three"),
  ]

  /// Marks that turn the reading direction, or hide.
  package static let directions: [Text] = [
    Text("right-to-left override", "photo_\u{202E}gpj.exe"),
    Text("left-to-right override", "\u{202D}שלום\u{202C}"),
    Text("embeddings never closed", "\u{202A}\u{202B}\u{202A}open"),
    Text("isolates never closed", "\u{2066}\u{2067}\u{2068}open"),
    Text("isolates closed too often", "\u{2069}\u{2069}\u{202C}\u{202C}closed"),
    Text("marks of direction", "a\u{200E}b\u{200F}c\u{061C}d"),
    Text("zero-width spaces in a name", "A\u{200B}n\u{200B}a\u{FEFF}"),
    Text("joiners without anything to join", "\u{200D}\u{200D}\u{200C}x"),
    Text("soft hyphens", "in\u{AD}vis\u{AD}ible"),
    Text("word joiner and invisible operators", "a\u{2060}b\u{2061}c\u{2062}d\u{2064}e"),
    Text("tag characters", "hello\u{E0073}\u{E0065}\u{E006E}\u{E0064}\u{E007F}"),
    Text("interlinear annotation", "\u{FFF9}base\u{FFFA}note\u{FFFB}"),
    Text("Arabic and Latin and digits", "سعر 42 USD (تقريباً) ok?"),
    Text("Hebrew with brackets", "(שלום [עולם] 123)"),
  ]

  /// Stacks of combining marks, and marks that stand where they should not.
  package static let marks: [Text] = [
    Text("zalgo", zalgo("he comes", depth: 12)),
    Text("one letter, two hundred marks", "e" + String(repeating: "\u{0301}", count: 200)),
    Text("a mark with nothing under it", "\u{0301}\u{0302} start"),
    Text("a mark after a line feed", "one\n\u{0301}two"),
    Text("enclosing marks", "1\u{20E3} a\u{20DD} b\u{20E0}"),
    Text("Thai and Hindi clusters", "กำลังที่นี่ क्षत्रिय श्री द्ध्र्य"),
    Text("Hangul from single letters", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}"),
    Text("decomposed and composed", "cafe\u{0301} café"),
    Text("variation selectors without a base", "\u{FE0F}\u{FE0F}\u{FE0E}x"),
    Text("many variation selectors", "❤\u{FE0F}\u{FE0F}\u{FE0F}\u{FE0F}"),
    Text("ideographic variation", "葛\u{E0100}城\u{E0101}"),
  ]

  /// Widths that terminals do not agree on.
  package static let wide: [Text] = [
    Text("wide characters only", String(repeating: "春夏秋冬", count: 30)),
    Text("half width and full width", "ｱｲｳ ＡＢＣ ﾊﾝｶｸ １２３"),
    Text("ambiguous width", "±×÷°§¶•…“”‘’—─│┌█▌★☆♀♂①②αβγДЖ"),
    Text("one very wide cluster", "﷽"),
    Text("private use", "\u{E000}\u{F8FF}\u{F0000}\u{10FFFD}"),
    Text("noncharacters", scalars([0x61, 0xFFFE, 0x62, 0xFFFF, 0x63, 0x1FFFF, 0xFDD0, 0x64])),
    Text("unassigned", "\u{0378}\u{2FE0}\u{50000}"),
    Text("replacement characters", "\u{FFFD}\u{FFFD}?"),
    Text("ancient and tall", "𒐫𒈙⸻꧅𓀀𐎀"),
    Text("Mongolian vowel separator and fillers", "\u{180E}\u{3164}\u{115F}\u{1160}\u{FFA0}|"),
  ]

  /// Emoji in sequences.
  package static let emoji: [Text] = [
    Text("a family of four", "👨‍👩‍👧‍👦 and 👩🏽‍🚀"),
    Text("a joined chain without end", String(repeating: "👩\u{200D}", count: 60) + "👩"),
    Text("flags", "🇵🇹🇯🇵🇧🇷 and half of one 🇵"),
    Text("a flag made of tags", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
    Text("keycaps", "1️⃣2️⃣#️⃣*️⃣"),
    Text("skin tones alone", "🏻🏼🏽🏾🏿"),
    Text("text and picture style", "❤︎ ❤️ ☎︎ ☎️ ©️ ™"),
    Text("joined by words", "🐈‍⬛ 🏳️‍🌈 ❤️‍🔥 🧑‍🤝‍🧑"),
    Text("a name of nothing but emoji", "🌻🌻🌻"),
  ]

  /// Very long, and nothing at all.
  package static let sizes: [Text] = [
    Text("empty", ""),
    Text("spaces", "      "),
    Text("nothing visible", "\u{200B}\u{2060}\u{FEFF}\u{00A0}\u{3000}"),
    Text("line feeds", String(repeating: "\n", count: 500)),
    Text("one word of ten thousand letters", String(repeating: "a", count: 10_000)),
    Text("two hundred thousand letters", String(repeating: "word and ", count: 22_223)),
    Text("a thousand lines", String(repeating: "line\n", count: 1_000)),
    Text("one cluster of a hundred thousand", "x" + String(repeating: "\u{0334}", count: 100_000)),
    Text("a long link", "https://a.example/" + String(repeating: "%20", count: 1_000)),
  ]

  /// Harmless on a terminal, harmful where text is taken for a language.
  package static let syntax: [Text] = [
    Text("SQL", "Robert'); DROP TABLE message;--"),
    Text("search syntax", "\"NEAR(a b)\" OR * AND NOT col:x ^"),
    Text("shell", "$(touch /tmp/owned) `id` ; rm -rf ~ | sh & # \\"),
    Text("JSON", "\",\"direction\":\"out\",\"x\":\"\\u0000\\ud800"),
    Text("format directives", "%s%n%@%d %08x {0} \\(name) {{name}}"),
    Text("a path", "../../../etc/passwd\u{00}.jpg"),
    Text("markup", "<script>alert(1)</script><!-- ]]> &amp; &#27;[2J"),
    Text("our own words", "You 09:41 ✓\n── today · 2 new ──\n▌★ Ana Ribeiro"),
    Text("a link with a password", "https://user:secret@evil.example:80/?q=\u{1B}[31m#"),
    Text("script in a link", "javascript:alert(1) file:///etc/shadow"),
  ]

  /// Bytes that are not UTF-8, for whatever reads files.
  package static let bytes: [[UInt8]] = [
    [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x8C], [0xC0, 0xAF], [0xED, 0xA0, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xFF, 0xFE, 0x41, 0x00], [0xFE, 0xFF, 0x00, 0x41],
    [0x80, 0x9B, 0x41],
    [0xEF, 0xBB, 0xBF, 0x41], [0x41, 0x00, 0x42], Array(0...255),
  ]

  private static func scalars(_ values: some Sequence<UInt32>) -> String {
    String(String.UnicodeScalarView(values.compactMap(Unicode.Scalar.init)))
  }

  private static func zalgo(_ text: String, depth: Int) -> String {
    var out = String.UnicodeScalarView()
    for (place, scalar) in text.unicodeScalars.enumerated() {
      out.append(scalar)
      for layer in 0..<depth {
        // U+0300…U+036F: the combining diacritical marks.
        let mark = 0x300 + UInt32((place * 7 + layer * 13) % 0x70)
        if let mark = Unicode.Scalar(mark) { out.append(mark) }
      }
    }
    return String(out)
  }
}
