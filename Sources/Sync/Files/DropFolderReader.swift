import Domain
import Foundation
import Glibc
import Storage

/// Reads what is new in a drop folder's inbox into the store.
struct DropFolderReader {
  struct Outcome {
    var skips: [ImportReport.Skip] = []
    /// A sentence when the folder could not be read.
    var trouble: SafeText?
    /// The lines are readable but could not be kept.
    var isStoreTrouble = false
  }

  /// More skips than this are not told one by one.
  static let mostSkips = 1000

  let path: String
  let store: Store
  let now: @Sendable () -> Date
  /// Whether what was read before is held against its digest however large it is; see
  /// ``FileBookmark``.
  var isThorough = false
  private let delivery: Account.Delivery
  private var ledger: LineLedger?
  /// What each file looked like when it was read to its end: unchanged files are not opened.
  private var seen: [String: Look] = [:]

  /// Held while a folder makes its first account: two that begin at once take no name twice.
  private static let naming = NSLock()

  private struct Look: Hashable {
    var inode: UInt64
    var size: Int64
    var seconds: Int
    var nanoseconds: Int
    /// Of the last change of the file's permissions or name: these make it worth another try.
    var changedSeconds: Int
    var changedNanoseconds: Int
  }

  init(path: String, store: Store, now: @escaping @Sendable () -> Date) {
    self.path = path
    self.store = store
    self.now = now
    delivery = .dropFolder(path: path)
  }

  private var inbox: String { path + "/inbox" }

  /// Remembers that the folder has been read once: from then on, lines are news.
  static func firstReadBookmark(_ path: String) -> String {
    Batch.Bookmark.source(ofFolder: path)
  }

  static func fileBookmark(_ path: String) -> String { Batch.Bookmark.source(ofFile: path) }

  /// The accounts this folder feeds; before there is one, a stand-in with the folder's name.
  func accounts() -> [Account] {
    // Without the store there is still a folder to say something about.
    let known = ((try? store.accounts()) ?? []).filter { $0.delivery == delivery }
    guard known.isEmpty else { return known }
    let name = Self.name(of: path)
    return [
      Account(
        id: Self.standIn(for: path), remoteID: name, network: .other, name: SafeText(line: name),
        delivery: delivery)
    ]
  }

  /// A key below all of the store's, each folder its own: two that fail are two failures.
  private static func standIn(for path: String) -> Account.ID {
    Account.ID(-1 - Int64(Fingerprint([UInt8](path.utf8)).value >> 2))
  }

  static func name(of path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? "drop folder"
    return StableKey.name(last)
  }

  mutating func read() -> Outcome {
    do {
      return try readNew { _, _ in }
    } catch let error as StoreError {
      return Outcome(trouble: error.notice.text, isStoreTrouble: true)
    } catch let error as FileTrouble {
      return Outcome(
        trouble: SafeText(
          line: "Cannot read \(error.path): \(error.sentence). "
            + "It is read as soon as that is mended."))
    } catch {
      return Outcome(trouble: SafeText(line: "Cannot read \(inbox): \(error)"))
    }
  }

  /// - Parameter took: told after every transaction, for an import's progress.
  mutating func readNew(_ took: (Parcel, Receipt) -> Void) throws -> Outcome {
    let isFirst = try store.bookmark(of: Self.firstReadBookmark(path)) == nil
    var looks: [String: Look] = [:]
    var entries: [LineFeed.Entry] = []
    var outcome = Outcome()
    for name in try Self.files(in: inbox) {
      let file = inbox + "/" + name
      do throws(FileTrouble) {
        guard let look = try Self.look(at: file), seen[file] != look else { continue }
        entries.append(try entry(file, name: "inbox/" + name, look: look, isFirst: isFirst))
        looks[file] = look
      } catch {
        outcome.skips.append(.init(file: "inbox/" + name, reason: error.sentence))
      }
    }
    if !entries.isEmpty {
      // What could not be read to its end is tried again at the next change.
      for name in try receive(entries, into: &outcome, took) { looks[path + "/" + name] = nil }
    }
    seen.merge(looks) { $1 }
    if isFirst {
      let mark = Batch.Bookmark(source: Self.firstReadBookmark(path), value: "read")
      _ = try store.receive(Batch(items: [], isHistory: true, bookmarks: [mark]), at: now())
    }
    return outcome
  }

