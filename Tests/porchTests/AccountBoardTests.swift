import Domain
import Foundation
import Interface
import Storage
import Sync
import Testing

@testable import porch

/// What the account page is told.
@Suite struct AccountBoardTests {
  @Test(.timeLimit(.minutes(5)))
  func whatWaitsIsCountedAlsoWhileTheServerSaysNothing() throws {
    let store = try Store.inMemory()
    let now = Date()
    let team = try store.connection(named: "team", url: "https://inbox.example.com").id
    let shop = IncomingAccount(
      id: "shop", network: .instagram, name: "Shop", selfID: "us",
      delivery: .server(connection: "team"), capabilities: Set(Account.Capability.allCases))
    _ = try store.take([shop], userID: "me", role: "agent", of: team, at: now)
    let message = IncomingMessage(
      id: "m1", account: "shop", conversation: "c1",
      author: IncomingParticipant(id: "ana", name: "Ana"), direction: .in, text: "Hi?",
      sentAt: now, payload: Array("{}".utf8))
    _ = try store.receive(Batch(items: [.message(message)], isHistory: false), at: now)

    let post = Post()
    let server = ConnectionSettings(
      name: "team", address: try ServerAddress("https://inbox.example.com"),
      token: .file("/nowhere"))
    let board = AccountBoard(store: store, post: post, servers: [server])
    board.countWhatWaits()
    defer { board.stop() }
    let reply = Outgoing(conversation: try store.resolve("c1"), text: "Yes.", seen: nil)
    _ = try store.enqueue(reply, hold: 5, run: "r", at: now)
    // Ends when the number comes; the time limit is for when it never does.
    var waiting = 0
    while waiting == 0 {
      post.wait()
      for case .standingsChanged(let standings) in post.takeAll() {
        waiting = standings.first?.waitingReplies ?? 0
      }
    }
    #expect(waiting == 1)
  }

  @Test(.timeLimit(.minutes(5)))
  func aServerThatAnotherProgramRemovesLeavesThePage() throws {
    let path = NSTemporaryDirectory() + "board-\(UUID().uuidString).sqlite"
    let store = try Store.open(path: path)
    let now = Date()
    let team = try store.connection(named: "team", url: "https://inbox.example.com").id
    let shop = IncomingAccount(
      id: "shop", network: .instagram, name: "Shop", selfID: "us",
      delivery: .server(connection: "team"), capabilities: [])
    _ = try store.take([shop], userID: "me", role: "reader", of: team, at: now)
    let post = Post()
    let server = ConnectionSettings(
      name: "team", address: try ServerAddress("https://inbox.example.com"),
      token: .file("/nowhere"))
    let board = AccountBoard(store: store, post: post, servers: [server])
    board.countWhatWaits()
    defer { board.stop() }
    // Ends when it is told; the time limit is for when it never is.
    var standings: [ConnectionStanding] = []
    func until(_ condition: ([ConnectionStanding]) -> Bool) {
      while !condition(standings) {
        post.wait()
        for case .standingsChanged(let told) in post.takeAll() { standings = told }
      }
    }
    until { $0.first?.isReader == true }
    #expect(standings.first?.userWords == "as me, reader")
    _ = try store.wakeDue(at: now)
    try Store.open(path: path).removeConnection("team", keepingMessages: true)
    // As the running inbox does each minute.
    _ = try store.wakeDue(at: now)
    until(\.isEmpty)
    board.took(ConnectionStanding(name: "team", url: "https://inbox.example.com"))
    for case .standingsChanged(let told) in post.takeAll() { standings = told }
    #expect(standings.isEmpty)
  }
}
