import Domain
import Foundation

/// Reads files of JSON lines into parcels for the store, on the producing side of a ``Pipeline``.
struct LineFeed: Sendable {
  /// One file and where to go on in it.
  struct Entry: Sendable {
    var path: String
    /// As named in reports.
    var name: String
    var offset: Int64 = 0
    var line = 0
    var account: String?
    /// Of what was read before, and how large the file was when that was last looked at; nil: not
    /// known.
    var digest: UInt64?
    var verified: Int64?
    /// Lines that start before this byte are history.
    var historyEnd: Int64 = .max
    /// Under what name the place reached is remembered; nil for a file that is read once.
    var bookmark: String?
  }

  /// Enough to make a transaction worth its commit, few enough to stay small.
  private static let most = 3000
  private static let mostBytes: Int64 = 4 << 20

  var entries: [Entry]
  var ledger: LineLedger

  /// Reads every entry; returns the ledger for the next time.
  func run(into conveyor: Conveyor<Parcel>) -> LineLedger {
    var taker = LineTaker(ledger: ledger)
    for entry in entries {
      var reading = LineReading(entry: entry, taker: taker, conveyor: conveyor)
      reading.run(most: Self.most, mostBytes: Self.mostBytes)
      taker = reading.taker
      if reading.isStopped { break }
    }
    return taker.ledger
  }
}

/// The reading of one file.
private struct LineReading {
  let entry: LineFeed.Entry
  var taker: LineTaker
  let conveyor: Conveyor<Parcel>
  var isStopped = false

  private var parcel: Parcel
  private var payload: Int64 = 0
  private var flushed: Int64
  /// Of the file up to ``digested``.
  private var digest: Fingerprint
  private var digested: Int64

  init(entry: LineFeed.Entry, taker: LineTaker, conveyor: Conveyor<Parcel>) {
    self.entry = entry
    self.taker = taker
    self.conveyor = conveyor
    self.taker.ledger.current = entry.account
    flushed = entry.offset
    digest = entry.digest.map(Fingerprint.init(continuing:)) ?? Fingerprint()
    digested = entry.digest == nil ? 0 : entry.offset
    parcel = Parcel(isHistory: entry.offset < entry.historyEnd)
  }

  mutating func run(most: Int, mostBytes: Int64) {
    do throws(FileTrouble) {
      let file = try ByteFile(path: entry.path)
      guard let start = try begin(file) else { return }
      let reader = LineReader(
        file, from: start, after: entry.line, ending: entry.bookmark == nil ? .take : .leave)
      while !isStopped {
        let lineStart = reader.offset
        guard let line = try reader.next() else { break }
        take(line, number: reader.number, isHistory: lineStart < entry.historyEnd)
        payload += reader.offset - lineStart
        let isBoundary = (reader.offset < entry.historyEnd) != parcel.batch.isHistory
        if parcel.batch.items.count >= most || payload >= mostBytes || isBoundary {
          try flush(file, reader)
        }
      }
      try flush(file, reader)
    } catch {
      parcel.skip(.init(file: entry.name, reason: error.sentence))
      parcel.broken = entry.name
      isStopped = !conveyor.put(parcel)
    }
  }

  /// Where the text begins; nil when it is none, which is said.
  private mutating func begin(_ file: ByteFile) throws(FileTrouble) -> Int64? {
    guard entry.offset == 0 else { return entry.offset }
    let form = FileForm(head: try file.bytes(at: 0, count: 4096))
    if case .text(let skip) = form { return Int64(skip) }
    // An empty file of a drop folder is one that has not been written to yet.
    if form == .empty && entry.bookmark != nil { return nil }
    parcel.skip(.init(file: entry.name, reason: form.refusal ?? "it cannot be read"))
    parcel.bytes = file.size
    isStopped = !conveyor.put(parcel)
    return nil
  }

  private mutating func take(_ line: LineReader.Line, number: Int, isHistory: Bool) {
    switch line {
    case .tooLong:
      skip(number, "the line is longer than \(LineReader.longest >> 20) MB")
    case .text(let bytes):
      do throws(Rejection) {
        for item in try taker.take(bytes) {
          if case .message = item { parcel.found(in: entry.name) }
          parcel.batch.items.append(item)
          parcel.places.append(.init(file: entry.name, at: String(number)))
        }
      } catch {
        skip(number, error.reason)
      }
    }
  }

  private mutating func skip(_ number: Int, _ reason: String) {
    parcel.skip(.init(file: entry.name, at: String(number), reason: reason))
  }

  private mutating func flush(_ file: ByteFile, _ reader: LineReader) throws(FileTrouble) {
    guard reader.offset > flushed || !parcel.skips.isEmpty else { return }
    if let name = entry.bookmark {
      digest = try digest.adding(file, digested..<reader.offset)
      digested = reader.offset
      let place = try FileBookmark(
        of: file, offset: reader.offset, line: reader.number, account: taker.ledger.current,
        digest: digest, verified: entry.verified ?? file.size)
      parcel.batch.bookmarks = [Batch.Bookmark(source: name, value: place.text)]
    }
    parcel.bytes = reader.offset - flushed
    flushed = reader.offset
    isStopped = !conveyor.put(parcel)
    parcel = Parcel(isHistory: reader.offset < entry.historyEnd)
    payload = 0
  }
}
