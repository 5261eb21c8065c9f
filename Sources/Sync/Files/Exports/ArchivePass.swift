/// What is wanted of one archive on the disk.
struct ArchiveWish {
  /// By the entry's place in the archive.
  var files: [Int: ExportFile] = [:]
  /// Of archives inside it, by their place.
  var inner: [Int: ArchiveWish] = [:]

  var isEmpty: Bool { files.isEmpty && inner.isEmpty }

  /// In the order of the archive.
  var all: [ExportFile] {
    let own = files.map { ($0.key, [$0.value]) } + inner.map { ($0.key, $0.value.all) }
    return own.sorted { $0.0 < $1.0 }.flatMap(\.1)
  }
}

/// One walk through an archive that opens what is wanted of it, in the archive's order.
///
/// A damaged entry can end libarchive's reading of a zip; a new reader then goes on behind it.
struct ArchivePass<Failure: Error> {
  typealias Body = (ExportFile, Result<any ByteStream, FileTrouble>) throws(Failure) -> Void

  private var reader: ArchiveReader
  private var wish: ArchiveWish
  private let meter: ArchiveMeter
  /// The archive from its start; nil for one inside another, which is had only once.
  private let reopen: (() throws(FileTrouble) -> ArchiveReader)?
  private var last = -1
  /// Each new reader walks the directory again.
  private var attemptsLeft = 100

  /// Opens an archive on the disk.
  init(path: String, _ wish: ArchiveWish, _ budget: ArchiveBudget) throws(FileTrouble) {
    let file = try ByteFile(path: path)
    let meter = ArchiveMeter(budget, size: file.size)
    let open: () throws(FileTrouble) -> ArchiveReader = { () throws(FileTrouble) in
      try ArchiveReader(file, meter)
    }
    reader = try open()
    reopen = open
    self.meter = meter
    self.wish = wish
  }

  private init(inside stream: any ByteStream, _ wish: ArchiveWish, _ meter: ArchiveMeter)
    throws(FileTrouble)
  {
    reader = try ArchiveReader(stream, meter, path: "")
    reopen = nil
    self.meter = meter
    self.wish = wish
  }

  mutating func run(_ body: Body) throws(Failure) {
    while !wish.isEmpty {
      switch step() {
      case .success(let entry): try give(entry, body)
      case .failure(let trouble):
        for file in wish.all { try body(file, .failure(trouble)) }
        return
      }
    }
  }

  /// The next entry; behind a place where the reading broke, with a new reader.
  private mutating func step() -> Result<ArchiveEntry, FileTrouble> {
    do throws(FileTrouble) {
      if reader.isBroken { try goOn() }
      guard let entry = try reader.next() else {
        throw FileTrouble(path: "", words: "it is no longer in the archive; import it again")
      }
      last = entry.index
      return .success(entry)
    } catch {
      return .failure(error)
    }
  }

  private mutating func goOn() throws(FileTrouble) {
    guard let reopen, attemptsLeft > 0, reader.isZipOnDisk else {
      throw FileTrouble(path: "", words: "the archive is damaged before it; download it again")
    }
    attemptsLeft -= 1
    reader = try reopen()
    while let entry = try reader.next(), entry.index < last {}
  }

  private mutating func give(_ entry: ArchiveEntry, _ body: Body) throws(Failure) {
    if let file = wish.files.removeValue(forKey: entry.index) {
      try body(file, opened(entry, as: file.path))
    }
    guard let inner = wish.inner.removeValue(forKey: entry.index) else { return }
    var pass: ArchivePass
    do throws(FileTrouble) {
      pass = try ArchivePass(inside: opened(entry, as: nil).get(), inner, meter)
    } catch {
      for file in inner.all { try body(file, .failure(error)) }
      return
    }
    try pass.run(body)
  }

  private func opened(
    _ entry: ArchiveEntry, as path: String?
  ) -> Result<any ByteStream, FileTrouble> {
    if entry.isEncrypted {
      return .failure(FileTrouble(path: entry.path, words: ArchiveReader.encrypted))
    }
    guard path == nil || ArchiveEntry.place(of: entry.path) == path else {
      return .failure(
        FileTrouble(path: entry.path, words: "the archive was changed while it was read"))
    }
    return .success(EntryStream(reader, entry))
  }
}

/// The bytes of one entry, as long as the reader has not gone on.
final class EntryStream: ByteStream {
  private let reader: ArchiveReader
  private let entry: ArchiveEntry

  init(_ reader: ArchiveReader, _ entry: ArchiveEntry) {
    self.reader = reader
    self.entry = entry
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileTrouble) -> Int {
    guard reader.entry == entry else {
      preconditionFailure("An entry of an archive was read after the next one was asked for.")
    }
    return try reader.read(into: buffer)
  }
}
