import Domain
import Foundation
import Storage
import TestSupport
import Testing

@testable import Sync

/// A chat of four messages whose photo is in the export.
private let chat = """
  [30/12/2023, 14:30:01] Ana: hi
  [30/12/2023, 14:30:02] Bob: hello
  [30/12/2023, 14:31:09] Ana: \u{200E}<attached: 00000012-PHOTO.jpg>
  [30/12/2023, 14:32:09] Bob: nice

  """

private let photo = [UInt8]((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31) })

@Suite struct ArchiveImportTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  private func pack(
    _ entries: [PackedArchive.Entry], as form: PackedArchive.Form = .zip, to name: String
  ) throws -> String {
    let path = scratch.path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try PackedArchive.write(entries, as: form, to: path)
    return path
  }

  private var attachments: [Domain.Attachment] {
    get throws { try store.allMessages().flatMap(\.message.attachments) }
  }

  @Test func aPartWithNothingButPhotosIsNoTroubleBesideTheOthers() throws {
    let chat = try pack([.file("_chat.txt", chat)], to: "WhatsApp Chat - Ana.zip")
    let photos = try pack([.file("photos/1.jpg", bytes: photo)], to: "part2.zip")
    let report = try Import.once(chat, photos, into: store, .me("Bob"))
    #expect(report.added == 4 && report.skipped == [])
    #expect(report.notes.contains { $0.hasPrefix("No messages are in part2.zip") })
    let alone = try Import.once(photos, into: store, .me("Bob"))
    #expect(alone.skipped.map(\.file) == ["part2.zip"])
    #expect(alone.skipped.allSatisfy { $0.reason.contains("only photos") })
  }

  @Test(arguments: PackedArchive.Form.allCases)
  func anArchiveIsReadAsItWasDownloaded(_ form: PackedArchive.Form) throws {
    let path = try pack(
      [.file("00000012-PHOTO.jpg", bytes: photo), .file("_chat.txt", chat)], as: form,
      to: "WhatsApp Chat - Ana." + form.ending)
    let report = try Import.once(path, into: store, .me("Bob"))
    #expect(report.added == 4)
    #expect(report.skipped == [])
    #expect(try store.allConversations().map(\.conversation.title) == ["Ana"])
    #expect(
      try attachments == [
        Domain.Attachment(
          kind: .image, name: "00000012-PHOTO.jpg", size: 5000, url: "00000012-PHOTO.jpg",
          place: FilePlace(container: path, entry: "00000012-PHOTO.jpg"))
      ])
    #expect(try Import.once(path, into: store, .me("Bob")).known == 4)
  }

  @Test func anArchiveInAFolderIsLookedInto() throws {
    _ = try pack([.file("_chat.txt", chat)], to: "all/old/WhatsApp Chat - Ana.zip")
    try scratch.write(
      "31/12/2023, 14:30 - Bob: hi\n31/12/2023, 14:31 - Cy: yo\n",
      to: "all/WhatsApp Chat with Cy.txt")
    let report = try Import.once(scratch.path + "/all", into: store)
    #expect(report.added == 6)
    #expect(report.skipped == [])
  }

  @Test func aFolderWithNothingButAnArchiveIsNotEmpty() throws {
    _ = try pack([.file("_chat.txt", chat)], to: "all/WhatsApp Chat - Ana.zip")
    let report = try Import.once(scratch.path + "/all", into: store, .me("Bob"))
    #expect(report.added == 4 && report.skipped == [])
  }

  @Test func aFolderMayHoldArchivesThatAreNoExports() throws {
    _ = try pack([.file("word/document.xml", "<xml>")], to: "all/letter.docx")
    _ = try pack([.file("main.c", "int main;")], as: .tarGzip, to: "all/program.tar.gz")
    try scratch.write(Data([0x1F, 0x8B, 8, 0, 0, 0]), to: "all/log.gz")
    try scratch.write(chat, to: "all/WhatsApp Chat - Ana/_chat.txt")
    let report = try Import.once(scratch.path + "/all", into: store, .me("Bob"))
    #expect(report.added == 4)
    #expect(report.skipped == [])
  }

  @Test func partsThatWereUnpackedBesideEachOtherAreOneExport() throws {
    try scratch.write(chat, to: "all/part1/media/_chat.txt")
    try scratch.write(Data(photo), to: "all/part2/export/photos/1.jpg")
    var finder = FileFinder()
    finder.look(at: scratch.path + "/all")
    let message = try #require(finder.exports.files.first { $0.name == "_chat.txt" })
    let found = finder.exports.attachment(
      kind: .image, candidates: ["no/1.jpg", "export/photos/1.jpg"], beside: message)
    #expect(found.place?.entry == "part2/export/photos/1.jpg")
    #expect(found.size == 5000)
    let none = finder.exports.attachment(kind: .image, candidates: ["../1.jpg"], beside: message)
    #expect(none.missing == "its path leads out of the export")
  }

  @Test func anArchiveInAnArchiveIsReadOneLevelDeep() throws {
    let inner = try Data(
      contentsOf: URL(
        fileURLWithPath: pack(
          [.file("_chat.txt", chat), .file("00000012-PHOTO.jpg", bytes: photo)], to: "in.zip")))
    let path = try pack(
      [.file("a.txt", "x"), .file("data/WhatsApp Chat - Ana.zip", bytes: [UInt8](inner))],
      to: "outer.zip")
    let report = try Import.once(path, into: store, .me("Bob"))
    #expect(report.added == 4)
    #expect(report.skipped == [])
    let place = FilePlace(
      container: path, archive: "data/WhatsApp Chat - Ana.zip", entry: "00000012-PHOTO.jpg")
    #expect(try attachments.map(\.place) == [place])
    let twice = try pack(
      [.file("o.zip", bytes: [UInt8](Data(contentsOf: URL(fileURLWithPath: path))))],
      to: "twice.zip")
    let deep = try Import.once(twice, into: store, .me("Bob"))
    #expect(deep.found == 0)
    #expect(deep.skipped.count == 1)
  }

  @Test func aMessageFindsItsPhotoInAnotherPartAndNothingIsDoubled() throws {
    let text = try pack([.file("_chat.txt", chat)], to: "WhatsApp Chat - Ana.zip")
    let media = try pack(
      [.file("_chat.txt", chat), .file("00000012-PHOTO.jpg", bytes: photo)],
      to: "WhatsApp Chat - Ana (1).zip")
    let alone = try Import.once(text, into: store, .me("Bob"))
    #expect(alone.added == 4)
    #expect(try attachments.map(\.missing) == ["not in the export"])
    let both = try Import.once(text, media, into: store, .me("Bob"))
    #expect(both.found == 8)
    #expect(both.added == 0)
    #expect(both.updated == 1)
    #expect(
      try attachments.map(\.place) == [FilePlace(container: media, entry: "00000012-PHOTO.jpg")])
    let again = try Import.once(text, into: store, .me("Bob"))
    #expect(again.known == 4, "an export without the photo does not take it away")
    #expect(try attachments.map(\.missing) == [nil])
  }

  @Test func anArchiveThatWasMovedIsFoundWhereItIsAndIsNoNews() throws {
    let path = try pack(
      [.file("_chat.txt", chat), .file("00000012-PHOTO.jpg", bytes: photo)], to: "a/chat.zip")
    _ = try Import.once(path, into: store, .me("Bob"))
    let moved = scratch.path + "/chat.zip"
    try FileManager.default.moveItem(atPath: path, toPath: moved)
    let report = try Import.once(moved, into: store, .me("Bob"))
    #expect(report.known == 4)
    #expect(report.updated == 0)
    #expect(try attachments.map(\.place?.container) == [moved])
  }

  // MARK: Names

  @Test func aNameInAnOldAlphabetIsTheSameEachTime() throws {
    let name: [UInt8] = [0x46, 0x6F, 0x74, 0x81, 0x2E, 0x6A, 0x70, 0x67]
    let line = "[30/12/2023, 14:30:01] Ana: \u{200E}<attached: Fotü.jpg>\n"
    let zip = HandmadeZip([
      .init(name, photo), .init("_chat.txt", line + "[30/12/2023, 14:30:02] Bob: hello\n"),
    ])
    let path = try scratch.write(zip.data, to: "chat.zip")
    _ = try Import.once(path, into: store, .me("Bob"))
    #expect(try attachments.map(\.place?.entry) == ["Fotü.jpg"])
  }

  @Test func aNameInUTF8IsReadWhateverTheLocale() throws {
    var entry = HandmadeZip.Entry("Фото-写真.jpg", "")
    entry.bytes = photo
    let line = "[30/12/2023, 14:30:01] Ana: \u{200E}<attached: Фото-写真.jpg>\n"
    let text = HandmadeZip.Entry("_chat.txt", line + "[30/12/2023, 14:30:02] Bob: hello\n")
    for flags in [0, 0x800] as [UInt16] {
      entry.flags = flags
      let path = try scratch.write(HandmadeZip([entry, text]).data, to: "chat-\(flags).zip")
      _ = try Import.once(path, into: store, .me("Bob"))
      #expect(try attachments.map(\.place?.entry) == ["Фото-写真.jpg"])
    }
  }

  // MARK: Pages

  @Test func anHTMLExportInAZipSaysHowToAskForJSONInItsApp() throws {
    let meta = try pack(
      [
        .file("messages/inbox/ana_1/message_1.html", "<html><div class=\"_a6-g\">hi</div>"),
        .file("messages/inbox/cy_2/message_1.html", "<html><div class=\"_a6-g\">yo</div>"),
      ], to: "instagram.zip")
    let telegram = try pack(
      [
        .file("ChatExport/messages.html", "<!DOCTYPE html><div class=\"page_wrap\">"),
        .file("ChatExport/messages2.html", "<!DOCTYPE html><div class=\"page_wrap\">"),
      ], to: "telegram.zip")
    let report = try Import.once(meta, telegram, into: store)
    #expect(report.found == 0)
    #expect(report.skipped.count == 2)
    #expect(report.skipped[0].reason.contains("Accounts Center"))
    #expect(report.skipped[0].reason.hasSuffix("(2 such files)"))
    #expect(report.skipped[1].reason.contains("Machine-readable JSON"))
  }
}

