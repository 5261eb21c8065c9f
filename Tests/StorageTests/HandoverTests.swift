import Domain
import FoundationEssentials
import Testing

@testable import Storage

struct HandoverTests {
  private let copy = Make.reply("net-1", at: 60)

  private func handedOver(isConfirmed: Bool = true) throws -> Store {
    let store = try Store.test(.handover)
    try store.history([Make.message("m1", at: 1)])
    let reply = Outgoing(conversation: try store.resolve("c1"), text: "We do.\n", seen: nil)
    guard
      case .handover(let message, _, _) = try store.enqueue(reply, hold: 5, run: "r", at: at(2))
    else {
      Issue.record("not handed over")
      return store
    }
    if isConfirmed { try store.confirmHandover(message, wasSent: true, at: at(3)) }
    return store
  }

  @Test(arguments: [true, false])
  func theNextExportDoesNotDoubleIt(isConfirmed: Bool) throws {
    let store = try handedOver(isConfirmed: isConfirmed)
    #expect(try store.history([Make.message("m1", at: 1), copy]).added == 0)
    #expect(try store.history([Make.message("m1", at: 1), copy]).known == 2)
    let messages = try store.messages()
    #expect(messages.map(\.remoteID) == ["m1", "net-1"])
    #expect(messages[1].sentAt == at(60))
    #expect(messages[1].delivery == .sent)
    #expect(try store.only().waitingSince == nil)
    #expect(try store.pendingOutbox().isEmpty)
    try expectTruth(store)
  }

  @Test func aConfirmedOneIsKeptAsHandedOverUntilTheNetworkTellsOfIt() throws {
    let store = try handedOver(isConfirmed: false)
    #expect(try store.messages()[1].delivery == .pending(.unconfirmed))
    let message = try store.messages()[1].id
    try store.confirmHandover(message, wasSent: true, at: at(3))
    #expect(try store.messages()[1].delivery == .handedOver)
    #expect(try store.page().messages[1].delivery == .handedOver)
    #expect(try store.only().waitingSince == nil)
    #expect(try store.pendingOutbox().isEmpty)
    try store.history([copy])
    #expect(try store.messages()[1].delivery == .sent)
    try expectTruth(store)
  }

  @Test func itSurvivesTheEndOfTheProgram() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    do {
      let store = try Store.open(path: path)
      try store.live([Make.account(delivery: .handover)], at: 0)
      try store.history([Make.message("m1", at: 1)])
      let reply = Outgoing(conversation: try store.resolve("c1"), text: "We do.", seen: nil)
      _ = try store.enqueue(reply, hold: 5, run: "r", at: at(2))
      let message = try #require(try store.messages().last)
      try store.confirmHandover(message.id, wasSent: true, at: at(3))
    }
    #expect(try Store.open(path: path).messages().last?.delivery == .handedOver)
  }

  @Test func twoCopiesAreTwoMessages() throws {
    let store = try handedOver()
    #expect(try store.history([copy, Make.reply("net-2", at: 61)]).added == 1)
    #expect(try store.messages().map(\.remoteID) == ["m1", "net-1", "net-2"])
  }

  @Test func otherWordsAnotherDayAndAKnownMessageAreNotIt() throws {
    let store = try handedOver()
    let others = [
      Make.message("net-2", "We don't.", at: 60, direction: .out),
      Make.reply("net-3", at: 2 + 24 * 60 + 1),
    ]
    #expect(try store.history(others).added == 2)
    #expect(try store.history(others).known == 2)
    #expect(try store.messages().count == 4)
    let known = try Store.test(.handover)
    try known.history([Make.message("m1", at: 1), copy])
    _ = try known.enqueue(
      Outgoing(conversation: known.resolve("c1"), text: "We do.", seen: nil), hold: 0, run: "r",
      at: at(61))
    #expect(try known.history([copy]).known == 1)
    #expect(try known.messages().count == 3)
  }
}
