import Cells
import Domain
import Glibc
import TestSupport
import Testing

@testable import Terminal

/// The real thing on a terminal of the kernel's. Serial: there is one ncurses in a process.
@Suite(.serialized) struct CursesTtyTests {
  private func open(
    _ terminal: PseudoTerminal, term: String = "xterm-256color", also: [String: String] = [:]
  ) throws -> CursesTty {
    let names = also.merging(["TERM": term, "LANG": "C.UTF-8"]) { given, _ in given }
    return try CursesTty(input: terminal.near, output: terminal.near) { names[$0] }
  }

  private func frame(_ text: String, size: Size = Size(rows: 24, columns: 80)) -> Frame {
    var buffer = CellBuffer(size: size)
    for (row, line) in TextLayout.wrap(text, columns: size.columns).prefix(size.rows).enumerated() {
      buffer.put(String(line), row: row, column: 0, style: .plain)
    }
    return Frame(buffer: buffer)
  }

  /// Signals the process and waits until one of its threads has taken it.
  private func send(_ signal: Int32, to tty: CursesTty) {
    kill(getpid(), signal)
    var arrived = pollfd(fd: tty.signalDescriptor ?? -1, events: Int16(POLLIN), revents: 0)
    while poll(&arrived, 1, 5_000) < 0 && errno == EINTR {}
  }

  /// Everything hostile we know goes the way of a message; what comes out is text and what ncurses
  /// says itself.
  @Test func nothingHostileReachesTheTerminal() throws {
    let terminal = try PseudoTerminal(rows: 24, columns: 80)
    let tty = try open(terminal)
    tty.show(frame(""))
    _ = terminal.written()
    for raw in HostileTexts.all {
      let text = SafeText(sanitisingUTF8: raw).string
      tty.show(frame(text))
      let output = OutputReader.foreign(in: terminal.written())
      #expect(output.isEmpty, "\(raw.prefix(80)): \(output)")
      // Past the sanitiser: the grid alone must do as well.
      tty.show(frame(String(decoding: raw, as: UTF8.self) + " "))
      let unsanitised = OutputReader.foreign(in: terminal.written())
      #expect(unsanitised.isEmpty, "\(raw.prefix(80)): \(unsanitised)")
    }
    tty.close()
  }

  @Test func theTerminalIsPutBack() throws {
    let terminal = try PseudoTerminal()
    let before = terminal.modes
    let tty = try open(terminal)
    tty.show(frame("hello"))
    #expect(terminal.modes != before)
    let start = String(decoding: terminal.written(), as: UTF8.self)
    #expect(start.contains("\u{1B}[?1049h") && start.contains("\u{1B}[?2004h"))
    #expect(start.contains("hello") && start.contains("\u{1B}]2;porch\u{7}"))
    tty.release()
    #expect(terminal.modes == before)
    tty.reclaim()
    tty.show(frame("again"))
    #expect(terminal.modes != before)
    tty.close()
    #expect(terminal.modes == before)
    let end = String(decoding: terminal.written(), as: UTF8.self)
    #expect(end.contains("again"))
    for mode in ["\u{1B}[?1049l", "\u{1B}[?2004l"] {
      #expect(end.ranges(of: mode).count == 2, "twice given back")
    }
  }

