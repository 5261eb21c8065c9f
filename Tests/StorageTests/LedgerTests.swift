import Domain
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Storage

/// What a hub does to a store, without the hub.
@Suite struct LedgerTests {
  private struct Mute: LedgerRendering {
    func core(_ conversation: ConversationFacts) -> [UInt8] { [] }
    func conversation(core: [UInt8], revision: Int64, updatedAt: Date) -> [UInt8] { [] }
    func message(_ message: MessageFacts) -> [UInt8] { Array(message.id.utf8) }
    func gone(kind: String, id: String) -> [UInt8] { [] }
  }

  private let store: Store
  private let ledger: Ledger

  init() throws {
    store = try Store.test()
    ledger = try Ledger(store, renderer: Mute(), changesKept: 1000)
  }

  /// Runs bodies as the jobs of one transaction.
  /// - Returns: what became of each: "done", or its error.
  private func run(
    _ bodies: (@Sendable (LedgerTransaction) throws -> Void)...
  ) -> (ends: [String], told: [String]) {
    let ends = Mutex<[String]>([])
    var told: [String] = []
    let jobs = bodies.map { body in
      LedgerJob(body) { result in
        ends.withLock { ends in
          switch result {
          case .success: ends.append("done")
          case .failure(let error): ends.append("\(error)")
          }
        }
      }
    }
    ledger.run(jobs, at: at(20_000)) {
      told += $0.map { String(decoding: $0.bytes, as: UTF8.self) }
    }
    return (ends.withLock { $0 }, told.filter { !$0.isEmpty })
  }

  @Test func whatSQLiteRefusesOneJobCostsNoOther() throws {
    try store.live([Make.message("m1", at: 1)], at: 1)
    _ = run({ _ in })
    let (ends, told) = run(
      { try receive("m2", $0) },
      { ledger in
        try receive("lost", ledger)
        try ledger.db.execute(sql: "INSERT INTO label (id, name) VALUES (1, NULL)")
      },
      { try receive("m3", $0) })
    #expect(ends.map { $0 == "done" } == [true, false, true])
    #expect(ends[1].contains("NOT NULL"))
    #expect(told == ["m2", "m3"])
    #expect(try store.messages().map(\.remoteID) == ["m1", "m2", "m3"])
  }

  @Test func whatHoldsForTheStoreEndsAllJobs() throws {
    let (ends, told) = run(
      { try receive("m1", $0) }, { _ in throw DatabaseError(resultCode: .SQLITE_FULL) })
    #expect(ends == Array(repeating: "\(StoreError.full(path: store.path))", count: 2))
    #expect(told.isEmpty)
    #expect(throws: StoreError.self) { try store.messages() }
  }

  private func receive(_ id: String, _ ledger: LedgerTransaction) throws {
    _ = try ledger.receive(
      Batch(items: [Make.message(id, at: Double(id.count))], isHistory: false))
  }

  // MARK: The read mark

  private struct Line {
    var id: Int64
    var sent: Int64
    var arrived: Int64
  }

  private func lines() throws -> [Line] {
    try store.reading { db in
      try Row.fetchAll(
        db, sql: "SELECT id, sent_at, arrived_at FROM message ORDER BY sent_at, id"
      ).map { Line(id: $0[0], sent: $0[1], arrived: $0[2]) }
    }
  }

  private func mark() throws -> Int64 {
    try store.reading { try Int64.fetchOne($0, sql: "SELECT read_to FROM conversation") ?? 0 }
  }

  @Test func theReadMarkMovesAsIfTheWholeThreadWereRead() throws {
    var dice = Dice(state: 7)
    try store.history((1...30).map { Make.message("h\($0)", at: Double($0 * 10)) })
    for number in 1...40 {
      // Some come late, some very late, and sort among what was there.
      let sent = Double.random(in: 0..<500, using: &dice).rounded()
      try store.live([Make.message("l\(number)", at: sent)], at: 400 + Double(number))
    }
    let lines = try lines()
    for _ in 0..<300 {
      let place = Int.random(in: lines.indices, using: &dice)
      let (message, before) = (lines[place], try mark())
      let isRead = Bool.random(using: &dice)
      let conversation = try store.resolve("c1").value
      let ends = run({ ledger in
        if isRead {
          try ledger.markRead(upTo: message.id, conversation: conversation)
        } else {
          try ledger.markUnread(from: message.id, conversation: conversation)
        }
      }).ends
      #expect(ends == ["done"])
      var wanted = before
      if isRead {
        let earlier = lines[...place].map(\.arrived).filter { $0 > before }.max() ?? .min
        let later = lines[(place + 1)...].map(\.arrived).filter { $0 > before }.min() ?? .max
        wanted = max(before, min(max(earlier, message.arrived), later - 1))
      } else {
        wanted = min(before, (lines[place...].map(\.arrived).min() ?? .max) - 1)
      }
      #expect(try mark() == wanted)
      let unread = try store.only().unread
      #expect(unread == lines.count { $0.arrived > wanted })
    }
  }

  @Test(arguments: [LedgerTransaction.Side.newestUpTo, .oldestBeyond])
  func theReadMarkIsFoundAlongIndexesFromWhereItIs(_ side: LedgerTransaction.Side) throws {
    let plan = try store.reading { db in
      try Row.fetchAll(
        db, sql: "EXPLAIN QUERY PLAN \(LedgerTransaction.arrivalQuery(side))",
        arguments: [1, 2, 3, 4, 5]
      ).map { $0["detail"] as String }
    }
    let looks = plan.filter { $0.contains(" message ") }
    #expect(looks.count == 2)
    #expect(looks[0].contains("message_thread (conversation=? AND sent_at>"))
    #expect(looks[1].contains("message_late (conversation=? AND arrived_at>?)"))
    #expect(!plan.contains { $0.contains("TEMP B-TREE") })
  }
}

/// The same numbers in every run.
private struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}