/// A dry run counts what the real one then counts.
@Suite struct DryRunTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  private func counts(_ report: ImportReport) -> [Int] {
    [
      report.files, report.conversations, report.found, report.added, report.updated, report.known,
      report.skipped.count,
    ]
  }

  private func expectTheSame(_ paths: [String]) throws {
    var options = ImportOptions.me("Bob")
    options.dryRun = true
    let before = try store.texts()
    let dry = try Import.run(paths: paths, into: store, options: options, now: { noon })
    #expect(try store.texts() == before)
    let real = try Import.run(
      paths: paths, into: store, options: .me("Bob"), now: { noon })
    #expect(counts(dry) == counts(real))
  }

  @Test func itsCountsAreThoseOfTheRealRun() throws {
    let lines = (0..<7000).map {
      #"{"type":"message","id":"\#($0)","conversation":"c\#($0 % 3)","author":{"id":"ana"},"#
        + #""direction":"in","text":"n \#($0)","sent_at":"2026-01-01T10:00:00Z"}"#
    }
    let first = try scratch.write(lines.joined(separator: "\n"), to: "a.jsonl")
    try expectTheSame([first])
    try expectTheSame([first])
    let changed = lines.map { $0.replacingOccurrences(of: "n 5", with: "m 5") }
    let second = try scratch.write(
      (changed + ["{\"type\":\"message\"}"]).joined(separator: "\n"), to: "b.jsonl")
    try expectTheSame([second])
    let third = try scratch.write(
      lines.joined(separator: "\n").replacingOccurrences(of: "\"id\":\"1", with: "\"id\":\"x1"),
      to: "c.jsonl")
    try expectTheSame([third, first, second])
  }

  @Test func beyondWhatItKeepsInMindItSaysThatItCountsTwice() throws {
    func batch(_ ids: Range<Int>) -> Batch {
      let account = IncomingAccount(id: "a", network: .other, delivery: .handover)
      let messages = ids.map { number in
        IncomingMessage(
          id: "m\(number)", account: "a", conversation: "c",
          author: IncomingParticipant(id: "ana"), direction: .in, text: "hi", sentAt: noon,
          payload: [])
      }
      return Batch(items: [.account(account)] + messages.map(Incoming.message), isHistory: true)
    }
    var report = ImportReport()
    var ledger = DryRunLedger(store: store, at: noon, most: 10)
    for ids in [0..<10, 0..<10] { _ = try ledger.count(batch(ids), in: &report) }
    #expect(report.added == 10 && report.known == 10)
    #expect(report.notes == [])
    for ids in [10..<15, 5..<15] { _ = try ledger.count(batch(ids), in: &report) }
    #expect(report.added == 20 && report.known == 15)
    #expect(report.notes.count == 1 && report.notes[0].contains("10 messages in mind"))
  }

  @Test func aConversationOfManyBatchesCountsAsInTheRealRun() throws {
    let words = [
      #"{"type":"account","id":"shop","network":"instagram","name":"Shop","self":"us"}"#,
      #"{"type":"conversation","id":"c","account":"shop","kind":"group","title":"All","status":"done"}"#,
    ]
    let lines = (0..<9000).map {
      #"{"type":"message","id":"\#($0)","conversation":"c","author":{"id":"p\#($0 % 9)"},"#
        + #""direction":"\#($0 % 4 == 0 ? "out" : "in")","text":"n","sent_at":"2026-01-01T10:00:00Z"}"#
    }
    let text = (words + lines + words + lines.suffix(200)).joined(separator: "\n")
    try expectTheSame([scratch.write(text, to: "all.jsonl")])
  }

  @Test func twoPartsWithOneChatCountOnce() throws {
    let old = chat.split(separator: "\n").prefix(2).joined(separator: "\n") + "\n"
    let parts = try [("a", old), ("b", chat)].map { name, text in
      try scratch.write(text, to: "\(name)/WhatsApp Chat with Ana.txt")
    }
    try expectTheSame(parts)
  }
}
