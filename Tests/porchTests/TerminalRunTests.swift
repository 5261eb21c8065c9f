import Foundation
import Glibc
import TestSupport
import Testing

/// What no fake terminal can show: modes, signals, sizes, bytes.
@Suite(.serialized) struct TerminalRunTests {
  @Test(arguments: [SIGTERM, SIGHUP])
  func aSignalToEndRestoresTheTerminal(signal: Int32) throws {
    let program = try Home().open(["demo"])
    #expect(program.waits(toShow: "Ana Ribeiro"), "\(program.screen.text)")
    #expect(program.screen.isAlternate)
    program.signal(signal)
    #expect(program.waitForEnd() == 0)
    #expect(!program.screen.isAlternate && program.screen.isCursorVisible)
    #expect(!program.screen.isPasteBracketed)
  }

  @Test(arguments: [SIGSEGV, SIGTRAP, SIGABRT])
  func aTrapRestoresTheTerminalToo(signal: Int32) throws {
    let program = try Home().open(["demo"])
    #expect(program.waits(toShow: "Ana Ribeiro"), "\(program.screen.text)")
    program.signal(signal)
    #expect(program.waitForEnd() == -signal)
    #expect(!program.screen.isAlternate && program.screen.isCursorVisible)
  }

  @Test func onATerminalWithOneScreenTheShellGoesOnBelow() throws {
    let home = try Home()
    let shell = try PtyProgram(
      ["/bin/sh", "-c", #""$0" demo; echo ENDED; read line"#, Home.program],
      environment: home.environment.merging(["TERM": "vt100"]) { $1 })
    #expect(shell.waits(toShow: "Ana Ribeiro"), "\(shell.screen.text)")
    shell.type("\u{3}")
    #expect(shell.waits { $0.lines.contains("ENDED") }, "\(shell.screen.text)")
    #expect(shell.screen.lines.last == "", "\(shell.screen.text)")
    #expect(shell.screen.lines.dropLast().last == "ENDED", "\(shell.screen.text)")
  }

  @Test func controlLMendsWhatOthersWroteOnTheScreen() throws {
    let program = try Home().open(["demo"])
    #expect(program.waits(toShow: "Ana Ribeiro"), "\(program.screen.text)")
    program.type("?")
    #expect(program.waits(toShow: "enter run"), "\(program.screen.text)")
    program.settle()
    let whole = program.screen.text
    program.screen.feed("\u{1B}[3;1HBroadcast message from root\u{1B}[22;70r".utf8)
    #expect(program.screen.text.contains("Broadcast"))
    program.type("\u{C}")
    #expect(program.waits { $0.text == whole }, "\(program.screen.text)")
    program.type("\u{3}")
    #expect(program.waitForEnd() == 0)
  }

  @Test func itFollowsTheTerminalsSize() throws {
    let program = try Home().open(["demo"], rows: 40, columns: 140)
    #expect(program.waits(toShow: "first wrote"), "\(program.screen.text)")
    program.resize(rows: 15, columns: 50)
    #expect(program.waits { !$0.text.contains("first wrote") && $0.text.contains("Ana Ribeiro") })
    program.resize(rows: 8, columns: 30)
    #expect(program.waits(toShow: "40"), "\(program.screen.text)")
    program.resize(rows: 24, columns: 80)
    #expect(program.waits(toShow: "Ana Ribeiro"), "\(program.screen.text)")
    program.type("q")
    #expect(program.waitForEnd() == 0)
  }

  /// What has scrolled is what a whole new screen shows, thread and all.
  @Test(arguments: [(36, 140), (24, 80)])
  func aListScrolledByTheTerminalIsAsWhenItIsDrawn(rows: Int, columns: Int) throws {
    let home = try Home()
    let lines = (1...60).map { number in
      Lines.message(
        "m\(number)", in: "c\(number)", from: number % 3 == 0 ? "名前 \(number)" : "Name \(number)",
        number % 4 == 0 ? "さくら 👋 \(number)" : "Is this still there? \(number)")
    }
    try home.write(lines.joined(separator: "\n"), to: "shop.jsonl")
    #expect(try home.run(["import", home.folder.path + "/shop.jsonl"]).code == 0)
    let program = try home.open(rows: rows, columns: columns, hasMargins: true)
    #expect(program.waits(toShow: "Waiting 60"), "\(program.screen.text)")
    program.settle()
    let before = program.bytes.count
    for key in String(repeating: "j", count: 25) + "kkkkkkkkkkkkkkkkkkjjj" {
      program.type(String(key))
      program.settle(milliseconds: 20)
    }
    program.settle(milliseconds: 300)
    let told = String(decoding: program.bytes[before...], as: UTF8.self)
    #expect(told.ranges(of: "\u{1B}[?69h").count > 10)
    let (scrolled, looks) = (program.screen.text, Self.looks(program.screen))
    program.resize(rows: rows, columns: columns - 1)
    program.settle()
    program.resize(rows: rows, columns: columns)
    #expect(program.waits { $0.text == scrolled }, "\(scrolled)\n\(program.screen.text)")
    #expect(Self.looks(program.screen) == looks)
    #expect(program.screen.unknown.isEmpty, "\(program.screen.unknown)")
    program.type("q")
    #expect(program.waitForEnd() == 0)
  }

  /// Where nobody has chosen a theme, ink that can be read: the light theme's text is 235 of 256.
  @Test(arguments: [(true, "", true), (false, "", false), (true, "theme = \"default\"\n", false)])
  func onALightTerminalItIsDark(isLight: Bool, config: String, isInk: Bool) throws {
    let home = try Home()
    try home.write(config, to: "config/porch/config.toml")
    let program = try home.open(["demo"], isLight: isLight)
    #expect(program.waits(toShow: "Ana Ribeiro"), "\(program.screen.text)")
    program.settle(milliseconds: 300)
    let lines = program.screen.lines
    let row = try #require(lines.firstIndex { $0.contains("Ana Ribeiro") })
    let text = try #require(
      lines[row].range(of: "Ana").map {
        lines[row].distance(from: lines[row].startIndex, to: $0.lowerBound)
      })
    let ink = program.screen.look(row: row, column: text).foreground
    #expect((ink == 16) == isInk, "\(String(describing: ink))")
    #expect(program.screen.unknown.isEmpty, "\(program.screen.unknown)")
  }

