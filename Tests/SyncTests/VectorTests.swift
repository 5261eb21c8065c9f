import Domain
import Foundation
import InboxAPI
import Storage
import Sync
import Testing

/// Samples of exports, each with what it has to become: `Vectors/NAME.in` → `NAME.expected`.
///
/// The first line of an `.in` tells the options and the name the file has:
/// `#! name=WhatsApp Chat with Ana.txt | me=Bob | order=dmy | zone=Europe/Berlin`.
/// `RECORD_VECTORS=1 swift test` rewrites what is expected; the difference is then reviewed.
@Suite struct VectorTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Vectors")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".in") }.map { String($0.dropLast(3)) }.sorted()
  }()

  @Test func thereAreVectors() { #expect(Self.names.count >= 25) }

  @Test(arguments: names) func aSampleBecomesWhatItSays(name: String) throws {
    let sample = try Data(contentsOf: Self.folder.appendingPathComponent(name + ".in"))
    let outcome = try Self.outcome(of: sample)
    let expected = Self.folder.appendingPathComponent(name + ".expected")
    if ProcessInfo.processInfo.environment["RECORD_VECTORS"] == "1" {
      try outcome.write(to: expected, atomically: true, encoding: .utf8)
    }
    #expect(try outcome == String(contentsOf: expected, encoding: .utf8))
  }

  @Test(arguments: names) func aSampleTwiceAddsNothing(name: String) throws {
    let sample = try Data(contentsOf: Self.folder.appendingPathComponent(name + ".in"))
    let scratch = try Scratch()
    let (file, options) = try Self.place(sample, in: scratch)
    let store = try Store.inMemory()
    let first = try Import.once(file, into: store, options)
    let before = try store.allConversations().count
    let again = try Import.once(file, into: store, options)
    #expect(again.added == 0)
    #expect(again.conversations == first.conversations)
    #expect(try store.allConversations().count == before)
    #expect(again.found == first.found)
    #expect(again.known == first.added)
  }

  static func outcome(of sample: Data) throws -> String {
    let scratch = try Scratch()
    let (file, options) = try place(sample, in: scratch)
    let store = try Store.inMemory()
    let report = try Import.once(file, into: store, options)
    var lines = ["found \(report.found), added \(report.added)"]
    for skip in report.skipped { lines.append("skipped \(skip.file) \(skip.at): \(skip.reason)") }
    for need in report.needs { lines.append("asks: \(need.sentence)") }
    for note in report.notes { lines.append("note: \(note)") }
    for conversation in try store.allConversations() {
      lines.append("")
      lines.append(line(conversation))
      try store.eachMessage(of: conversation.conversation.id) { lines.append(line($0)) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func place(
    _ sample: Data, in scratch: Scratch
  ) throws -> (String, ImportOptions) {
    let end = try #require(sample.firstIndex(of: 10))
    let head = String(decoding: sample[..<end], as: UTF8.self)
    var options = ImportOptions.inUTC
    var name = "_chat.txt"
    for part in head.dropFirst(3).components(separatedBy: " | ") {
      let pair = part.components(separatedBy: "=")
      switch pair[0] {
      case "name": name = pair[1]
      case "me": options.me = pair[1]
      case "order": options.dateOrder = DateOrder(rawValue: pair[1])
      case "network": options.network = Network(rawValue: pair[1])
      case "zone": options.timeZone = try #require(TimeZone(identifier: pair[1]))
      default: Issue.record("an unknown option \(pair[0])")
      }
    }
    return (try scratch.write(Data(sample[(end + 1)...]), to: "export/" + name), options)
  }

  private static func line(_ detail: ConversationDetail) -> String {
    let conversation = detail.conversation
    let people = detail.participants.map { ($0.name?.string ?? $0.id) + ($0.isSelf ? " (us)" : "") }
    return "== \(conversation.title) · \(conversation.kind) · \(conversation.network) · "
      + "\(detail.accountRemoteID) · " + people.sorted().joined(separator: ", ")
  }

  private static func line(_ detail: MessageDetail) -> String {
    let message = detail.message
    var marks: [String] = []
    if message.isEdited { marks.append("edited") }
    if message.isDeleted { marks.append("deleted") }
    for attachment in message.attachments {
      let parts = [attachment.name, attachment.url, attachment.missing].compactMap { $0?.string }
      marks.append("\(attachment.kind): " + parts.joined(separator: ", "))
    }
    for reaction in message.reactions { marks.append("\(reaction.emoji) \(reaction.author)") }
    let text = message.text.string.replacingOccurrences(of: "\n", with: "⏎")
    return "\(Timestamp.text(message.sentAt)) \(message.direction) \(message.author): \(text)"
      + marks.map { " {\($0)}" }.joined()
  }
}
