import Domain
import Foundation
import InboxAPI
import Storage
import Sync
import Synchronization
import Testing

/// The program ends after the nth step that the store or the server remembers, which also means with
/// an answer that nobody reads, and a new one goes on with the same file.
struct UpstreamKillingTests {
  private struct Killed: Error {}

  /// Every step of the whole exchange; see ``theTableHoldsEveryStep()``.
  private static let steps = 0..<18

  private static func run(_ world: UpstreamWorld, dyingAfter step: Int) throws -> Bool {
    let left = Mutex(step)
    let delivery = world.delivery {
      try left.withLock { left in
        if left == 0 { throw Killed() }
        left -= 1
      }
    }
    do {
      try delivery.deliverOnce(wait: 300)
      return true
    } catch is Killed {
      return false
    }
  }

  private static func fill(_ world: UpstreamWorld) throws {
    try world.enqueue("one")
    try world.enqueue("two")
    try world.enqueue("three", in: "c2")
    try world.triage(.done)
    try world.triage(.flag(true))
    try world.triage(.addLabel("vip"), "c2")
    try world.triage(.markUnread, "c2")
  }

  private static func expectEverythingOnce(_ world: UpstreamWorld) throws {
    let texts = world.server.texts
    #expect(texts.sorted() == ["one", "three", "two"])
    #expect(texts.filter { $0 != "three" } == ["one", "two"])
    #expect(try world.states().isEmpty)
    #expect(try Set(world.ours()).count == 3)
    #expect(try world.ours().allSatisfy { !$0.hasSuffix("here") })
    #expect(try world.store.upstreamCount(of: "work") == (0, 0))
    #expect(world.server.conversation("c1")?.status == "done")
    #expect(world.server.conversation("c1")?.flagged == true)
    #expect(world.server.conversation("c2")?.labels == ["vip"])
    #expect(try world.triaged().status == .done)
    #expect(world.server.calls.contains("unread c2 m-c2"))
    #expect(world.said() == [])
  }

  @Test func theTableHoldsEveryStep() throws {
    let world = try UpstreamWorld()
    try Self.fill(world)
    let count = Mutex(0)
    try world.delivery { count.withLock { $0 += 1 } }.deliverOnce()
    #expect(count.withLock { $0 } == Self.steps.count)
  }

  @Test(arguments: steps)
  func killedAfterAnyStepEverythingIsThereOnce(step: Int) throws {
    let world = try UpstreamWorld()
    try Self.fill(world)
    #expect(try !Self.run(world, dyingAfter: step))
    try world.reopen()
    #expect(try Self.run(world, dyingAfter: .max))
    try Self.expectEverythingOnce(world)
  }

  @Test func killedAfterEveryStepOfEveryRunEverythingIsThereOnce() throws {
    let world = try UpstreamWorld()
    try Self.fill(world)
    var runs = 0
    while try !Self.run(world, dyingAfter: 2) {
      try world.reopen()
      runs += 1
      guard runs < 100 else { break }
    }
    // A run that does two steps and dies in the next gets somewhere.
    #expect(runs > 5 && runs < 100)
    try Self.expectEverythingOnce(world)
  }
}
