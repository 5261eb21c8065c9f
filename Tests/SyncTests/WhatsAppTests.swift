import Domain
import Foundation
import Storage
import Sync
import Testing

@Suite struct WhatsAppTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  @Test func oneTextToTwoPeopleInOneMinuteIsTwoMessages() throws {
    try scratch.write(
      "30/12/2023, 14:29 - Ana: hi\n30/12/2023, 14:30 - Bob: Happy new year!\n",
      to: "all/WhatsApp Chat with Ana.txt")
    try scratch.write(
      "30/12/2023, 14:28 - Cy: yo\n30/12/2023, 14:30 - Bob: Happy new year!\n",
      to: "all/WhatsApp Chat with Cy.txt")
    let report = try Import.once(scratch.path + "/all", into: store)
    #expect(report.added == 4)
    let wishes = try store.allMessages().filter { $0.message.text == "Happy new year!" }
    #expect(Set(wishes.map(\.conversationPrintedID)).count == 2)
    #expect(try Import.once(scratch.path + "/all", into: store).added == 0)
  }
}
