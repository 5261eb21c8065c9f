import Domain
import Foundation
import Glibc
import Interface
import Storage

/// What somebody wrote and the store did not take, when the program ends: put into a file of its
/// own, and said, so that no word is lost with the screen.
struct UnkeptWriting {
  struct Text: Equatable {
    var conversation: Conversation.ID
    var text: String
  }

  private(set) var texts: [Text] = []

  /// - Parameter actions: what was still to be told to the interface when it ended, oldest first.
  init(_ actions: [Action]) {
    for action in actions {
      switch action {
      case .draftSaveFailed(_, ""): break
      case .draftSaveFailed(let id, let text): add(text, for: id)
      case .sendFailed(let reply, _): add(reply.text, for: reply.conversation)
      default: break
      }
    }
  }

  /// Of one conversation, what a later text has in it is not told twice.
  private mutating func add(_ text: String, for id: Conversation.ID) {
    texts.removeAll { $0.conversation == id && text.contains($0.text) }
    let isThere = texts.contains { $0.conversation == id && $0.text.contains(text) }
    if !isThere { texts.append(Text(conversation: id, text: text)) }
  }

  /// Puts the texts where there is room, for nobody else's eyes.
  /// - Returns: what to tell the person; nil when everything was kept.
  func rescue(
    knownTo store: Store, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> CommandError? {
    guard !texts.isEmpty else { return nil }
    let words = texts.map { "To \(title(of: $0.conversation, in: store)):\n\n\($0.text)\n" }
      .joined(separator: "\n")
    let what = texts.count == 1 ? "What you wrote" : "What you wrote to \(texts.count) people"
    let folders = [environment["XDG_RUNTIME_DIR"], environment["TMPDIR"], "/tmp", "/var/tmp"]
    let name = "porch-unkept-\(UUID().uuidString).txt"
    for folder in folders.compactMap(\.self) where folder.hasPrefix("/") {
      let path = "\(folder)/\(name)"
      guard Self.write(words, to: path) else { continue }
      return CommandError(
        "\(what) could not be kept in the store. It is in \(SafeText(line: path).string): make room "
          + "or free the store, and paste it again.")
    }
    return CommandError("\(what) could not be kept anywhere. Copy it from here:\n\(words)")
  }

  private func title(of id: Conversation.ID, in store: Store) -> String {
    // A store that cannot be read either has no name for anybody.
    let title = (try? store.conversation(id))?.title.string ?? ""
    return title.isEmpty ? "somebody" : title
  }

  /// - Returns: whether all of it is on the disk.
  private static func write(_ words: String, to path: String) -> Bool {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { return false }
    defer { close(file) }
    let bytes = Array(words.utf8)
    let isWhole = Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
    if !isWhole { unlink(path) }
    return isWhole
  }
}
