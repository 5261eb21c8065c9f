import Domain
import Foundation
import InboxAPI
import Storage
import Synchronization
import Testing

@testable import Sync

@Suite struct InboxAPIFollowingTests {
  /// A snapshot of two conversations, and then what a server does with `/events`.
  private func followed(
    _ inbox: FakeInbox, _ script: @escaping @Sendable (Asked, Int) -> Reply?,
    until isDone: (SyncRig, CrookedServer) throws -> Bool
  ) throws -> (SyncRig, CrookedServer) {
    let server = try CrookedServer { asked, number in script(asked, number) ?? inbox.answer(asked) }
    let rig = try SyncRig()
    try rig.sync(server).catchUp()
    let sync = try rig.sync(server)
    sync.start()
    try eventually("what was waited for did not come: \(server.paths.suffix(20)), \(rig.said)") {
      try isDone(rig, server)
    }
    sync.stop()
    server.stop()
    return (rig, server)
  }

  private func inbox() -> FakeInbox {
    let inbox = FakeInbox()
    inbox.fill(conversations: 2, messages: 2)
    return inbox
  }

  @Test func changesComeByTheStreamAndAreTakenInOnce() throws {
    let inbox = inbox()
    let first = inbox.state.withLock { $0.seq }
    let isLive = Mutex(false)
    let (rig, server) = try followed(inbox) { asked, _ in
      guard asked.path == "/v1/events" else { return nil }
      // The news are there only once the stream is asked for, some of them twice and in disorder.
      isLive.withLock { done in
        guard !done else { return }
        done = true
        inbox.say("live-1", in: "c1", at: 900)
        inbox.describe("c1") { conversation in
          conversation.unreadCount = 1
          conversation.labels = ["vip"]
        }
        inbox.say("m2-1", in: "c2", at: 0) { message in
          message.text = "Edited"
          message.editedAt = FakeInbox.at(901)
        }
        inbox.end("message", "m2-2")
      }
      let events = inbox.state.withLock { $0.changes.filter { $0.seq > first } }.map(
        FakeInbox.event)
      let all = [events[1], events[0], events[0], events[3], events[2], events[2], events[0]]
      return .stream([": hi\n\n"] + all, isHeld: true)
    } until: { rig, _ in
      try rig.text().contains("m2-2 out gone")
    }
    let text = try rig.text()
    #expect(text.contains("c1 “Person c1” open unread 1 [\"vip\"]"))
    #expect(text.contains("live-1 in Text of live-1"))
    #expect(text.contains("m2-1 in Edited"))
    #expect(text.components(separatedBy: "live-1 in").count == 2)
    #expect(rig.ways.all.last == .events)
    #expect(try rig.store.connections().first?.seq == inbox.state.withLock { $0.seq })
    #expect(rig.said.isEmpty)
    // Following costs one request.
    #expect(server.paths.count { $0 == "/events" } == 1)
  }

  @Test func aLiveMessageArrivesByTheServersClockHoweverWrongOurs() throws {
    for skew in [-86_400.0, 0, 86_400] {
      let inbox = inbox()
      let server = try CrookedServer { asked, _ in inbox.answer(asked) }
      let rig = try SyncRig()
      let ours = FakeInbox.at(500).addingTimeInterval(skew)
      try rig.sync(server, now: ours).catchUp()
      inbox.say("late", in: "c1", at: 600)
      inbox.describe("c1") { $0.unreadCount = 1 }
      try rig.sync(server, now: ours).catchUp()
      let one = try #require(try rig.store.conversation(rig.store.resolve("c1")))
      #expect(one.unread == 1)
      #expect(one.waitingSince == FakeInbox.at(600))
      try rig.store.eachMessage(of: one.id) { detail in
        guard detail.message.remoteID == "late" else { return }
        #expect(detail.message.arrivedAt == FakeInbox.at(600))
      }
    }
  }

