import Domain
import Foundation
import Storage
import Sync
import Testing

/// Samples that other projects made for their own tests. They lie beside the project, where they do.
@Suite struct TableFixtureTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../shared/fixtures").standardizedFileURL.path

  static func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/" + name)
  }

  private func lines(_ folder: String, _ options: ImportOptions) throws -> ([String], ImportReport)
  {
    let store = try Store.inMemory()
    let report = try Import.once(Self.folder + "/" + folder, into: store, options)
    let lines = try store.allMessages().map { detail in
      "\(detail.message.direction) \(detail.message.author): \(detail.message.text)"
        + (detail.message.subject.map { " [\($0)]" } ?? "")
    }
    return (lines, report)
  }

  @Test(.enabled(if: has("linkedin"), "the samples are not beside the project"))
  func linkedInsSampleIsReadAsItStands() throws {
    let (lines, report) = try lines("linkedin", .me("Pedro Fuentes"))
    #expect(
      lines.sorted() == [
        "in Ana Lopez: Hey Pedro, let's grab coffee, maybe Tuesday? [Coffee?]",
        "out Pedro Fuentes: Sounds great!\nTuesday at 3pm works. [Re: Coffee?]",
      ])
    #expect(report.skipped.map(\.at) == ["5"])
  }

  @Test(.enabled(if: has("signal"), "the samples are not beside the project"))
  func signalsSampleIsReadAsItStands() throws {
    let (lines, report) = try lines("signal/joweich_chat-miner__test_export.txt", .me("John Doe"))
    #expect(lines == ["in Jane Doe: Hello John!", "out John Doe: Hello\nJane!"])
    #expect(report.skipped == [])
  }

  @Test(.enabled(if: has("mbox"), "the samples are not beside the project"))
  func theMailSampleIsReadAsItStands() throws {
    let (lines, report) = try lines("mbox", .inUTC)
    #expect(
      lines.sorted() == [
        "in alice@example.com: Hello, this is a welcome email about postgres. [Welcome]",
        "in bob@example.com: Are you free Thursday? [Lunch?]",
      ])
    #expect(report.skipped == [])
  }
}
