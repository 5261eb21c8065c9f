import Domain
import Foundation
import InboxAPI
import Storage
import Sync
import Testing

struct UpstreamPresenceTests {
  let world: UpstreamWorld
  var server: UpstreamServer { world.server }

  init() throws { world = try UpstreamWorld() }

  @Test func whereWeAreIsSaidAndRepeatedAndEnds() throws {
    let delivery = world.delivery()
    try delivery.deliverOnce()
    delivery.sayPresence(.viewing, in: try world.id())
    try delivery.deliverOnce()
    try delivery.deliverOnce()
    #expect(server.calls == ["presence c1 viewing"])
    delivery.sayPresence(.composing, in: try world.id())
    try delivery.deliverOnce()
    world.clock.pass(19)
    try delivery.deliverOnce()
    #expect(server.calls.last == "presence c1 composing")
    #expect(server.calls.count == 2)
    world.clock.pass(1)
    try delivery.deliverOnce()
    #expect(server.calls.count == 3)
    delivery.sayPresence(.viewing, in: try world.id("c2"))
    try delivery.deliverOnce()
    #expect(server.calls.suffix(2) == ["presence c1 away", "presence c2 viewing"])
    delivery.sayPresence(.away, in: try world.id("c2"))
    try delivery.deliverOnce()
    world.clock.pass(60)
    try delivery.deliverOnce()
    #expect(server.calls.last == "presence c2 away")
    #expect(server.calls.count == 6)
  }

  @Test(arguments: [
    APIError.notFound(.test(404, "not_found")), .unexpected(status: 405, what: "something"),
  ])
  func aServerWithoutPresenceIsAskedOnce(_ error: APIError) throws {
    let delivery = world.delivery()
    server.script(.before(error))
    delivery.sayPresence(.viewing, in: try world.id())
    try delivery.deliverOnce()
    delivery.sayPresence(.composing, in: try world.id())
    try delivery.deliverOnce()
    #expect(server.calls.count == 1)
    #expect(world.said() == [])
  }

  @Test func whatFailsIsNotTriedAgainBeforeItsTime() throws {
    let delivery = world.delivery()
    server.script(.before(.timedOut("an answer")))
    delivery.sayPresence(.viewing, in: try world.id())
    try delivery.deliverOnce()
    try delivery.deliverOnce()
    #expect(server.calls.count == 1)
    #expect(world.said() == [])
  }

  @Test func anotherAccountsConversationIsNobodysBusiness() throws {
    let scratch = try Scratch()
    try scratch.write(
      #"{"type":"message","id":"1","conversation":"other","author":{"id":"p"},"direction":"in","#
        + #""text":"hi","sent_at":"2026-11-21T09:00:00Z"}"# + "\n", to: "cafe/inbox/a.jsonl")
    _ = try Import.once(scratch.path + "/cafe", into: world.store)
    let delivery = world.delivery()
    delivery.sayPresence(.viewing, in: try world.id("other"))
    try delivery.deliverOnce()
    #expect(server.calls == [])
  }
}
