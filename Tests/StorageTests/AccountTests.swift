import Domain
import FoundationEssentials
import Testing

@testable import Storage

struct AccountTests {
  @Test(arguments: [Account.Delivery.dropFolder(path: "/somewhere"), .demo])
  func anImportedArchiveDoesNotEndSending(_ delivery: Account.Delivery) throws {
    let store = try Store.test(delivery)
    try store.history([Make.account(delivery: .handover), Make.message("m1", at: 1)])
    #expect(try store.accounts().map(\.delivery) == [delivery])
  }

  @Test func anArchiveBecomesAnAccountThatSends() throws {
    let store = try Store.test(.handover)
    try store.live([Make.account(delivery: .dropFolder(path: "/a"))], at: 1)
    #expect(try store.accounts().map(\.delivery) == [.dropFolder(path: "/a")])
  }

  @Test func anAccountStaysWithItsFolder() throws {
    let store = try Store.test()
    let receipt = try store.live(
      [Make.account(delivery: .dropFolder(path: "/other")), Make.message("m1", at: 1)], at: 1)
    let reason = try #require(receipt.refused.first?.reason)
    #expect(receipt.refused.map(\.index) == [0])
    #expect(reason.contains("“shop” belongs to /somewhere already"))
    #expect(reason.contains("/other"))
    #expect(receipt.added == 1)
    #expect(try store.accounts().map(\.delivery) == [.dropFolder(path: "/somewhere")])
  }
}