  @Test(arguments: ["dumb", "", "no-such-terminal"])
  func aTerminalItCannotUseGetsOneSentence(term: String) throws {
    let program = try Home().open(["demo"], adding: ["TERM": term])
    #expect(program.waitForEnd() == 1)
    #expect(!program.bytes.contains(0x1B))
    #expect(program.screen.text.contains("porch: "))
  }

  @Test func aTerminalThatIsTooSmallGetsOneSentence() throws {
    let program = try Home().open(["demo"], rows: 9, columns: 39)
    #expect(program.waitForEnd() == 1)
    #expect(!program.bytes.contains(0x1B))
    #expect(program.screen.text.contains("40"))
  }

  @Test func withoutColourNoColourIsWritten() throws {
    let program = try Home().open(["demo"], adding: ["NO_COLOR": "1"])
    #expect(program.waits(toShow: "Ana Ribeiro"))
    program.settle()
    let text = String(decoding: program.bytes, as: UTF8.self)
    #expect(!text.contains("\u{1B}[38;") && !text.contains("\u{1B}[48;"))
    #expect(text.firstMatch(of: /\u{1B}\[[0-9;]*3[0-7]m/) == nil)
  }

  @Test func ctrlZGivesTheTerminalToTheShellAndBack() throws {
    let home = try Home()
    let script = #"set -m; "$0" demo; echo STOPPED; fg >/dev/null; echo ENDED"#
    let shell = try PtyProgram(
      ["/bin/bash", "-c", script, Home.program], environment: home.environment)
    #expect(shell.waits(toShow: "Ana Ribeiro"), "\(shell.screen.text)")
    shell.type("\u{1A}")
    // The shell prints to the ordinary screen and takes Porch to the foreground again.
    #expect(shell.waits { _ in Self.text(shell).contains("STOPPED") }, "\(shell.screen.text)")
    #expect(shell.waits { $0.isAlternate && $0.text.contains("Ana Ribeiro") })
    shell.type("\u{3}")
    #expect(shell.waits { _ in Self.text(shell).contains("ENDED") }, "\(shell.screen.text)")
    #expect(!shell.screen.isAlternate && shell.screen.isCursorVisible)
  }

  @Test func aStopFromOutsideIsFollowedByAWholeScreen() throws {
    let home = try Home()
    let program = #"sh -c 'echo $$ >pid; exec "$0" demo' "$0""#
    let script = "set -m; \(program); echo STOPPED; fg >/dev/null"
    let shell = try PtyProgram(
      ["/bin/bash", "-c", "cd '\(home.folder.path)'; \(script)", Home.program],
      environment: home.environment)
    #expect(shell.waits(toShow: "Ana Ribeiro"), "\(shell.screen.text)")
    let number = try home.text(of: "pid").trimmingCharacters(in: .whitespacesAndNewlines)
    let porch = try #require(pid_t(number))
    // The screen library ignores the signal while it writes: it may have to be sent again, but never
    // to a program that has just been continued.
    let isStopped = (0..<5).contains { _ in
      kill(porch, SIGTSTP)
      return shell.waits(seconds: 4) { _ in Self.text(shell).contains("STOPPED") }
    }
    #expect(isStopped, "\(shell.screen.text)")
    #expect(shell.waits { $0.isAlternate && $0.text.contains("Ana Ribeiro") })
  }

  @Test func aClipboardProgramThatEndsEarlyHarmsNothing() throws {
    let home = try Home()
    let long = String(repeating: "seeds ", count: 16_000)
    try home.write(Lines.message("m1", in: "c", from: "Ana", long), to: "shop.jsonl")
    try home.write("clipboard = [\"true\"]\n", to: "config/porch/config.toml")
    #expect(try home.run(["import", home.folder.path + "/shop.jsonl"]).code == 0)
    let program = try home.open()
    #expect(program.waits(toShow: "Waiting 1"), "\(program.screen.text)")
    program.type("\r")
    program.settle()
    program.type("ccc")
    program.settle()
    program.type("\u{3}")
    #expect(program.waitForEnd() == 0, "\(program.screen.text)")
  }

  /// How every cell looks; of a space only its ground is seen.
  private static func looks(_ screen: TerminalScreen) -> [[TerminalLook]] {
    (0..<screen.rows).map { row in
      (0..<screen.columns).map { column in
        let look = screen.look(row: row, column: column)
        guard screen.character(row: row, column: column) == " " else { return look }
        var space = TerminalLook()
        space.background = look.background
        return space
      }
    }
  }

  private static func text(_ program: PtyProgram) -> String {
    String(decoding: program.bytes, as: UTF8.self)
  }
}