  /// - Returns: the names of the files that could not be read to their end.
  private mutating func receive(
    _ entries: [LineFeed.Entry], into outcome: inout Outcome, _ took: (Parcel, Receipt) -> Void
  ) throws(StoreError) -> Set<String> {
    let hasAccount = try store.accounts().contains { $0.delivery == delivery }
    if !hasAccount { Self.naming.lock() }
    defer { if !hasAccount { Self.naming.unlock() } }
    let feed = LineFeed(entries: entries, ledger: ledger ?? Self.ledger(of: path, store: store))
    var skips: [ImportReport.Skip] = []
    var broken: Set<String> = []
    let (store, now) = (store, now)
    ledger = try Pipeline.run(produce: feed.run) { (parcel: Parcel) throws(StoreError) in
      let receipt = try store.receive(parcel.batch, at: now())
      let refused = receipt.refused.map {
        parcel.places[$0.index].skip($0.reason)
      }
      skips.append(contentsOf: (parcel.skips + refused).prefix(Self.mostSkips - skips.count))
      if let file = parcel.broken { broken.insert(file) }
      took(parcel, receipt)
    }
    outcome.skips += skips
    return broken
  }

  /// Where to go on in a file: after its bookmark, or from the start when it is another file now.
  private func entry(
    _ file: String, name: String, look: Look, isFirst: Bool
  ) throws(FileTrouble) -> LineFeed.Entry {
    let source = Self.fileBookmark(file)
    var entry = LineFeed.Entry(
      path: file, name: name, historyEnd: isFirst ? look.size : 0, bookmark: source)
    let stored: String?
    do {
      stored = try store.bookmark(of: source)
    } catch {
      // The store will say so itself when the lines are received.
      stored = nil
    }
    let opened = try ByteFile(path: file)
    guard let known = FileBookmark(text: stored) else { return entry }
    var place = known
    guard try place.isOf(opened, thoroughly: isThorough) else { return entry }
    if place != known && opened.size == known.size { keep(place, as: source) }
    entry.offset = place.offset
    entry.line = place.line
    entry.account = place.account
    entry.digest = place.digest
    entry.verified = place.verified
    return entry
  }

  /// Of a file that was written to and is the same: with nothing new in it, no parcel says so.
  private func keep(_ place: FileBookmark, as source: String) {
    let mark = Batch.Bookmark(source: source, value: place.text)
    // A store that cannot be written now has it looked at again next time.
    _ = try? store.receive(Batch(items: [], isHistory: true, bookmarks: [mark]), at: now())
  }

  static func ledger(of path: String, store: Store) -> LineLedger {
    ledger(store: store, fallback: name(of: path), delivery: .dropFolder(path: path)) { id in
      ownID(of: id, in: path, store: store)
    }
  }

  /// The id itself, or one with a mark of the folder where it is the account of another folder.
  private static func ownID(of id: String, in path: String, store: Store) -> String {
    let marked = StableKey.name(id) + "~" + StableKey.of(path).prefix(8)
    // A store that does not answer refuses the lines themselves.
    for account in (try? store.accounts()) ?? [] {
      guard case .dropFolder(let folder) = account.delivery else { continue }
      if account.remoteID == marked && folder == path { return marked }
      if account.remoteID == id && folder != path { return marked }
    }
    return id
  }

  static func ledger(
    store: Store, fallback: String, delivery: Account.Delivery,
    ownID: @escaping @Sendable (_ account: String) -> String = { $0 }
  ) -> LineLedger {
    // Read once: an account that appears later is in the ledger itself.
    let ours = ((try? store.accounts()) ?? []).filter { $0.delivery == delivery }
    return LineLedger(delivery: delivery, fallback: fallback, ownID: ownID) { conversation in
      guard !ours.isEmpty else { return nil }
      // Unknown and ambiguous both mean that the store does not tell.
      guard let id = try? store.resolve(conversation), let found = try? store.conversation(id)
      else { return nil }
      return ours.first { $0.id == found.account }?.remoteID
    }
  }

  private static func files(in folder: String) throws(FileTrouble) -> [String] {
    guard let stream = opendir(folder) else { throw FileTrouble(path: folder, code: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".jsonl") && !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// nil for what is no regular file; links are followed here, the folder is the user's own.
  private static func look(at path: String) throws(FileTrouble) -> Look? {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT { return nil }
      throw FileTrouble(path: path, code: errno)
    }
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Look(
      inode: UInt64(status.st_ino), size: Int64(status.st_size),
      seconds: Int(status.st_mtim.tv_sec), nanoseconds: Int(status.st_mtim.tv_nsec),
      changedSeconds: Int(status.st_ctim.tv_sec),
      changedNanoseconds: Int(status.st_ctim.tv_nsec))
  }
}
