import Foundation
import Glibc
import TestSupport
import Testing

/// A hub and two people who share its inbox: three processes, in real terminals, on loopback.
@Suite(.serialized) struct TeamTests {
  @Test func twoPeopleShareOneInbox() throws {
    let hub = try HubProcess(home: try Home())
    let (mia, sam) = (try Seat("mia", at: hub), try Seat("sam", at: hub))
    for seat in [mia, sam] {
      #expect(seat.program.waits(seconds: 20, toShow: "Waiting 2"), "\(seat.screen)")
    }

    // What arrives shows on both.
    #expect(try hub.ingest("n1", in: "c-li", from: "Li", "Are you open today?").status == 200)
    for seat in [mia, sam] {
      #expect(seat.program.waits(toShow: "Waiting 3"), "\(seat.screen)")
    }

    // A reply from one arrives once and shows on the other.
    mia.choose("Ana")
    mia.type("r", thenShows: "Reply to")
    mia.program.type("We do, two kinds!\r")
    for seat in [mia, sam] {
      #expect(seat.program.waits(seconds: 20, toShow: "Waiting 2"), "\(seat.screen)")
    }
    #expect(try hub.texts(of: "c-ana").count { $0 == "We do, two kinds!" } == 1)
    sam.program.type("9")
    sam.choose("Ana")
    #expect(sam.program.waits(toShow: "We do, two kinds!"), "\(sam.screen)")
    sam.program.type("1")

    // A flag and a snooze travel.
    sam.choose("Jo")
    sam.type("s", thenShows: "⚑")
    mia.program.type("\u{1B}")
    #expect(mia.program.waits(toShow: "⚑"), "\(mia.screen)")
    sam.type("b", thenShows: "they reply")
    sam.program.type("t")
    for seat in [mia, sam] {
      #expect(seat.program.waits(toShow: "Waiting 1"), "\(seat.screen)")
    }
    for seat in [mia, sam] { seat.leave() }
  }

  @Test func whoWasAwayCatchesUpAndWhatTheyDidThereIsHeardOf() throws {
    let hub = try HubProcess(home: try Home())
    let sam = try Seat("sam", at: hub)
    #expect(sam.program.waits(seconds: 20, toShow: "Waiting 2"), "\(sam.screen)")
    hub.die()

    // Offline: a flag and a reply wait for the way back.
    sam.choose("Jo")
    sam.type("s", thenShows: "⚑")
    sam.choose("Ana")
    sam.type("r", thenShows: "Reply to")
    sam.program.type("Yes, two kinds.\r")
    #expect(sam.program.waits(toShow: "Waiting 1"), "\(sam.screen)")
    sam.leave()

    let again = try HubProcess(restarting: hub)
    try again.ingest("n1", in: "c-li", from: "Li", "Are you open today?")
    try sam.open()
    #expect(sam.program.waits(seconds: 20, toShow: "Li"), "\(sam.screen)")
    #expect(
      try sam.program.waits(seconds: 20) { _ in
        // Asked while the reply may still be held.
        ((try? again.texts(of: "c-ana")) ?? []).contains("Yes, two kinds.")
      }, "\(sam.screen)")
    #expect(try again.texts(of: "c-ana").count { $0 == "Yes, two kinds." } == 1)
    #expect(
      sam.program.waits { _ in
        // As above: the flag is told when the reply is, or a little later.
        (try? again.call("GET", "/v1/conversations/c-jo"))?.body.contains(#""flagged":true"#)
          == true
      })
    sam.leave()
  }

  @Test func bothChangingOneConversationKeepsWhatEachDid() throws {
    let hub = try HubProcess(home: try Home())
    let sam = try Seat("sam", at: hub)
    #expect(sam.program.waits(seconds: 20, toShow: "Waiting 2"), "\(sam.screen)")
    sam.leave()
    // Sam flags it offline; meanwhile somebody else takes it.
    #expect(try sam.home.run(["flag", "c-ana"]).code == 0)
    let taken = try hub.call("PATCH", "/v1/conversations/c-ana", body: #"{"assignee":"mia"}"#)
    #expect(taken.status == 200, "\(taken.body)")
    #expect(try sam.home.run(["sync"]).code == 0)
    let there = try hub.call("GET", "/v1/conversations/c-ana").body
    #expect(there.contains(#""flagged":true"#) && there.contains(#""assignee":"mia""#), "\(there)")
    let here = try sam.home.run(["list", "--json"]).lines.first { $0.contains("c-ana") }
    #expect(here?.contains(#""assignee":"mia""#) == true, "\(here ?? "")")
    #expect(here?.contains(#""flagged":true"#) == true, "\(here ?? "")")
  }
}

/// One person with a home and a terminal of their own.
final class Seat {
  let home: Home
  private(set) var program: PtyProgram

  var screen: String { program.screen.text }

  init(_ name: String, at hub: HubProcess) throws {
    home = try Home()
    let token = try hub.token(name, in: name)
    let added = try home.run(["account", "add", "team", "--url", hub.url, "--token-file", token])
    guard added.code == 0 else { throw HubProcessError(said: added.errors) }
    program = try home.open(rows: 30, columns: 100)
  }

  func open() throws { program = try home.open(rows: 30, columns: 100) }

  func type(_ keys: String, thenShows text: String) {
    program.type(keys)
    _ = program.waits(toShow: text)
  }

  /// Goes down from the top until the bar is at this person.
  func choose(_ name: String) {
    program.type("\u{1B}")
    program.settle()
    program.type("g")
    for _ in 0..<20 {
      program.settle()
      if WholeLoopTests.selectedLine(program.screen).contains(name) { return }
      program.type("j")
    }
  }

  func leave() {
    program.type("\u{1B}")
    program.settle()
    program.type("\u{3}")
    _ = program.waitForEnd()
  }
}
