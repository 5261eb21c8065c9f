import Domain
import Foundation
import Storage
import Sync
import Testing

/// Other people's samples, which are not the project's to hand on: read where they lie beside it.
@Suite(.enabled(if: ImportTests.hasFixtures)) struct SharedSamplesTests {
  let store: Store

  init() throws { store = try Store.inMemory() }

  private func read(_ name: String, _ options: ImportOptions) throws -> ImportReport {
    let file = ImportTests.fixtures.appendingPathComponent(name).path
    return try Import.once(file, into: store, options)
  }

  /// All messages as `direction author: text`, with attachments in brackets.
  private func lines() throws -> [String] {
    try store.allMessages().map { detail in
      let message = detail.message
      let media = message.attachments.map { attachment in
        " [\(attachment.kind)\(attachment.missing.map { ": \($0)" } ?? "")]"
      }
      let text = message.text.string.replacingOccurrences(of: "\n", with: "⏎")
      return "\(message.direction) \(message.author): \(text)" + media.joined()
    }
  }

  @Test func facebooksSampleIsWhatItSays() throws {
    let report = try read(
      "facebook/pedrofuentes_kawsay__inbox~jose_abc~message_1.json",
      .me("Me", network: .messenger))
    #expect(report.skipped == [])
    #expect(
      try lines() == [
        "in José García: ¡Hola! ¿Cómo estás? 😀",
        "out Me: Mira esta foto 📸 [image: not in this part of the export]",
        "in José García:  [file: nothing of it is in the export]",
      ])
  }

  @Test func instagramsSamplesAreWhatTheySay() throws {
    let options = ImportOptions.me("Me", network: .instagram)
    for name in ["family_abcd~message_1.json", "media_abcd~message_1.json"] {
      let report = try read("instagram/pedrofuentes_kawsay__inline_\(name)", options)
      #expect(report.skipped == [], "\(name)")
    }
    #expect(
      Set(try lines()) == [
        "in Mamá: hola",
        "out Me: look [image: not in this part of the export]"
          + " [video: not in this part of the export] [audio: not in this part of the export]",
        "out Me: bad [image: its path leads out of the export]",
      ])
  }

  @Test(arguments: ["linkedin", "x_twitter", "whatsapp", "telegram", "instagram", "facebook"])
  func nothingThatLiesThereStopsAnImport(folder: String) throws {
    let report = try read(folder, .me("Me", network: .instagram))
    #expect(report.skipped.allSatisfy { !$0.reason.isEmpty && !$0.file.isEmpty })
    #expect(try read(folder, .me("Me", network: .instagram)).added == 0)
  }
}
