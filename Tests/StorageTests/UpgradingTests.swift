import Domain
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Storage

/// A store of an older version is brought up to date once, and nothing half is left of that.
struct UpgradingTests {
  /// The newest form and one after it.
  private var next: Schema {
    var schema = Schema.current
    schema.steps.append { try $0.execute(sql: "ALTER TABLE conversation ADD COLUMN mood TEXT") }
    return schema
  }

  private func makeStore(at path: String, messages: Int = 1) throws {
    let store = try Store.open(path: path)
    let items = (0..<messages).map { Make.message("m\($0)", in: "c\($0 % 50)", at: 1) }
    try store.live([Make.account()] + items, at: 1)
  }

  @Test func ofSeveralThatOpenItAtOnceOneBringsItUpToDateAndNoneFails() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    try makeStore(at: path, messages: 2000)
    let told = Mutex<[StoreUpgrade]>([])
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      do {
        let store = try Store.open(path: path, schema: next) { step in
          told.withLock { $0.append(step) }
        }
        #expect(try store.counts()[.all] == 50)
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    let copies = try folder.names.filter { $0.contains(".before") }
    #expect(copies.count == 1)
    #expect(
      told.withLock { $0 } == [.begins] + copies.map { .done(copy: folder.file($0)) })
    #expect(try Store.open(path: folder.file(copies[0])).counts()[.all] == 50)
  }

  @Test func whatAKilledProgramLeftOfACopyIsClearedAway() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    try makeStore(at: path)
    try "half of a copy".write(toFile: path + ".before.part", atomically: false, encoding: .utf8)
    _ = try Store.open(path: path, schema: next)
    let copies = try folder.names.filter { $0.contains(".before") }
    #expect(copies.count == 1 && copies[0].hasSuffix("Z"))
  }

  @Test func aCopyLeavesNothingButItselfAndOverwritesNothing() throws {
    let folder = try Folder()
    let store = try Store.open(path: folder.file("porch.sqlite"))
    try store.live([Make.account(), Make.message("m1", at: 1)], at: 1)
    let (copy, part) = (folder.file("copy"), folder.file("part"))
    try store.writer.writeWithoutTransaction { db in
      try Store.write(db, copyTo: copy, through: part)
    }
    #expect(try folder.names.filter { !$0.hasPrefix("porch") } == ["copy"])
    #expect(try folder.mode("copy") == 0o600)
    #expect(throws: StoreError.cannotOpen(path: copy, reason: "File exists")) {
      try store.writer.writeWithoutTransaction { try Store.write($0, copyTo: copy, through: part) }
    }
  }

  @Test func aStepThatFailsTakesItsCopyBack() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    try makeStore(at: path)
    var schema = next
    schema.steps.append { try $0.execute(sql: "nonsense") }
    var told: [StoreUpgrade] = []
    #expect(throws: StoreError.self) {
      try Store.open(path: path, schema: schema) { told.append($0) }
    }
    #expect(told == [.begins])
    #expect(try folder.names.filter { $0.contains(".before") } == [])
    #expect(try Store.open(path: path).counts()[.all] == 1)
  }

  @Test(.enabled(if: SmallDisk.canBeMade, "only root can make a small disk"))
  func withoutRoomNothingIsSaidButHowMuchIsWanted() throws {
    let disk = try SmallDisk(megabytes: 24)
    let path = disk.path + "/porch.sqlite"
    try makeStore(at: path, messages: 8000)
    let size = try #require(
      try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64)
    var big = Schema.current
    big.steps.append { db in
      try db.execute(sql: "CREATE TABLE twin AS SELECT randomblob(2000) AS x FROM message")
    }
    // No room for the copy; then for the copy alone.
    for room in [size / 2, size + (3 << 20)] {
      try disk.fill(leaving: Int(room))
      var told: [StoreUpgrade] = []
      #expect {
        try Store.open(path: path, schema: big) { told.append($0) }
      } throws: { error in
        guard case .noRoomToUpgrade(_, let bytes) = error as? StoreError else { return false }
        return bytes > size
      }
      #expect(!told.contains { if case .done = $0 { true } else { false } })
      let names = try FileManager.default.contentsOfDirectory(atPath: disk.path)
      #expect(names.filter { $0.contains(".before") } == [])
    }
    try disk.free()
    #expect(try Store.open(path: path).counts()[.all] == 50)
  }
}
