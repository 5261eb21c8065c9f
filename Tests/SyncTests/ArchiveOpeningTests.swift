import Domain
import Foundation
import Sync
import TestSupport
import Testing

/// Opening the file of an attachment out of what was imported.
@Suite struct ArchiveOpeningTests {
  let scratch: Scratch
  private let photo = [UInt8]((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31) })

  init() throws { scratch = try Scratch() }

  private func pack(_ entries: [PackedArchive.Entry], to name: String) throws -> String {
    let path = scratch.path + "/" + name
    try PackedArchive.write(entries, as: .zip, to: path)
    return path
  }

  private func opened(_ place: FilePlace, size: Int64? = nil) throws(ImportedFileTrouble) -> Data {
    let attachment = Domain.Attachment(kind: .image, name: "1.jpg", size: size, place: place)
    let folder = scratch.path + "/copy-" + UUID().uuidString
    let path = try ImportedFile(attachment).path(copyingInto: {
      mkdir(folder, 0o700) == 0 ? folder : nil
    })
    return FileManager.default.contents(atPath: path) ?? Data()
  }

  private func sentence(_ place: FilePlace, size: Int64? = nil) -> String? {
    do throws(ImportedFileTrouble) {
      _ = try opened(place, size: size)
      return nil
    } catch {
      return error.sentence.string
    }
  }

  @Test func aFileComesOutOfItsArchive() throws {
    let zip = try pack([.file("x", "y"), .file("media/1.jpg", bytes: photo)], to: "a.zip")
    #expect(try opened(FilePlace(container: zip, entry: "media/1.jpg")) == Data(photo))
    let inner = try [UInt8](Data(contentsOf: URL(fileURLWithPath: zip)))
    let outer = try pack([.file("parts/a.zip", bytes: inner)], to: "outer.zip")
    let place = FilePlace(container: outer, archive: "parts/a.zip", entry: "media/1.jpg")
    #expect(try opened(place, size: 5000) == Data(photo))
  }

  @Test func aFileInAFolderIsOpenedWhereItLies() throws {
    let file = try scratch.write(Data(photo), to: "export/media/1.jpg")
    let attachment = Domain.Attachment(
      kind: .image, place: FilePlace(container: scratch.path + "/export", entry: "media/1.jpg"))
    #expect(try ImportedFile(attachment).path(copyingInto: { nil }) == file)
    let alone = Domain.Attachment(kind: .image, place: FilePlace(container: file))
    #expect(try ImportedFile(alone).path(copyingInto: { nil }) == file)
  }

  @Test func anArchiveThatIsGoneSaysWhereItWas() throws {
    let place = FilePlace(container: scratch.path + "/gone.zip", entry: "media/1.jpg")
    #expect(
      sentence(place)
        == "It is no longer there. Put it back, or import it again: "
        + "1.jpg was in \(scratch.path)/gone.zip.")
  }

  @Test func anArchiveThatWasChangedIsSaid() throws {
    let zip = try pack([.file("media/1.jpg", bytes: photo)], to: "a.zip")
    for (entry, size) in [("media/2.jpg", nil), ("media/1.jpg", 4999)] as [(String, Int64?)] {
      let said = sentence(FilePlace(container: zip, entry: entry), size: size)
      #expect(said?.contains("the archive was changed, so import it again") == true)
      #expect(said?.contains(zip) == true)
    }
  }

  @Test func aMissingAttachmentSaysWhy() {
    #expect(throws: ImportedFileTrouble.self) {
      try ImportedFile(Domain.Attachment(kind: .image, missing: "not in this part of the export"))
    }
  }

  @Test func copyingStopsWhenNobodyWantsItAndLeavesNothing() throws {
    let zip = try pack([.file("media/1.jpg", bytes: photo)], to: "a.zip")
    let attachment = Domain.Attachment(
      kind: .image, place: FilePlace(container: zip, entry: "media/1.jpg"))
    let folder = scratch.path + "/copy"
    #expect(throws: ImportedFileTrouble.self) {
      try ImportedFile(attachment).path(
        copyingInto: { mkdir(folder, 0o700) == 0 ? folder : nil }, while: { false })
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
  }
}
