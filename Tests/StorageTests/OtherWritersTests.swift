import Domain
import Foundation
import Synchronization
import Testing

@testable import Storage

/// Two processes on one store, here two stores on one file: SQLite tells neither of the other.
@Suite struct OtherWritersTests {
  private static let request = ListRequest(view: .waiting, anchor: .top, count: 10)

  @Test(.timeLimit(.minutes(5))) func whatAnotherWritesIsToldWithoutTheClock() async throws {
    let folder = try Folder()
    let store = try Store.open(path: folder.file("porch.sqlite"))
    try store.live([Make.account()], at: 0)
    try store.live([Make.message("m1", in: "c1", at: 1)], at: 1)
    _ = try store.wakeDue(at: at(2))
    let others = OtherWriters(of: store) {}
    try #require(others != nil)
    var inboxes = store.inboxChanges(Self.request).makeAsyncIterator()
    #expect(try await inboxes.next()?.counts[.waiting] == 1)

    let another = try Store.open(path: folder.file("porch.sqlite"))
    try another.triage(.done, another.resolve("c1"), run: "r", at: at(3))
    #expect(try await inboxes.next()?.counts[.waiting] == 0)
    withExtendedLifetime(others) {}
  }

  @Test(.timeLimit(.minutes(5)), arguments: [false, true])
  func aStoreThatIsTakenAwayIsTold(anotherIsPutThere: Bool) async throws {
    let folder = try Folder()
    let store = try Store.open(path: folder.file("porch.sqlite"))
    let (words, says) = AsyncStream.makeStream(of: String.self)
    let others = OtherWriters(of: store) { says.yield("gone") }
    if anotherIsPutThere {
      try Data("another".utf8).write(to: URL(fileURLWithPath: folder.file("other")))
      #expect(rename(folder.file("other"), folder.file("porch.sqlite")) == 0)
    } else {
      try FileManager.default.removeItem(atPath: folder.file("porch.sqlite"))
    }
    var iterator = words.makeAsyncIterator()
    #expect(await iterator.next() == "gone")
    withExtendedLifetime(others) {}
  }

  @Test func aStoreInMemoryHasNoOthers() throws {
    #expect(OtherWriters(of: try Store.inMemory()) {} == nil)
  }
}
