import Foundation
import Testing

@testable import Sync

@Suite struct ConnectionSettingsTests {
  @Test(arguments: [
    ("https://a.example", "https://a.example/v1"),
    ("https://a.example/", "https://a.example/v1"),
    ("https://A.Example:443/inbox/", "https://a.example/inbox/v1"),
    ("https://a.example:8443/v1", "https://a.example:8443/v1"),
    ("http://localhost:8787", "http://localhost:8787/v1"),
    ("http://127.1.2.3", "http://127.1.2.3/v1"),
    ("http://[::1]:80", "http://[::1]/v1"),
  ])
  func anAddressIsWhereTheAPIIs(_ text: String, _ base: String) throws {
    #expect(try ServerAddress(text).description == base)
  }

  @Test(arguments: [
    "http://a.example", "http://127.0.0.1.evil.example", "http://127.0.0", "ftp://a.example",
    "https://", "a.example", "https://u:p@a.example", "https://u@a.example",
    "https://a.example?x=1",
    "https://a.example#x", "https://a.example:0", "",
  ])
  func whatIsNoSafeAddressIsRefused(_ text: String) {
    #expect(throws: AddressError.self) { try ServerAddress(text) }
  }

  @Test func aTokenNeverShowsItself() throws {
    let token = try Token("sesame")
    var dumped = ""
    dump(token, to: &dumped)
    let texts = [
      "\(token)", String(reflecting: token), dumped, "\([token])",
      String(describing: Optional(token)),
    ]
    for text in texts {
      #expect(!text.contains("sesame"))
    }
    for bad in ["", "two words", "line\nbreak", "é", String(repeating: "x", count: 5000)] {
      #expect(throws: TokenError.self) { try Token(bad) }
    }
  }

  @Test func aTokenFileIsReadOnlyWhenItIsPrivate() throws {
    let folder = try Scratch()
    let file = try folder.write("sesame\n", to: "token")
    chmod(file, 0o644)
    #expect(throws: TokenError.openToOthers(path: file)) { try TokenSource.file(file).read() }
    chmod(file, 0o600)
    #expect(try TokenSource.file(file).read() == Token("sesame"))
    #expect(throws: TokenError.self) { try TokenSource.file(folder.path).read() }
    #expect(throws: TokenError.self) { try TokenSource.file(folder.path + "/none").read() }
  }

  @Test func aTokenCommandIsRunWithoutAShell() throws {
    #expect(try TokenSource.command(["printf", "%s\\n", "a;b$HOME"]).read() == Token("a;b$HOME"))
    #expect(throws: TokenError.commandFailed(program: "false", status: 1)) {
      try TokenSource.command(["false"]).read()
    }
    #expect(throws: TokenError.empty) { try TokenSource.command(["true"]).read() }
    #expect(throws: TokenError.commandHangs(program: "sleep")) {
      try TokenSource.command(["sleep", "600"]).read(patience: 0.05)
    }
    #expect(throws: TokenError.self) { try TokenSource.command(["no-such-program-here"]).read() }
    #expect(throws: TokenError.self) { try TokenSource.command([]).read() }
    #expect(throws: TokenError.tooLong) {
      try TokenSource.command(["head", "-c", "9000", "/dev/zero"]).read()
    }
    #expect(throws: TokenError.noVariable("PORCH_NO_SUCH")) {
      try TokenSource.environment("PORCH_NO_SUCH").read()
    }
  }

  /// Also one that hangs with its output closed, and one that prints without end.
  @Test func aTokenCommandNeverOutlivesItsTime() {
    for words in ["exec >&-; exec sleep 600", "printf x; exec >&-; exec sleep 600"] {
      #expect(throws: TokenError.commandHangs(program: "sh")) {
        try TokenSource.command(["sh", "-c", words]).read(patience: 0.2)
      }
    }
    #expect(throws: TokenError.self) { try TokenSource.command(["yes", "sesame"]).read() }
  }

  @Test func backingOffDoublesUpToAMinuteAndHonoursWhatIsAsked() {
    var backoff = Backoff(random: { 0.999 })
    let limits = (1...8).map { _ in backoff.next(retryAfter: nil).rounded() }
    #expect(limits == [1, 2, 4, 8, 16, 32, 60, 60])
    #expect((30...31).contains(backoff.next(retryAfter: 30)))
    #expect(backoff.next(retryAfter: 1e9) <= Backoff.longestAsked + 1)
    backoff.reset()
    #expect(backoff.next(retryAfter: .nan) <= 1)
    var lucky = Backoff(random: { 0 })
    #expect(lucky.next(retryAfter: nil) == 0)
  }

  @Test func anEventStreamIsTheSameInWhateverPiecesItComes() {
    let text =
      "\u{FEFF}:c\r\nevent: a\r\ndata: 1\rdata:2\ndata:  3\nid: 5\n\r\nretry: 9\n\nid: x\n\ndata\n\n:\n"
    let bytes = Array(text.utf8)
    var whole = ServerEventParser()
    let expected = whole.take(bytes)
    #expect(
      expected == [
        .comment, .event(name: "a", data: Array("1\n2\n 3".utf8), id: "5"),
        .event(name: "message", data: [], id: nil), .comment,
      ])
    for size in 1...7 {
      var parser = ServerEventParser()
      var events: [ServerEventParser.Event] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        events += parser.take(bytes[start..<min(start + size, bytes.count)])
      }
      #expect(events == expected)
    }
  }

  @Test func anEventThatNeverEndsIsNotKept() {
    var parser = ServerEventParser(longest: 100)
    let events = parser.take(
      Array(("id: 3\ndata: " + String(repeating: "x", count: 500) + "\n\ndata: y\n\n").utf8))
    #expect(events == [.oversized(id: "3"), .event(name: "message", data: [0x79], id: nil)])
  }
}
