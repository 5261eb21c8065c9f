import Domain
import Foundation
import Glibc
import Storage
import TestSupport
import Testing

/// The whole way of a day, with the real binary in a real terminal.
@Suite(.serialized) struct WholeLoopTests {
  @Test func importingAnsweringTriagingDyingAndComingBack() throws {
    let home = try Home()
    let folder = home.folder.path + "/drop"
    try home.write(Lines.shop, to: "drop/inbox/shop.jsonl")

    let imported = try home.run(["import", folder, "--json"])
    #expect(imported.code == 0, "\(imported.errors)")
    #expect(imported.output.contains(#""added":5"#), "\(imported.output)")

    let first = try home.open()
    #expect(first.waits(toShow: "Ana"), "\(first.screen.text)")
    #expect(first.waits(toShow: "Waiting 2"), "\(first.screen.text)")
    #expect(first.waits(toShow: "Jo"), "\(first.screen.text)")

    // Reply to Ana: held, then in the drop folder's outbox.
    first.type("r")
    #expect(first.waits(toShow: "Reply to"), "\(first.screen.text)")
    first.type("We do, two kinds!\r")
    #expect(first.waits(toShow: "held"), "\(first.screen.text)")
    #expect(first.waits(toShow: "Waiting 1"), "\(first.screen.text)")
    #expect(
      first.waits(seconds: 15) { _ in
        // The file is not there until the hold is over.
        (try? home.text(of: "drop/outbox/replies.jsonl"))?.hasSuffix("\n") == true
      })
    let replies = try home.text(of: "drop/outbox/replies.jsonl")
    #expect(replies.contains(#""text":"We do, two kinds!""#))

    // Snooze, flag and done on Jo; undo the last.
    first.type("\u{1B}")
    #expect(first.waits { Self.selectedLine($0).contains("Jo") }, "\(first.screen.text)")
    first.type("s")
    #expect(first.waits(toShow: "⚑"), "\(first.screen.text)")
    first.type("b")
    #expect(first.waits(toShow: "they reply"), "\(first.screen.text)")
    first.type("t")
    #expect(first.waits(toShow: "Waiting 0"), "\(first.screen.text)")
    first.type("z")
    #expect(first.waits(toShow: "Waiting 1"), "\(first.screen.text)")
    #expect(first.waits { Self.selectedLine($0).contains("Jo") }, "\(first.screen.text)")
    first.type("e")
    #expect(first.waits(toShow: "Waiting 0"), "\(first.screen.text)")
    first.type("z")
    #expect(first.waits(toShow: "Waiting 1"), "\(first.screen.text)")

    #expect(first.waits { Self.selectedLine($0).contains("Jo") }, "\(first.screen.text)")

    // A draft, a second of quiet, and a kill that nothing can catch.
    first.type("r")
    #expect(first.waits(toShow: "Reply to"), "\(first.screen.text)")
    first.type("half a thought")
    #expect(first.waits(toShow: "half a thought"))
    #expect(
      first.waits { _ in
        (try? home.run(["list", "--view", "outbox"]).output.contains("Jo")) == true
      })
    first.signal(SIGKILL)
    #expect(first.waitForEnd() == -SIGKILL)

    let second = try home.open()
    #expect(second.waits(toShow: "Waiting 1"), "\(second.screen.text)")
    #expect(second.waits(toShow: "⚑"), "\(second.screen.text)")
    #expect(second.waits { Self.selectedLine($0).contains("Jo") }, "\(second.screen.text)")
    second.type("r")
    #expect(second.waits(toShow: "half a thought"), "\(second.screen.text)")
    second.type("\u{1B}")
    second.settle()
    second.type("\u{3}")
    #expect(second.waitForEnd() == 0)
    #expect(!second.screen.isAlternate && second.screen.isCursorVisible)
    #expect(!second.screen.isPasteBracketed)

    // The answered conversation is answered once, for scripts too.
    let shown = try home.run(["show", "c-ana", "--json"])
    #expect(shown.lines.filter { $0.contains("We do, two kinds!") }.count == 1)
  }

  @Test func messagesThatArriveInAFollowedFolderShowUp() throws {
    let home = try Home()
    try home.write(Lines.shop, to: "drop/inbox/shop.jsonl")
    try home.write(
      "drop_folders = [\"\(home.folder.path)/drop\"]\n", to: "config/porch/config.toml")
    let program = try home.open()
    #expect(program.waits(toShow: "Waiting 2"), "\(program.screen.text)")
    let late = Lines.message("n1", in: "c-new", from: "Priya", "is it for beginners?")
    let file = try FileHandle(forWritingTo: home.folder.appending(path: "drop/inbox/shop.jsonl"))
    try file.seekToEnd()
    try file.write(contentsOf: Data(late.utf8))
    try file.close()
    #expect(program.waits(toShow: "Priya"), "\(program.screen.text)")
    #expect(program.waits(toShow: "Waiting 3"), "\(program.screen.text)")
  }

  @Test func aSnoozeEndsAtItsTimeAndNotAtTheNextMinute() throws {
    let home = try Home()
    try home.write(Lines.shop, to: "shop.jsonl")
    #expect(try home.run(["import", home.folder.path + "/shop.jsonl"]).code == 0)
    let store = try Store.open(path: home.store)
    let ana = try store.resolve("c-ana")
    // Far from the minute, which would wake it too: between 3 and 43 seconds after one begins.
    let left = 60 - Date().timeIntervalSince1970.truncatingRemainder(dividingBy: 60)
    let end = Date() + (left < 20 ? left + 3 : 3)
    try store.triage(.snooze(until: end), ana, run: "test", at: Date())
    #expect(try store.nextWake() != nil)
    let program = try home.open()
    #expect(program.waits(seconds: 35, toShow: "Waiting 2"), "\(program.screen.text)")
    #expect(try store.nextWake() == nil)
    #expect(Date() < end + 15, "the minute may have done it")
  }

  /// The row with the selection's bar.
  static func selectedLine(_ screen: TerminalScreen) -> String {
    screen.lines.first { $0.hasPrefix("▌") } ?? ""
  }
}
