import Domain
import Foundation
import GRDB
import Testing

@testable import Storage

struct OpeningTests {
  @Test func fileAndFolderAreOnlyOurs() throws {
    let folder = try Folder()
    let path = folder.file("porch/porch.sqlite")
    let store = try Store.open(path: path)
    try store.live([Make.account(), Make.message("m1", at: 1)], at: 1)
    #expect(try folder.mode("porch") == 0o700)
    for name in ["porch.sqlite", "porch.sqlite-wal", "porch.sqlite-shm"] {
      #expect(try folder.mode("porch/\(name)") == 0o600)
    }
  }

  @Test func everythingIsThereAfterReopening() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    do {
      let store = try Store.open(path: path)
      try store.live([Make.account(), Make.message("m1", at: 1)], at: 1)
      try store.saveDraft("We do", for: store.resolve("c1"), at: at(2))
    }
    let store = try Store.open(path: path)
    #expect(try store.page().draft == "We do")
    #expect(try store.counts()[.outbox] == 1)
    #expect(try store.counts()[.waiting] == 1)
    try expectTruth(store)
  }

  @Test func aCopyTakenInTheMiddleIsWhole() throws {
    // What is on the disk at any moment is what a kill leaves: file and log, without the end of it.
    let folder = try Folder()
    let store = try Store.open(path: folder.file("porch.sqlite"))
    try store.live([Make.account(), Make.message("m1", at: 1)], at: 1)
    try store.saveDraft("We d", for: store.resolve("c1"), at: at(2))
    let copy = folder.file("killed.sqlite")
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(
        atPath: folder.file("porch.sqlite") + suffix, toPath: copy + suffix)
    }
    let killed = try Store.open(path: copy)
    #expect(try killed.page().draft == "We d")
    try expectTruth(killed)
  }

  @Test func aNewerFileIsRefusedAndLeftAlone() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    _ = try Store.open(path: path)
    try DatabaseQueue(path: path).writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA user_version = 99")
    }
    #expect(throws: StoreError.newer(path: path, found: 99, known: Schema.current.version)) {
      try Store.open(path: path)
    }
  }

  @Test func anOlderFileIsCopiedBeforeItChanges() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    do {
      let store = try Store.open(path: path)
      try store.live([Make.account(), Make.message("m1", at: 1)], at: 1)
    }
    var schema = Schema.current
    schema.steps.append { try $0.execute(sql: "ALTER TABLE conversation ADD COLUMN mood TEXT") }
    var told: [StoreUpgrade] = []
    let store = try Store.open(path: path, schema: schema) { told.append($0) }
    #expect(try store.counts()[.all] == 1)
    let copies = try folder.names.filter { $0.hasPrefix("porch.sqlite.before-v\(schema.version)-") }
    let copy = try #require(copies.first)
    #expect(copies.count == 1)
    #expect(told == [.begins, .done(copy: folder.file(copy))])
    #expect(try folder.mode(copy) == 0o600)
    #expect(try Store.open(path: folder.file(copy)).counts()[.all] == 1)
    // The second time there is nothing to do.
    _ = try Store.open(path: path, schema: schema)
    #expect(try folder.names.filter { $0.hasSuffix("Z") } == copies)
  }

  @Test func aRunOfStepsIsWorthOneCopyOfWhatWasThere() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    do {
      let store = try Store.open(path: path)
      try store.live([Make.account(), Make.message("m1", at: 1)], at: 1)
    }
    let before = Schema.current.version
    var schema = Schema.current
    for name in ["mood", "taste", "scent"] {
      schema.steps.append {
        try $0.execute(sql: "ALTER TABLE conversation ADD COLUMN \(name) TEXT")
      }
    }
    _ = try Store.open(path: path, schema: schema)
    let copies = try folder.names.filter { $0.contains(".before-") && $0.hasSuffix("Z") }
    let copy = try #require(copies.first)
    #expect(copies.count == 1 && copy.hasPrefix("porch.sqlite.before-v\(before + 1)-"))
    let kept = try Store.open(path: folder.file(copy))
    #expect(try kept.counts()[.all] == 1)
    #expect(try kept.reading { try Schema.version(of: $0) } == before)
  }

  @Test func aNewFileIsNotCopiedOnItsWayThroughTheVersions() throws {
    let folder = try Folder()
    _ = try Store.open(path: folder.file("porch.sqlite"))
    #expect(try folder.names.filter { $0.contains("before") }.isEmpty)
  }

  @Test func aFileOfTheFirstVersionIsBroughtUpToDateWithAllItHolds() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    var first = Schema.current
    first.steps = [first.steps[0]]
    _ = try Store.open(path: path, schema: first)
    try DatabaseQueue(path: path).writeWithoutTransaction { db in
      try db.execute(
        sql: """
          INSERT INTO account (remote_id, network, name, max_text_unit, delivery)
          VALUES ('a', 'x', 'Shop', 'scalars', 'handover')
          """)
    }
    let account = try #require(try Store.open(path: path).accounts().first)
    #expect(account.name.string == "Shop")
    #expect(account.capabilities == nil && account.can(.send))
  }

  @Test func aStepThatFailsLeavesTheOldVersion() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    _ = try Store.open(path: path)
    var schema = Schema.current
    schema.steps.append { db in
      try db.execute(sql: "CREATE TABLE mood (id INTEGER)")
      try db.execute(sql: "nonsense")
    }
    #expect(throws: StoreError.self) { try Store.open(path: path, schema: schema) }
    let version = try Store.open(path: path).reading { db in
      #expect(try db.tableExists("mood") == false)
      return try Schema.version(of: db)
    }
    #expect(version == Schema.current.version)
  }

  @Test(arguments: [
    "this is no database, but long enough to look like something"
      + String(repeating: ".", count: 900),
    "short",
  ])
  func whatIsNoStoreIsRefused(content: String) throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    try content.write(toFile: path, atomically: false, encoding: .utf8)
    #expect(throws: StoreError.corrupt(path: path)) { try Store.open(path: path) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == content)
  }

  @Test(arguments: [
    "CREATE TABLE guest (name TEXT)", "PRAGMA user_version = 1", "PRAGMA user_version = -3",
    "PRAGMA application_id = 7",
  ])
  func theDatabaseOfAnotherProgramIsRefusedAndLeftAlone(sql: String) throws {
    let folder = try Folder()
    let path = folder.file("guests.sqlite")
    try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql) }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let refusal = StoreError.notAStore(path: path)
    #expect(throws: refusal) { try Store.open(path: path) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    #expect(try folder.names == ["guests.sqlite"])
    #expect(refusal.notice.text.string == "\(path) is not a Porch store; choose another file.")
  }

  @Test func aVersionBelowZeroIsRefused() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    _ = try Store.open(path: path)
    try DatabaseQueue(path: path).writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA user_version = -1")
    }
    #expect(throws: StoreError.notAStore(path: path)) { try Store.open(path: path) }
  }

  @Test func aDamagedPageIsAnErrorNotATrap() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    do {
      let store = try Store.open(path: path)
      try store.live(
        [Make.account()] + (0..<500).map { Make.message("m\($0)", in: "c\($0)", at: 1) }, at: 1)
    }
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    let size = try handle.seekToEnd()
    try handle.seek(toOffset: 4096)
    try handle.write(contentsOf: Data(repeating: 0xA5, count: Int(size) - 4096))
    try handle.close()
    #expect(throws: StoreError.corrupt(path: path)) {
      let store = try Store.open(path: path)
      _ = try store.list(ListRequest(view: .all, anchor: .top, count: 100))
    }
  }

  @Test func aFolderIsNoStore() throws {
    let folder = try Folder()
    #expect(throws: StoreError.cannotOpen(path: folder.path, reason: "it is not a file")) {
      try Store.open(path: folder.path)
    }
  }

  @Test func anotherWriterIsSaidAfterAWhile() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    let store = try Store.open(path: path)
    try store.live([Make.account(), Make.message("m1", at: 1)], at: 1)
    // The patience itself is not what is tested here.
    try store.writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA busy_timeout = 50") }
    let other = try DatabaseQueue(path: path)
    try other.inTransaction(.immediate) { (_: Database) throws -> Database.TransactionCompletion in
      #expect(throws: StoreError.locked(path: path)) {
        try store.saveDraft("We do", for: .init(1), at: at(2))
      }
      // Reading goes on.
      #expect(try store.counts()[.waiting] == 1)
      return .rollback
    }
    try store.saveDraft("We do", for: .init(1), at: at(2))
  }

  @Test func aWriteWaitsForTheImportOfAnother() throws {
    let folder = try Folder()
    let store = try Store.open(path: folder.file("porch.sqlite"))
    let patience = try store.writing { try Int.fetchOne($0, sql: "PRAGMA busy_timeout") }
    #expect(patience == 10_000)
  }

  @Test func aFullDiskChangesNothing() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    let store = try Store.open(path: path)
    try store.live([Make.account(), Make.message("m1", at: 1)], at: 1)
    try store.writer.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(pages)")
    }
    let items = (0..<3000).map { Make.message("x\($0)", in: "c\($0)", at: 2) }
    #expect(throws: StoreError.full(path: path)) {
      try store.receive(
        Batch(items: items, isHistory: false, bookmarks: [.init(source: "s", value: "9")]),
        at: at(2))
    }
    #expect(try store.bookmark(of: "s") == nil)
    #expect(try store.counts()[.all] == 1)
    try store.writer.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA max_page_count = 1000000")
    }
    // What the failed batch had looked up is not believed.
    #expect(try store.live(items, at: 3).added == 3000)
    try expectTruth(store)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
  func aReadOnlyFileOrFolderIsSaid() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    _ = try Store.open(path: path)
    chmod(path, 0o400)
    chmod(folder.path, 0o500)
    defer { chmod(folder.path, 0o700) }
    #expect(throws: StoreError.readOnly(path: path)) { try Store.open(path: path) }
  }

  @Test func aConnectionThatMayNotWriteSaysSo() throws {
    let store = try Store.test()
    try store.writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 1") }
    #expect(throws: StoreError.readOnly(path: "memory")) {
      try store.live([Make.message("m1", at: 1)], at: 1)
    }
  }

  @Test(arguments: [
    StoreError.locked(path: "/p"), .readOnly(path: "/p"), .corrupt(path: "/p"), .full(path: "/p"),
    .newer(path: "/p", found: 2, known: 1), .noRoomToUpgrade(path: "/p", bytes: 5_000_000),
    .cannotOpen(path: "/p", reason: "no"),
    .notAStore(path: "/p"), .noSuch(id: "x"), .nobody(id: "x"), .alike(id: "x", list: "list"),
    .ambiguous(id: "x", matches: ["a/x", "b/x"]),
    .failed(reason: "no"),
  ])
  func everyErrorIsASentenceWithANextStep(_ error: StoreError) {
    #expect(error.notice.weight == .failure)
    #expect(error.notice.text.string.hasSuffix("."))
    #expect(!error.notice.text.string.contains("\n"))
  }

  @Test func aBackupIsAWholeStoreAndNeverOverwrites() throws {
    let folder = try Folder()
    let store = try Store.open(path: folder.file("porch.sqlite"))
    try store.live([Make.account(), Make.message("m1", at: 1)], at: 1)
    try store.backup(to: folder.file("backup.sqlite"))
    #expect(try folder.mode("backup.sqlite") == 0o600)
    #expect(try Store.open(path: folder.file("backup.sqlite")).counts()[.waiting] == 1)
    #expect(throws: StoreError.self) { try store.backup(to: folder.file("backup.sqlite")) }
    #expect(throws: StoreError.self) { try store.backup(to: folder.file("nowhere/b.sqlite")) }
  }
}
