import Domain
import Foundation
import Storage
import Sync
import Testing

/// A folder of a test's own, gone with it.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "porch-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    // A folder that stays behind fails no test.
    try? FileManager.default.removeItem(atPath: path)
  }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  @discardableResult
  func write(_ data: Data, to name: String) throws -> String {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try data.write(to: URL(fileURLWithPath: file))
    return file
  }

  /// As a script does it: opened for appending, written, closed.
  func append(_ text: String, to name: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path + "/" + name))
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
  }

  func text(of name: String) throws -> String {
    try String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }
}

/// The moment at which tests happen.
let noon = Date(timeIntervalSince1970: 1_800_000_000)

extension Store {
  /// All messages with their conversations' titles, in the order of conversations.
  func allMessages() throws -> [MessageDetail] {
    var found: [MessageDetail] = []
    for conversation in try allConversations() {
      try eachMessage(of: conversation.conversation.id) { found.append($0) }
    }
    return found
  }

  func allConversations() throws -> [ConversationDetail] {
    var found: [ConversationDetail] = []
    try eachConversation(in: nil) { found.append($0) }
    return found
  }

  func texts() throws -> [String] { try allMessages().map(\.message.text.string) }
}

extension Import {
  static func once(
    _ paths: String..., into store: Store, _ options: ImportOptions = .inUTC
  ) throws -> ImportReport {
    try run(paths: paths, into: store, options: options, now: { noon })
  }
}

extension ImportOptions {
  static let inUTC = ImportOptions(timeZone: .gmt)

  static func me(_ me: String, network: Network? = nil) -> ImportOptions {
    ImportOptions(me: me, timeZone: .gmt, network: network)
  }
}
