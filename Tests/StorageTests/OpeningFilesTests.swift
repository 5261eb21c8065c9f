import Domain
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// A path for a store may lead to anything.
struct OpeningFilesTests {
  private func mode(_ path: String) throws -> UInt32 {
    var status = stat()
    try #require(lstat(path, &status) == 0)
    return status.st_mode & 0o7777
  }

  @Test func whatIsNoStoreKeepsItsPermissions() throws {
    let folder = try Folder()
    let script = folder.file("script")
    try "#!/bin/sh\necho hello\n".write(toFile: script, atomically: false, encoding: .utf8)
    let guests = folder.file("guests.sqlite")
    try DatabaseQueue(path: guests).writeWithoutTransaction {
      try $0.execute(sql: "CREATE TABLE guest (name TEXT)")
    }
    try FileManager.default.createDirectory(
      atPath: folder.file("home"), withIntermediateDirectories: false)
    try #require(mkfifo(folder.file("pipe"), 0o644) == 0)
    for (name, mode) in [
      ("script", 0o755), ("guests.sqlite", 0o664), ("home", 0o755), ("pipe", 0o622),
    ]
      as [(String, mode_t)]
    {
      try #require(chmod(folder.file(name), mode) == 0)
      #expect(throws: StoreError.self) { try Store.open(path: folder.file(name)) }
      #expect(try self.mode(folder.file(name)) == mode, "\(name)")
    }
  }

  @Test func whatALinkLeadsToKeepsItsPermissions() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    _ = try Store.open(path: path)
    let other = folder.file("other")
    try "mine".write(toFile: other, atomically: false, encoding: .utf8)
    try #require(chmod(other, 0o644) == 0)
    for suffix in ["-wal", "-shm"] {
      unlink(path + suffix)
      try #require(symlink(other, path + suffix) == 0)
    }
    // It may be refused; what counts is the other file.
    _ = try? Store.open(path: path)
    #expect(try mode(other) == 0o644)
    #expect(try String(contentsOfFile: other, encoding: .utf8) == "mine")
  }

  @Test func aStoreThatWasCopiedForOthersIsOnlyOursAgain() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    do {
      let store = try Store.open(path: path)
      try store.live([Make.account(), Make.message("m1", at: 1)], at: 1)
    }
    for suffix in ["", "-wal", "-shm"] { chmod(path + suffix, 0o666) }
    _ = try Store.open(path: path)
    for suffix in ["", "-wal", "-shm"] { #expect(try mode(path + suffix) == 0o600) }
  }

  @Test func anEmptyFileThatBecomesAStoreIsOnlyOursThen() throws {
    let folder = try Folder()
    let path = folder.file("empty")
    try Data().write(to: URL(fileURLWithPath: path))
    chmod(path, 0o644)
    let store = try Store.open(path: path)
    try store.live([Make.account()], at: 1)
    for suffix in ["", "-wal", "-shm"] { #expect(try mode(path + suffix) == 0o600) }
  }

  @Test(.enabled(if: SmallDisk.canBeMade, "only root can make a small disk"))
  func aDiskTooFullForTheFilesBesideTheStoreIsSaidToBeFull() throws {
    let disk = try SmallDisk(megabytes: 8)
    let path = disk.path + "/porch.sqlite"
    try Store.open(path: path).live([Make.account(), Make.message("m1", at: 1)], at: 1)
    for suffix in ["-wal", "-shm"] { try #require(unlink(path + suffix) == 0) }
    try disk.fill()
    #expect(throws: StoreError.full(path: path)) {
      let store = try Store.open(path: path)
      try store.saveDraft("We do", for: .init(1), at: at(2))
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: disk.path).allSatisfy {
        !$0.hasPrefix(".porch-")
      })
    try disk.free()
    #expect(try Store.open(path: path).counts()[.all] == 1)
  }

  @Test func aStoreThatItsOwnerMadeReadOnlyStaysSo() throws {
    let folder = try Folder()
    let path = folder.file("porch.sqlite")
    _ = try Store.open(path: path)
    chmod(path, 0o400)
    #expect(throws: StoreError.readOnly(path: path)) { try Store.open(path: path) }
    #expect(try mode(path) == 0o400)
  }
}
