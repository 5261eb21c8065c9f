import Domain
import Foundation
import Storage

/// Where a format works: what it may read, and where what it has read goes.
///
/// Lives on the reading thread. What is added and said reaches the store's thread in order, packed
/// into parcels of a size that suits a transaction, whichever files it came from.
final class ImportDesk {
  private static let most = 8000
  private static let mostBytes = 4 << 20

  let options: ImportOptions
  let exports: ExportSet
  private let store: Store
  private let conveyor: Conveyor<Parcel>
  /// What was added and said since the last one went.
  private var parcel = Parcel(isHistory: true)
  /// Bytes of what the items of `parcel` came in as.
  private var payload = 0

  init(options: ImportOptions, exports: ExportSet, store: Store, conveyor: Conveyor<Parcel>) {
    self.options = options
    self.exports = exports
    self.store = store
    self.conveyor = conveyor
  }

  func shown(_ file: ExportFile) -> String { exports.shown(file) }

  // MARK: What the store knows

  /// The imported accounts of a network that are there already.
  func accounts(of network: Network) throws(ImportStop) -> [Account] {
    do throws(StoreError) {
      return try store.accounts().filter { $0.network == network && $0.delivery == .handover }
    } catch {
      throw .failed(.store(error.notice.text))
    }
  }

  /// What an import before this one remembered under a name.
  func remembered(_ source: String) throws(ImportStop) -> String? {
    do throws(StoreError) {
      return try store.bookmark(of: source)
    } catch {
      throw .failed(.store(error.notice.text))
    }
  }

  /// Whether a conversation of an account is there, by the id it was imported under.
  func holds(_ conversation: String, of account: String) throws(ImportStop) -> Bool {
    do throws(StoreError) {
      _ = try store.resolve(account + "/" + conversation)
      return true
    } catch {
      guard case .noSuch = error else { throw .failed(.store(error.notice.text)) }
      return false
    }
  }

  /// Whether a message of an account is there, by the id it was imported under.
  func holds(message: String, of account: String) throws(ImportStop) -> Bool {
    do throws(StoreError) {
      return try store.holds(message: message, of: account)
    } catch {
      throw .failed(.store(error.notice.text))
    }
  }

  /// When the last message of a conversation was sent, by the id it was imported under.
  func lastMessage(of conversation: String, in account: String) throws(ImportStop) -> Date? {
    guard try holds(conversation, of: account) else { return nil }
    do throws(StoreError) {
      let id = try store.resolve(account + "/" + conversation)
      return try store.conversation(id)?.lastMessageAt
    } catch {
      throw .failed(.store(error.notice.text))
    }
  }

  /// For lines: which account they belong to where they do not say it.
  func ledger(fallback: String) -> LineLedger {
    DropFolderReader.ledger(store: store, fallback: fallback, delivery: .handover)
  }

  // MARK: Reading

  /// Opens files one after the other, in the order in which they are cheapest to read.
  ///
  /// One that cannot be opened is told and left out. What is read counts for the progress line.
  func read(
    _ files: [ExportFile], _ body: (ExportFile, any ByteStream) throws(ImportStop) -> Void
  ) throws(ImportStop) {
    try exports.read(files) { (file, opened) throws(ImportStop) in
      switch opened {
      case .failure(let trouble): skip(file, trouble.sentence)
      case .success(let stream):
        let counted = CountedStream(stream) { [conveyor] bytes in
          var progress = Parcel(isHistory: true)
          progress.bytes = bytes
          // Whoever sends the next parcel hears that nobody takes any.
          _ = conveyor.put(progress)
        }
        defer { parcel.bytes += counted.taken() }
        counting = counted
        defer { counting = nil }
        try body(file, counted)
      }
    }
  }

  private var counting: CountedStream?

  // MARK: Saying

  /// A file whose messages are read now.
  func begin() { parcel.files += 1 }

  func skip(_ file: ExportFile, at place: String = "", _ reason: String) {
    skip(.init(file: shown(file), at: place, reason: reason))
  }

  func skip(_ skip: ImportReport.Skip) { parcel.skip(skip) }

  /// A sentence worth reading, once.
  func note(_ sentence: String) { parcel.notes.append(sentence) }

  /// Something that only the person can tell.
  func need(_ need: ImportNeed) { parcel.needs.append(need) }

  // MARK: Sending

  /// An account, before what belongs to it.
  func add(_ account: IncomingAccount) throws(ImportStop) {
    try add(.account(account), from: Parcel.Place(file: "", at: ""))
  }

  func add(_ item: Incoming, from place: Parcel.Place) throws(ImportStop) {
    parcel.batch.items.append(item)
    parcel.places.append(place)
    switch item {
    case .message(let message):
      parcel.found(in: place.file)
      payload += message.payload.count
    case .conversation(let conversation): payload += conversation.payload?.count ?? 0
    case .account, .gone, .identity, .people: break
    }
    if parcel.batch.items.count >= Self.most || payload >= Self.mostBytes { try send() }
  }

  /// Stored together with what is added next.
  func remember(_ bookmark: Batch.Bookmark) { parcel.batch.bookmarks.append(bookmark) }

  /// Sends what was added and said last.
  func finish() throws(ImportStop) { try send() }

  private func send() throws(ImportStop) {
    parcel.bytes += counting?.taken() ?? 0
    let full = parcel
    parcel = Parcel(isHistory: true)
    payload = 0
    guard conveyor.put(full) else { throw .closed }
  }
}

/// Counts what is read through it.
private final class CountedStream: ByteStream {
  private let stream: any ByteStream
  private var bytes: Int64 = 0
  /// Told of what was read while nothing was sent, so that a survey shows that it goes on.
  private let report: (Int64) -> Void
  private static let piece: Int64 = 8 << 20

  init(_ stream: any ByteStream, report: @escaping (Int64) -> Void) {
    self.stream = stream
    self.report = report
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileTrouble) -> Int {
    let got = try stream.read(into: buffer)
    bytes += Int64(got)
    if bytes >= Self.piece { report(taken()) }
    return got
  }

  /// Since it was asked last.
  func taken() -> Int64 {
    defer { bytes = 0 }
    return bytes
  }
}
