import Domain
import FoundationEssentials
import GRDB
import Testing

@testable import Storage

struct RereadingTests {
  private func line(_ number: Int, change: (inout IncomingMessage) -> Void) -> Incoming {
    Make.message("m1", at: 1) {
      change(&$0)
      $0.payload = Array("line \(number)".utf8)
    }
  }

  private func revisions(_ store: Store) throws -> Int? {
    try store.reading { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM payload_revision")
    }
  }

  @Test(arguments: [true, false])
  func aFileReadAgainFromItsStartChangesNothing(isOneBatch: Bool) throws {
    let store = try Store.test()
    let lines = [
      line(1) { _ in },
      line(2) { $0.reactions = [Reaction(emoji: "👍", author: "Ana")] },
      line(3) { $0.text = "Do you ship to Braga?" },
    ]
    func read() throws -> Receipt {
      if isOneBatch { return try store.history(lines) }
      var sum = Receipt()
      for line in lines {
        let receipt = try store.history([line])
        sum.added += receipt.added
        sum.updated += receipt.updated
        sum.known += receipt.known
      }
      return sum
    }
    let first = try read()
    #expect((first.added, first.updated, first.known) == (1, 2, 0))
    let page = try store.page(.newest)
    #expect(page.messages.map(\.text) == ["Do you ship to Braga?"])
    let again = try read()
    #expect((again.added, again.updated, again.known) == (0, 0, 3))
    #expect(try store.page(.newest) == page)
    #expect(try revisions(store) == 2)
    try expectTruth(store)
  }

  @Test func theLastWordReadWithOtherOptionsIsTakenAndKeptOnce() throws {
    let store = try Store.test()
    try store.history([line(1) { _ in }])
    let turned = line(1) { $0.direction = .out }
    #expect(try store.history([turned]).updated == 1)
    #expect(try store.history([turned]).known == 1)
    #expect(try store.messages().map(\.direction) == [.out])
    #expect(try revisions(store) == 0)
  }
}
