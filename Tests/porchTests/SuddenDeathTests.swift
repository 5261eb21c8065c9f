import Foundation
import Glibc
import TestSupport
import Testing

/// The power goes at any moment, here and there: every message is there once afterwards.
@Suite(.serialized) struct SuddenDeathTests {
  /// How often somebody is killed. 200 were run for the figures; each costs about half a second.
  static let kills = ProcessInfo.processInfo.environment["PORCH_KILLS"].flatMap { Int($0) } ?? 20

  @Test func killedAtAnyMomentEveryMessageIsThereOnce() throws {
    var hub = try HubProcess(home: try Home())
    let seat = try Home()
    let token = try hub.token("mia", in: "mia")
    let added = try seat.run(["account", "add", "team", "--url", hub.url, "--token-file", token])
    try #require(added.code == 0, "\(added.errors)")
    try #require(try seat.run(["sync"]).code == 0)

    var moments = SeededMoments(seed: 2026)
    var asked: [String] = []
    for round in 1...Self.kills {
      let answers = round % 3 == 0
      let client = try Self.child(
        answers ? ["reply", "c-ana", "--wait", "5"] : ["sync"], home: seat, input: "reply \(round)."
      )
      if answers { asked.append("reply \(round).") }
      let bridge = try Self.ingestion(round, by: hub)
      // The moment is the point: a kill that waited for something would not be a random one.
      usleep(moments.next(below: 150_000))
      if round % 2 == 0 { hub.die() } else { kill(client.processIdentifier, SIGKILL) }
      bridge.join()
      if round % 2 == 0 { hub = try HubProcess(restarting: hub) }
      client.waitUntilExit()
      // A bridge tells again what it has no answer for.
      let again = try hub.ingest(
        "m-\(round)", in: "c-ana", from: "Ana", "message \(round).", at: Self.time(of: round))
      try #require(again.status == 200, "\(again.body)")
    }
    try Self.expectEverythingOnce(hub, seat, asked: asked)
  }

  private static func expectEverythingOnce(
    _ hub: HubProcess, _ seat: Home, asked: [String]
  ) throws {
    // What is on its way arrives now.
    let synced = try seat.run(["sync"])
    #expect(synced.code == 0, "\(synced.errors)")
    let there = try hub.texts(of: "c-ana")
    let here = try seat.run(["show", "c-ana", "--json"]).lines
    for round in 1...kills {
      let text = "message \(round)."
      #expect(there.count { $0 == text } == 1, "\(text) at the hub")
      #expect(here.count { $0.contains(#""text":"\#(text)""#) } == 1, "\(text) at the client")
    }
    var sent = 0
    for text in asked {
      // A reply whose program died before it was in the outbox was never taken.
      let count = there.count { $0 == text }
      sent += count
      #expect(count <= 1, "\(text) at the hub \(count) times")
      #expect(here.count { $0.contains(#""text":"\#(text)""#) } == count, "\(text) at the client")
    }
    #expect(sent > 0 || asked.isEmpty)
    #expect(try seat.run(["list", "--view", "outbox", "--json"]).lines.isEmpty)
  }

  private static func time(of round: Int) -> Date {
    Date(timeIntervalSince1970: 1_795_000_000 + Double(round))
  }

  private static func child(_ arguments: [String], home: Home, input: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Home.program)
    process.arguments = arguments
    process.environment = home.environment
    let stdin = Pipe()
    process.standardInput = stdin
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    return process
  }

  /// Tells the hub of a message, on a thread of its own; its failure is expected now and then.
  private static func ingestion(_ round: Int, by hub: HubProcess) throws -> JoinedThread {
    let (port, token) = (hub.port, try hub.bridge())
    let body = HubProcess.ingestion(
      "m-\(round)", in: "c-ana", from: "Ana", "message \(round).", at: time(of: round))
    return JoinedThread {
      // The hub may be killed meanwhile: then it is told again by the test.
      _ = try? LoopbackRequest.send("POST", "/v1/ingest", port: port, token: token, body: body)
    }
  }
}

/// A thread that can be waited for.
final class JoinedThread: Sendable {
  private let done = DispatchSemaphore(value: 0)

  init(_ work: @escaping @Sendable () -> Void) {
    let done = done
    Thread {
      work()
      done.signal()
    }.start()
  }

  func join() { done.wait() }
}

/// Random moments that are the same in every run.
struct SeededMoments {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// Microseconds.
  mutating func next(below limit: UInt32) -> UInt32 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt32(truncatingIfNeeded: state >> 33) % limit
  }
}