  /// Where there is no other screen to go back to.
  @Test func theShellGoesOnBelowTheLastRowOfATerminalWithOneScreen() throws {
    let terminal = try PseudoTerminal()
    let tty = try open(terminal, term: "vt100")
    // The kernel adds returns of its own once the terminal is the shell's again.
    func written() -> String {
      String(decoding: terminal.written().filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    }
    let below = "\u{1B}[24;1H\u{1B}[K\n"
    tty.show(frame("hello"))
    #expect(!written().contains(below))
    tty.release()
    #expect(written().hasSuffix(below))
    tty.reclaim()
    terminal.resize(rows: 30, columns: 100)
    send(SIGWINCH, to: tty)
    _ = tty.readInput()
    tty.show(frame("again", size: tty.size))
    _ = written()
    tty.close()
    let end = written()
    #expect(end.hasSuffix("\u{1B}[30;1H\u{1B}[K\n"))
    #expect(end.ranges(of: "\u{1B}[K\n").count == 1, "said once")
  }

  @Test func onlyWhatChangedIsSent() throws {
    let terminal = try PseudoTerminal()
    let tty = try open(terminal)
    var shown = frame("a line of text\nanother")
    tty.show(shown)
    _ = terminal.written()
    tty.show(shown)
    #expect(terminal.written().isEmpty)
    shown.buffer.put("b", row: 0, column: 0, style: .plain)
    tty.show(shown)
    #expect(terminal.written().count < 12)
    shown.bell = true
    tty.show(shown)
    tty.show(shown)
    #expect(terminal.written() == [7])
    tty.close()
  }

  /// Whether changes are written by us or by ncurses, the same is on the screen in the end.
  @Test(arguments: ["xterm-256color", "xterm", "tmux-256color", "screen-256color", "linux"])
  func everyTerminalShowsTheSame(term: String) throws {
    let terminal = try PseudoTerminal()
    let tty = try open(terminal, term: term)
    #expect((tty.dialect == nil) == (term == "linux"))
    let screen = TerminalScreen(rows: 24, columns: 80)
    var shown = frame("a line of text\nさくら and others\n")
    for number in 0..<40 {
      let style = Style(
        foreground: number % 3 == 0 ? .rgb(255, 95, 95) : .terminalDefault,
        background: number % 5 == 0 ? .rgb(48, 48, 48) : .terminalDefault,
        attributes: number % 4 == 0 ? .bold : [])
      shown.buffer.put(
        number % 2 == 0 ? "さ \(number)" : "word \(number)    ", row: number * 7 % 24,
        column: number * 11 % 70, style: style)
      if number % 6 == 0 {
        shown.buffer.fill(
          Rect(row: number % 24, column: 5, rows: 2, columns: 60), style: .plain)
      }
      shown.cursor = number % 2 == 0 ? Position(row: number % 24, column: 3) : nil
      tty.show(shown)
      screen.feed(terminal.written())
      for row in 0..<24 {
        var text = shown.buffer.text(row: row)
        while text.last == " " { text.removeLast() }
        #expect(screen.lines[row] == text)
      }
      #expect(screen.isCursorVisible == (shown.cursor != nil))
      if let cursor = shown.cursor { #expect(screen.cursor == cursor) }
    }
    tty.close()
  }

  /// The terminal is asked whether it has margins, and is told to use them once it has said so.
  @Test(arguments: [("2", true), ("4", false)])
  func aPartScrollsWhereTheTerminalSaysThatItCan(answer: String, can: Bool) throws {
    let terminal = try PseudoTerminal()
    let tty = try open(terminal)
    let screen = TerminalScreen(rows: 24, columns: 80, hasMargins: true)
    func list(from first: Int) -> Frame {
      var list = frame("")
      for row in 0..<24 {
        list.buffer.put("name \(first + row)", row: row, column: 0, style: .plain)
        list.buffer.put("│ said", row: row, column: 20, style: .plain)
      }
      list.scrollingParts = [Rect(row: 0, column: 0, rows: 24, columns: 20)]
      return list
    }
    tty.show(list(from: 100))
    let start = terminal.written()
    #expect(String(decoding: start, as: UTF8.self).contains("\u{1B}[?69$p"))
    screen.feed(start)
    terminal.type("\u{1B}[?69;\(answer)$yj")
    var inputs: [Input] = []
    while inputs.last != .key(Key("j")) { inputs += tty.readInput() }
    #expect(inputs == [.scrollsParts(can), .key(Key("j"))])
    for first in [101, 104, 103] {
      tty.show(list(from: first))
      let bytes = terminal.written()
      #expect(String(decoding: bytes, as: UTF8.self).contains("\u{1B}[?69h") == can)
      #expect((bytes.count < 80) == can)
      screen.feed(bytes)
      for row in 0..<24 {
        #expect(screen.lines[row] == "name \(first + row)            │ said", "\(row)")
      }
    }
    tty.close()
    screen.feed(terminal.written())
    #expect(screen.unknown.isEmpty, "\(screen.unknown)")
  }

  /// Apple's Terminal takes the question's last letter for text.
  @Test func aTerminalThatPrintsTheQuestionShowsNothingOfIt() throws {
    let terminal = try PseudoTerminal()
    let tty = try open(terminal)
    tty.show(frame("name of somebody"))
    let bytes = String(decoding: terminal.written(), as: UTF8.self)
    #expect(bytes.contains("\u{1B}[?69$p"))
    let screen = TerminalScreen(rows: 24, columns: 80)
    screen.feed(bytes.replacing("\u{1B}[?69$p", with: "p").utf8)
    #expect(screen.lines[0] == "name of somebody")
    tty.close()
  }

  /// The shell that comes after would read it.
  @Test func anAnswerThatIsOnItsWayIsTakenBeforeTheEnd() throws {
    let terminal = try PseudoTerminal()
    let tty = try open(terminal)
    tty.show(frame("hello"))
    terminal.type("\u{1B}]11;rgb:0000/0000/0000\u{7}\u{1B}[?69;2$y")
    tty.close()
    var waiting = pollfd(fd: terminal.near, events: Int16(POLLIN), revents: 0)
    #expect(poll(&waiting, 1, 0) == 0)
  }

  /// One of the keys may be the end.
  @Test func nothingIsAskedWhileKeysWait() throws {
    let terminal = try PseudoTerminal()
    let tty = try open(terminal)
    terminal.type("j")
    var waiting = pollfd(fd: terminal.near, events: Int16(POLLIN), revents: 0)
    poll(&waiting, 1, 5_000)
    tty.show(frame("hello"))
    #expect(!String(decoding: terminal.written(), as: UTF8.self).contains("?69$p"))
    #expect(tty.readInput() == [.key(Key("j"))])
    tty.show(frame("hello, j"))
    #expect(String(decoding: terminal.written(), as: UTF8.self).contains("?69$p"))
    // Another terminal may be behind the same session when it is attached again.
    terminal.type("\u{1B}[?69;2$y")
    while tty.readInput().isEmpty {}
    #expect(tty.dialect?.scrollsParts == true)
    terminal.resize(rows: 30, columns: 100)
    send(SIGWINCH, to: tty)
    _ = tty.readInput()
    #expect(tty.dialect?.scrollsParts == false)
    tty.show(frame("hello", size: tty.size))
    #expect(String(decoding: terminal.written(), as: UTF8.self).contains("?69$p"))
    tty.close()
  }

  @Test func keysPastesAndSizesComeIn() throws {
    let terminal = try PseudoTerminal()
    let tty = try open(terminal)
    _ = tty.readInput()
    terminal.type("j\r\n\u{1B}[A\u{1B}[200~one\rtwo\u{1B}[201~\u{3}\u{1A}")
    var inputs: [Input] = []
    while inputs.count < 7 { inputs += tty.readInput() }
    #expect(
      inputs == [
        .key(Key("j")), .key(Key(.enter)), .key(Key(.character("j"), .control)), .key(Key(.up)),
        .paste("one\ntwo"), .key(Key(.character("c"), .control)),
        .key(Key(.character("z"), .control)),
      ])
    terminal.type("\u{1B}")
    inputs = []
    while inputs.isEmpty { inputs += tty.readInput() }
    #expect(inputs == [.key(Key(.escape))])
    terminal.resize(rows: 30, columns: 100)
    send(SIGWINCH, to: tty)
    #expect(tty.readInput() == [.resized(Size(rows: 30, columns: 100))])
    tty.show(frame("larger", size: tty.size))
    send(SIGTERM, to: tty)
    #expect(tty.takeSignals() == [.terminate])
    tty.close()
  }

  @Test func aPasteThatPausesIsNeverKeys() throws {
    let terminal = try PseudoTerminal()
    let tty = try open(terminal)
    _ = tty.readInput()
    terminal.type("\u{1B}[200~one\r")
    var inputs: [Input] = []
    while inputs.isEmpty { inputs += tty.readInput() }
    #expect(inputs == [.paste("one\n")])
    terminal.type("two\r\u{1B}[201~j")
    inputs = []
    while inputs.last != .key(Key("j")) { inputs += tty.readInput() }
    let parts = inputs.dropLast().map { input in
      if case .paste(let text) = input { text } else { "key" }
    }
    #expect(parts.joined() == "two\n")
    tty.close()
  }

  @Test func aTerminalThatHangsUpEndsTheReading() throws {
    let terminal = try PseudoTerminal()
    let tty = try open(terminal)
    tty.show(frame("hello"))
    _ = terminal.written()
    terminal.hangUp()
    while !tty.isGone { #expect(tty.readInput().isEmpty) }
    tty.show(frame("unseen"))
    tty.close()
  }

  @Test(
    arguments: [
      ([:], "", TerminalError.termUnset), ([:], "dumb", .tooSimple(term: "dumb")),
      ([:], "no-such-terminal", .unknownTerminal(term: "no-such-terminal")),
    ] as [([String: String], String, TerminalError)])
  func aTerminalThatCannotBeUsedIsRefused(
    also: [String: String], term: String, error: TerminalError
  ) throws {
    let terminal = try PseudoTerminal()
    let before = terminal.modes
    #expect(throws: error) { try open(terminal, term: term, also: also) }
    #expect(terminal.modes == before)
    #expect(error.description.hasSuffix(".") || error.description.contains(";"))
  }

  @Test func whatIsNoTerminalOrTooSmallIsRefused() throws {
    let small = try PseudoTerminal(rows: 9, columns: 80)
    #expect(throws: TerminalError.tooSmall(Size(rows: 9, columns: 80))) { try open(small) }
    let pipe = Glibc.open("/dev/null", O_RDWR)
    defer { Glibc.close(pipe) }
    #expect(throws: TerminalError.notATerminal) {
      try CursesTty(input: pipe, output: pipe) { _ in "xterm" }
    }
  }

  @Test(
    arguments: [
      (["NO_COLOR": "1"], "xterm-256color"), ([:], "vt100"),
    ] as [([String: String], String)])
  func withoutColoursNoneAreSent(also: [String: String], term: String) throws {
    let terminal = try PseudoTerminal()
    let tty = try open(terminal, term: term, also: also)
    var shown = frame("")
    shown.buffer.put(
      "loud", row: 3, column: 3,
      style: Style(foreground: .rgb(255, 0, 0), background: .rgb(0, 0, 80), attributes: .bold))
    tty.show(shown)
    let text = String(decoding: terminal.written(), as: UTF8.self)
    tty.close()
    #expect(text.firstRange(of: /\x1b\[(0;)?1m/) != nil && text.contains("loud"))
    #expect(text.firstRange(of: /\x1b\[[0-9;]*[34][0-9](;[0-9]+)*m/) == nil)
  }

  @Test func aLocaleWithoutUnicodeGetsASCII() throws {
    let terminal = try PseudoTerminal()
    let tty = try open(terminal, also: ["LANG": "de_DE.ISO-8859-1"])
    #expect(!tty.isUTF8)
    tty.show(frame("▌★⚑ ● ○ … │ ─ ✓ · – × ↑↓←→ “ok” 你é|"))
    let bytes = terminal.written()
    tty.close()
    #expect(bytes.allSatisfy { $0 < 0x80 })
    #expect(
      String(decoding: bytes, as: UTF8.self).contains("|*! * o . | - v - - x ^v<> \"ok\" ???|"))
  }
}
