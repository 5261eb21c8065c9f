import Foundation
import TestSupport
import Testing

/// More unread messages than a window of the thread holds, from a real store.
@Suite(.serialized) struct UnreadRunTests {
  @Test func whatIsUnreadIsNotMarkedUnreadAgain() throws {
    let home = try Home()
    try home.write(Lines.shop, to: "shop.jsonl")
    #expect(try home.run(["import", home.folder.path + "/shop.jsonl"]).code == 0)
    let program = try home.open()
    #expect(program.waits(toShow: "Waiting 2"), "\(program.screen.text)")
    program.type("u")
    #expect(program.waits(toShow: "is unread already."), "\(program.screen.text)")
    program.type("z")
    #expect(program.waits(toShow: "Nothing to undo."), "\(program.screen.text)")
    program.type("q")
    #expect(program.waitForEnd() == 0)
  }

  @Test(arguments: [60, 400]) func openingStandsAtTheFirstUnreadMessage(count: Int) throws {
    let home = try Home()
    let lines = (0..<count).map { number in
      Lines.message(
        "m\(number)", in: "c1", from: "Ana", "msg \(number).",
        at: "2026-11-20T1\(number / 60):\(number % 60 < 10 ? "0" : "")\(number % 60):00Z")
    }
    try home.write(lines.joined(), to: "shop.jsonl")
    #expect(try home.run(["import", home.folder.path + "/shop.jsonl"]).code == 0)
    let program = try home.open()
    #expect(program.waits(toShow: "\(count) new ──"), "\(program.screen.text)")
    program.type("\r")
    #expect(
      program.waits { _ in
        (try? home.run(["list", "--json"]).output.contains(#""unread_count":0"#)) == true
      })
    program.settle(milliseconds: 300)
    #expect(program.screen.text.contains("\(count) new ──"), "\(program.screen.text)")
    #expect(program.screen.text.contains("msg 0."), "\(program.screen.text)")
    program.type("q")
    program.settle()
    program.type("q")
    #expect(program.waitForEnd() == 0)
  }
}
