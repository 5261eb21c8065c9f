import Domain
import Foundation

/// Whether an account in the store is ours under a name that we no longer have.
///
/// Nothing but the app's ids of threads ties exports of two names, and somebody else's account may have
/// one of them: a group that both are in. So a message in common is asked for: of a conversation of two
/// any, of a group one of ours. A conversation of two that only begins after what is here ends will do.
final class MetaRename {
  private let desk: ImportDesk
  private let network: Network
  private let owner: String
  private let threads: [MetaThread]
  private let decoder = JSONDecoder()
  private var isShown = false
  /// Threads of two that go on where those in the store end, and those that do not.
  private var following: Set<ExportFile> = []
  private var strange: Set<ExportFile> = []

  init(desk: ImportDesk, network: Network, owner: String, threads: [MetaThread]) {
    self.desk = desk
    self.network = network
    self.owner = owner
    self.threads = threads
  }

  /// A thread as it is in an account in the store, and when its last message there was sent.
  private struct Stored {
    var writer: MetaWriter
    var end: Date
    var isDirect: Bool
  }

  /// - Parameter accounts: all imported ones of the network.
  /// - Returns: nil where we are in the store as we are called now, and where it is not certain.
  func account(of accounts: [Account]) throws(ImportStop) -> MetaOwner? {
    let keyName = StableKey.name(owner)
    guard !accounts.contains(where: { $0.selfID == keyName }) else { return nil }
    var found: [(owner: MetaOwner, files: [ExportFile: Stored])] = []
    for account in accounts {
      guard let selfID = account.selfID else { continue }
      let owner = MetaOwner(owner, in: account, keyName: selfID)
      let files = try stored(owner)
      if !files.isEmpty { found.append((owner, files)) }
    }
    guard found.count == 1, let only = found.first, try isOurs(only.files) else { return nil }
    return only.owner
  }

  /// The files of this import whose threads are in an account.
  private func stored(_ owner: MetaOwner) throws(ImportStop) -> [ExportFile: Stored] {
    var files: [ExportFile: Stored] = [:]
    for thread in threads {
      guard let bookmark = MetaKeys.bookmark(of: thread, account: owner.account),
        let value = try desk.remembered(bookmark)
      else { continue }
      let keyed = MetaKeys.recalled(thread, value)
      guard let end = try desk.lastMessage(of: keyed.id, in: owner.account) else { continue }
      let place = MetaReading.Place(keyed, network: network, owner: owner)
      let stored = Stored(
        writer: MetaWriter(place), end: end,
        isDirect: thread.isDirect && !thread.participants.contains(owner.keyName))
      for file in thread.files { files[file] = stored }
    }
    return files
  }

  private func isOurs(_ stored: [ExportFile: Stored]) throws(ImportStop) -> Bool {
    try desk.read(Array(stored.keys)) { (file, stream) throws(ImportStop) in
      guard !isShown, let thread = stored[file] else { return }
      try read(file, stream, thread)
    }
    return isShown || (!following.isEmpty && strange.isEmpty)
  }

  private func read(
    _ file: ExportFile, _ stream: any ByteStream, _ stored: Stored
  ) throws(ImportStop) {
    let media = MetaMedia(exports: desk.exports, file: file)
    var isLater = true
    var walk = MetaWalk(stream)
    while let piece = walk.next() {
      // What cannot be read is told when it is taken in.
      guard let raw = try? MetaMessage.decoded(piece, decoder).message else { continue }
      guard stored.isDirect || raw.sender == owner else { continue }
      guard let message = try? stored.writer.message(raw, payload: [], media: media) else {
        continue
      }
      if try desk.holds(message: message.id, of: stored.writer.place.account) {
        isShown = true
        return
      }
      isLater = isLater && message.sentAt > stored.end
    }
    guard stored.isDirect else { return }
    if isLater { following.insert(file) } else { strange.insert(file) }
  }
}