  @Test func withoutAStreamItPollsLongAndWithoutThatItPolls() throws {
    for (refusal, way) in [("events", ConnectionEvents.Following.longPoll), ("both", .polling)] {
      let inbox = inbox()
      let (rig, server) = try followed(inbox) { asked, _ in
        if asked.path == "/v1/events" { return .json(404, "{}") }
        guard let wait = asked.query["wait"] else { return nil }
        #expect(wait == "30")
        return refusal == "both" ? .json(422, #"{"status":422}"#) : .silence
      } until: { rig, server in
        rig.ways.all.last == way && server.asked.contains { $0.query["wait"] != nil }
      }
      #expect(rig.said.isEmpty)
      #expect(server.paths.count { $0 == "/events" } == 1)
    }
  }

  @Test func aServerThatDoesNotHoldItsAnswerIsNotAskedWithoutEnd() throws {
    let inbox = inbox()
    let (rig, server) = try followed(inbox) { asked, _ in
      asked.path == "/v1/events" ? .json(405, "") : nil
    } until: { rig, _ in
      rig.waits.all.contains { $0 >= 15 }
    }
    #expect(rig.ways.all.contains(.polling))
    #expect(server.asked.count { $0.query["wait"] != nil } == 2)
  }

  @Test func aStreamThatBreaksThreeTimesIsGivenUp() throws {
    let (_, server) = try followed(inbox()) { asked, _ in
      if asked.path == "/v1/events" { return .hangUp }
      return asked.query["wait"] != nil ? .silence : nil
    } until: { _, server in
      server.asked.contains { $0.query["wait"] != nil }
    }
    #expect(server.paths.count { $0 == "/events" } == 3)
  }

  @Test func anExpiredPlaceInTheMiddleLeadsToANewSnapshot() throws {
    let inbox = inbox()
    let isOver = Mutex(false)
    let (rig, _) = try followed(inbox) { asked, _ in
      guard asked.path == "/v1/events",
        isOver.withLock({ done in
          defer { done = true }
          return !done
        })
      else { return nil }
      inbox.say("missed", in: "c1", at: 800)
      inbox.state.withLock { state in
        state.changes = []
        state.compacted = state.seq
      }
      return .json(410, #"{"status":410,"code":"changes_expired"}"#)
    } until: { rig, _ in
      try rig.text().contains("missed") && rig.store.connections().first?.snapshot == nil
    }
    #expect(rig.said.contains { $0.contains("read again") })
  }

  @Test func aColleagueIsToldAndWeAreNot() throws {
    let (rig, _) = try followed(inbox()) { asked, _ in
      guard asked.path == "/v1/events" else { return nil }
      func presence(_ user: String, _ conversation: String) -> String {
        "event: presence\ndata: {\"conversation\":\"\(conversation)\",\"user\":\"\(user)\",\"state\":\"composing\"}\n\n"
      }
      return .stream(
        [presence("u1", "c1"), presence("sam", "nowhere"), presence("sam", "c2")], isHeld: true)
    } until: { rig, _ in
      !rig.colleagues.all.isEmpty
    }
    #expect(rig.colleagues.all.map(\.user) == ["sam"])
    #expect(rig.colleagues.all.first?.conversation == (try rig.store.resolve("c2")))
  }

  @Test func oneBadChangeCostsOnlyItselfAndIsNamed() throws {
    let inbox = inbox()
    let seq = inbox.state.withLock { $0.seq }
    let (rig, _) = try followed(inbox) { asked, _ in
      guard asked.path == "/v1/events" else { return nil }
      let good =
        #"{"id":"ok","conversation":"c1","author":"p-c1","direction":"in","text":"Fine","sent_at":"2026-09-21T18:13:20Z","revision":1}"#
      return .stream(
        [
          "data: {\"seq\":\(seq + 1),\"type\":\"message\",\"message\":{\"id\":\"broken\",\"text\":4}}\nevent: change\n\n",
          "data: {\"seq\":\(seq + 2),\"type\":\"something new\"}\nevent: change\n\n",
          "data: {\"seq\":\(seq + 3),\"type\":\"message\",\"message\":\(good)}\nevent: change\n\n",
        ], isHeld: true)
    } until: { rig, _ in
      try rig.text().contains("Fine")
    }
    #expect(rig.said.count == 1)
    #expect(rig.said[0].contains("broken"))
    #expect(try rig.store.connections().first?.seq == seq + 3)
  }

  @Test func aMessageOfAConversationThatWasNeverToldBringsItAlong() throws {
    let inbox = inbox()
    let (rig, _) = try followed(inbox) { asked, _ in
      guard asked.path == "/v1/changes", asked.query["wait"] == nil else { return nil }
      // The conversation is there, but no change ever says so.
      let isThere = inbox.state.withLock { $0.messages["c9"] != nil }
      if !isThere {
        inbox.describe("c9")
        inbox.state.withLock { state in
          state.changes.removeLast()
          state.seq -= 1
        }
        inbox.say("m9-1", in: "c9", at: 700)
        inbox.say("m9-2", in: "c9", at: 701)
        inbox.state.withLock { state in
          state.changes.removeFirst()
          state.changes[0].seq = state.seq - 1
          state.seq -= 1
        }
      }
      return nil
    } until: { rig, _ in
      try rig.text().contains("m9-2")
    }
    #expect(try rig.text().contains("m9-1"))
    #expect(try rig.text().contains("Person c9"))
  }

  @Test func stoppingEndsAStreamAtOnceAndSyncNowAsksAtOnce() throws {
    let inbox = inbox()
    let server = try CrookedServer { asked, _ in
      asked.path == "/v1/events" ? .stream([": hi\n\n"], isHeld: true) : inbox.answer(asked)
    }
    let rig = try SyncRig()
    let sync = try rig.sync(server)
    sync.start()
    eventually("the stream is asked for") { server.paths.contains("/events") }
    eventually("it is followed") { rig.ways.all == [.events] }
    inbox.say("now", in: "c1", at: 900)
    sync.syncNow()
    try eventually("what was asked for came") { try rig.text().contains("now in") }
    eventually("the stream is asked for again") { server.paths.count { $0 == "/events" } == 2 }
    let asked = server.asked.count
    sync.stop()
    #expect(server.asked.count == asked)
    #expect(rig.said.isEmpty)
  }

  @Test func whatGoesWrongIsSaidOnThePageOfTheAccount() throws {
    let inbox = inbox()
    let isDown = Mutex(false)
    let server = try CrookedServer { asked, _ in
      isDown.withLock { $0 }
        ? .json(503, "", headers: ["Retry-After": "5"])
        : asked.path == "/v1/events" ? .stream([": hi\n\n"], isHeld: false) : inbox.answer(asked)
    }
    let rig = try SyncRig()
    try rig.sync(server).catchUp()
    isDown.withLock { $0 = true }
    let sync = try rig.sync(server, onWait: { _ in isDown.withLock { $0 = false } })
    sync.start()
    eventually("it goes on") { rig.ways.all.contains(.events) }
    sync.stop()
    #expect(
      rig.standings.all.contains {
        $0.lastError?.string.contains("trouble of its own (503)") == true
      })
    #expect(rig.waits.all.contains { $0 >= 5 })
    #expect(rig.standings.all.last?.lastError == nil)
  }
}
