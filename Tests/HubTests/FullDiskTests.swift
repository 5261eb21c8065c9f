import Foundation
import InboxAPI
import NIOHTTP1
import TestSupport
import Testing

/// A hub whose disk fills up while it runs.
@Suite struct FullDiskTests {
  @Test(.enabled(if: SmallDisk.canBeMade, "only root can make a small disk"))
  func whatTheDiskCannotHoldIsRefusedAndNothingElseIsLost() async throws {
    let disk = try SmallDisk(megabytes: 16)
    try await HubPlay.run(at: disk.path + "/hub/porch.sqlite") { play in
      try await play.begin()
      try disk.fill(leaving: 1 << 20)
      let text = String(repeating: "x", count: 50_000)
      func hand(_ number: Int) async throws -> HubPlay.Answer {
        let message = HubPlay.message("n\(number)", text, at: "2026-11-20T10:00:00Z")
        return try await play.ask(
          .POST, "/v1/ingest", #"{"account":"a","messages":[\#(message)]}"#, as: "admin")
      }
      var taken = 0
      var answer = try await hand(1)
      while answer.status == 200, taken < 100 {
        taken += 1
        answer = try await hand(taken + 1)
      }
      #expect(answer.status == 503)
      #expect(answer.code == "unavailable")
      #expect(answer["retryable"] == .bool(true))
      #expect(answer.headers["Retry-After"].count == 1)
      func there() async throws -> Set<String> {
        let page = try await play.get("/v1/conversations/c/messages?limit=200")
        #expect(page.status == 200)
        return Set(page.data.compactMap { $0["id"]?.text })
      }
      let kept = Set((0..<taken).map { "n\($0 + 1)" } + ["m1"])
      #expect(try await there() == kept)
      #expect(try await play.conversation()["unread_count"] == .int(Int64(taken + 1)))

      try disk.free()
      #expect(try await hand(taken + 1)["added"] == .int(1))
      #expect(try await hand(taken + 1)["unchanged"] == .int(1))
      #expect(try await play.send("Yes", key: "k1").status == 201)
      #expect(try await there().isSuperset(of: kept.union(["n\(taken + 1)"])))
      let changes = try await play.get("/v1/changes?after=0&limit=200").data
      #expect(changes.compactMap { $0["seq"]?.int } == (1...Int64(changes.count)).map { $0 })
      let told = changes.compactMap { $0["message"]?["id"]?.text }
      #expect(told.count == Set(told).count && told.count == taken + 3)
    }
  }

  @Test(.enabled(if: SmallDisk.canBeMade, "only root can make a small disk"))
  func aReplyThatTheDiskCannotHoldUsesNoKeyUp() async throws {
    let disk = try SmallDisk(megabytes: 16)
    try await HubPlay.run(at: disk.path + "/hub/porch.sqlite") { play in
      try await play.begin()
      try disk.fill()
      let text = String(repeating: "y", count: 400_000)
      let refused = try await play.send(text, key: "k1")
      #expect(refused.status == 503)
      try disk.free()
      #expect(try await play.send(text, key: "k1").status == 201)
      #expect(try await play.send(text, key: "k1").status == 200)
      #expect(try await play.get("/v1/conversations/c/messages").data.count == 2)
    }
  }
}
