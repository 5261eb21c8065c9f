import Domain
import Foundation
import Storage
import TestSupport
import Testing

@testable import Sync

private let chat = """
  [30/12/2023, 14:30:01] Ana: hi
  [30/12/2023, 14:30:02] Bob: hello

  """

/// Archives that were made to do harm, or were damaged on their way.
@Suite struct ArchiveHostileTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  private func imported(_ data: Data, as name: String = "chat.zip") throws -> ImportReport {
    try Import.once(scratch.write(data, to: name), into: store, .me("Bob"))
  }

  private func packed(
    _ entries: [PackedArchive.Entry], as form: PackedArchive.Form = .zip, password: String? = nil
  ) throws -> Data {
    let path = scratch.path + "/packed"
    try PackedArchive.write(entries, as: form, to: path, password: password)
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  @Test(arguments: ["../_chat.txt", "/_chat.txt", "a/../../_chat.txt", "C:/_chat.txt"])
  func aPathThatLeadsOutIsRefused(_ path: String) throws {
    let zip = HandmadeZip([.init(path, chat), .init(path, chat), .init("ok/_chat.txt", chat)])
    let report = try imported(zip.data)
    #expect(report.added == 2)
    #expect(report.skipped.map(\.file) == ["chat.zip/" + path])
    #expect(
      report.skipped.map(\.reason) == [
        "its path leads out of the archive (2 such entries)"
      ])
  }

  @Test func aBackslashIsNoWayOut() throws {
    let zip = HandmadeZip([.init("..\\_chat.txt", chat), .init("ok/_chat.txt", chat)])
    let report = try imported(zip.data)
    #expect(report.added == 2)
    #expect(report.skipped.map(\.reason) == ["its path leads out of the archive"])
  }

  @Test func linksAndDevicesAreNotFollowed() throws {
    let report = try imported(
      packed(
        [
          .special("_chat.txt", .link(to: "/etc/passwd")), .file("ok/_chat.txt", chat),
          .special("b/_chat.txt", .hardLink(to: "ok/_chat.txt")), .special("p", .pipe),
        ], as: .tar), as: "chat.tar")
    #expect(report.added == 2)
    #expect(
      report.skipped.map(\.reason) == [
        "it is a link, and links in archives are not followed (2 such entries)",
        "it is neither a file nor a folder",
      ])
    var link = HandmadeZip.Entry("_chat.txt", "/etc/passwd")
    link.attributes = 0o120777 << 16
    let zip = try imported(HandmadeZip([link, .init("ok/_chat.txt", chat)]).data)
    #expect(zip.known == 2)
    #expect(zip.skipped.map(\.reason) == ["it is a link, and links in archives are not followed"])
  }

  @Test(arguments: [PackedArchive.Form.zip, .tarGzip, .tarXz])
  func aBombIsGivenUpAndWhatStandsBeforeItIsRead(_ form: PackedArchive.Form) throws {
    let bomb = chat + String(repeating: "\n", count: 40_000_000)
    let report = try imported(
      packed([.file("a/_chat.txt", chat), .file("b/_chat.txt", bomb)], as: form),
      as: "chat." + form.ending)
    #expect(report.found >= 2)
    #expect(try store.texts().contains("hello"))
    #expect(report.skipped.contains { $0.reason.contains("unpacks to more than 200 times") })
  }

  @Test func aBombThatNobodyReadsIsNotUnpackedEither() throws {
    let data = try packed(
      [.file("bomb.bin", bytes: [UInt8](repeating: 0, count: 100_000_000))], as: .tarXz)
    #expect(data.count < 100_000)
    let path = try scratch.write(data, to: "bomb.tar.xz")
    let listing = try ArchiveListing(path: path, ArchiveBudget())
    #expect(listing.trouble?.sentence.contains("unpacks to more than") == true)
  }

  @Test func anImportReadsSoMuchOfArchivesAndNoMore() throws {
    var bounds = ArchiveBounds.standard
    bounds.mostOfImport = 100_000
    let path = try scratch.write(
      packed([.file("a", bytes: [UInt8](repeating: 7, count: 60_000))], as: .tar), to: "a.tar")
    let budget = ArchiveBudget(bounds)
    #expect(try ArchiveListing(path: path, budget).trouble == nil)
    #expect(try ArchiveListing(path: path, budget).trouble != nil)
  }

  @Test func tooManyEntriesAreSaidAndTheFirstAreKept() throws {
    var bounds = ArchiveBounds.standard
    bounds.mostEntries = 10
    let zip = HandmadeZip((0..<20).map { .init("file-\($0)", "x") })
    let path = try scratch.write(zip.data, to: "many.zip")
    let listing = try ArchiveListing(path: path, ArchiveBudget(bounds))
    #expect(listing.files.count == 10)
    #expect(listing.trouble?.sentence == "there are more than 10 files; the rest is not read")
  }

  @Test func aLongOrDeepPathIsRefused() throws {
    let deep = String(repeating: "d/", count: 100) + "_chat.txt"
    let long = String(repeating: "n", count: 5000) + "/_chat.txt"
    let report = try imported(
      HandmadeZip([.init(deep, chat), .init(long, chat), .init("_chat.txt", chat)]).data)
    #expect(report.added == 2)
    #expect(Set(report.skipped.map(\.reason)) == ["its name is too long", "it lies too deep"])
  }

  @Test func anEncryptedEntryIsSaidAndTheRestRead() throws {
    var locked = HandmadeZip.Entry("a/_chat.txt", String(repeating: "x", count: 40))
    locked.flags = 1
    let report = try imported(HandmadeZip([locked, .init("b/_chat.txt", chat)]).data)
    #expect(report.added == 2)
    #expect(report.skipped.map(\.file) == ["chat.zip/a/_chat.txt"])
    #expect(report.skipped.map(\.reason) == [ArchiveReader.encrypted])
    let all = try imported(packed([.file("_chat.txt", chat)], password: "secret"), as: "all.zip")
    #expect(all.skipped.map(\.reason) == [ArchiveReader.encrypted])
  }

  @Test func anEncryptedArchiveIsToldOnceForAllItsFiles() throws {
    let entries = (0..<20).map { PackedArchive.Entry.file("inbox/c\($0)/message_1.json", chat) }
    let report = try imported(packed(entries, password: "secret"), as: "locked.zip")
    #expect(report.skipped == [.init(file: "locked.zip", reason: ArchiveReader.encrypted)])
    var locked = HandmadeZip.Entry("a/_chat.txt", "x")
    locked.flags = 1
    let mixed = try imported(HandmadeZip([locked, locked, .init("b/_chat.txt", chat)]).data)
    #expect(mixed.added == 2)
    #expect(mixed.skipped.map(\.file) == ["chat.zip/a/_chat.txt"])
    #expect(mixed.skipped.map(\.reason) == [ArchiveReader.encrypted + " (2 such entries)"])
  }

  @Test func anUnknownPackingIsSaidAndTheRestRead() throws {
    var odd = HandmadeZip.Entry("a/_chat.txt", chat)
    odd.method = 77
    let report = try imported(HandmadeZip([odd, .init("b/_chat.txt", chat)]).data)
    #expect(report.added == 2)
    #expect(report.skipped.count == 1)
    #expect(report.skipped[0].reason.contains("packed in a way that cannot be read"))
  }

  @Test func aDamagedEntryCostsNoOther() throws {
    let words = (0..<3000).map { "[30/12/2023, 14:30:01] Ana: number \($0 &* 7919)\n" }.joined()
    var bytes = try [UInt8](
      packed([.file("a/_chat.txt", words), .file("b/_chat.txt", chat)]))
    for place in 4000..<4100 { bytes[place] = 0xFF }
    let report = try imported(Data(bytes))
    #expect(try store.texts().contains("hello"))
    #expect(report.skipped.contains { $0.file == "chat.zip/a/_chat.txt" })
  }

  @Test func aWrongSumIsToldAfterWhatWasRead() throws {
    var bytes = [UInt8](HandmadeZip([.init("_chat.txt", chat)]).data)
    let place = try #require(bytes.firstIndex(of: UInt8(ascii: "h")).map { $0 })
    let word = try #require(Data(bytes).range(of: Data("hello".utf8))).lowerBound
    #expect(place > 0)
    bytes[word] = UInt8(ascii: "j")
    let report = try imported(Data(bytes))
    #expect(report.skipped.contains { $0.reason.contains("damaged") })
  }

  @Test func aZipThatWasCutOffIsReadAsFarAsItGoes() throws {
    let data = HandmadeZip([.init("a/_chat.txt", chat), .init("b/_chat.txt", chat)]).data
    let report = try imported(data.prefix(data.count / 2))
    #expect(report.found >= 2)
    #expect(!report.skipped.isEmpty)
  }

  @Test func anyCutAndAnyFlipEndsInAReport() throws {
    let whole = try [UInt8](packed([.file("a/_chat.txt", chat), .file("b/photo.jpg", "x")]))
    var seed: UInt64 = 7
    for round in 0..<400 {
      var bytes = whole
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let place = Int(seed >> 33) % bytes.count
      if round.isMultiple(of: 2) {
        bytes.removeSubrange(place...)
      } else {
        bytes[place] ^= UInt8(truncatingIfNeeded: seed >> 20) | 1
      }
      let report = try imported(Data(bytes))
      #expect(report.found > 0 || !report.skipped.isEmpty)
    }
  }

  @Test func aNameForAFileOfOursIsPlain() {
    #expect(ImportedFile.fileName("photo 1.jpg") == "photo 1.jpg")
    #expect(ImportedFile.fileName("-rf.jpg") == "rf.jpg")
    #expect(ImportedFile.fileName(".bashrc") == "file.bashrc")
    #expect(ImportedFile.fileName("a;b$(c)`\u{1B}[31m\n.sh") == "a_b_(c)___31m_.sh")
    #expect(ImportedFile.fileName("Фото.jpeg") == "Фото.jpeg")
    #expect(ImportedFile.fileName("..") == "file")
    #expect(ImportedFile.fileName(String(repeating: "x", count: 300) + ".mp4").count == 44)
  }
}
