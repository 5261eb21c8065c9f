import CArchive
import Glibc

/// One pass through an archive: its entries front to back, each with its bytes.
///
/// Zips on the disk are read by their directory, everything else as it comes. Memory is what
/// libarchive needs: some buffers, and of a zip its directory.
final class ArchiveReader {
  private let handle: OpaquePointer
  private let source: ArchiveSource
  private let meter: ArchiveMeter
  private let path: String
  private var passed = -1
  private(set) var entry: ArchiveEntry?
  /// Of the entry: bytes it has given, and where in the packed bytes it began.
  private var given: Int64 = 0
  private var start: Int64 = 0
  /// Nothing more can be read with this reader.
  private(set) var isBroken = false

  /// - Throws: when it is no archive that can be read.
  convenience init(_ file: ByteFile, _ meter: ArchiveMeter) throws(FileTrouble) {
    try self.init(ArchiveSource(file), meter, path: file.path)
  }

  /// An archive inside another one.
  convenience init(
    _ stream: any ByteStream, _ meter: ArchiveMeter, path: String
  ) throws(FileTrouble) {
    try self.init(ArchiveSource(stream), meter, path: path)
  }

  private init(
    _ source: ArchiveSource, _ meter: ArchiveMeter, path: String
  ) throws(FileTrouble) {
    guard let handle = archive_read_new() else { throw FileTrouble(path: path, code: ENOMEM) }
    self.handle = handle
    self.source = source
    self.meter = meter
    self.path = path
    archive_read_support_format_zip(handle)
    archive_read_support_format_tar(handle)
    Self.supportFilters(handle)
    guard source.open(handle) == ARCHIVE_OK else { throw complaint() }
  }

  deinit { archive_read_free(handle) }

  /// What is not built into libarchive would be given to a program of that name: never that.
  private static func supportFilters(_ handle: OpaquePointer) {
    if archive_zlib_version() != nil { archive_read_support_filter_gzip(handle) }
    if archive_bzlib_version() != nil { archive_read_support_filter_bzip2(handle) }
    if archive_liblzma_version() != nil { archive_read_support_filter_xz(handle) }
    if archive_libzstd_version() != nil { archive_read_support_filter_zstd(handle) }
  }

  // MARK: Entries

  /// The next entry; nil at the end. What is left of the one before is passed over.
  func next() throws(FileTrouble) -> ArchiveEntry? {
    guard !isBroken else { return nil }
    try passRest()
    var header: OpaquePointer?
    let answer = ArchiveName.reading { archive_read_next_header(handle, &header) }
    entry = nil
    if answer == ARCHIVE_EOF { return nil }
    guard answer == ARCHIVE_OK || answer == ARCHIVE_WARN, let header else {
      isBroken = true
      throw complaint()
    }
    passed += 1
    given = 0
    start = archive_filter_bytes(handle, -1)
    entry = ArchiveName.reading { described(header) }
    return entry
  }

  private func described(_ header: OpaquePointer) -> ArchiveEntry {
    let isLink = archive_entry_hardlink(header) != nil
    let kind: ArchiveEntry.Kind =
      switch archive_entry_filetype(header) {
      case _ where isLink: .link
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      // A zip that was read as it comes does not tell the type of its entries before its end.
      case 0: .file
      default: .other
      }
    let size = archive_entry_size_is_set(header) != 0 ? archive_entry_size(header) : nil
    return ArchiveEntry(
      index: passed, path: ArchiveName.of(header), kind: kind, size: size.map { max(0, $0) },
      isEncrypted: archive_entry_is_data_encrypted(header) != 0)
  }

  /// Its entries are found by the directory: one that is damaged need not be the last.
  var isZipOnDisk: Bool { isZip && source.canSeek }

  private var isZip: Bool { archive_format(handle) & 0xFF0000 == ARCHIVE_FORMAT_ZIP }

  /// Passing over costs nothing in a zip on the disk. Elsewhere it unpacks, which is bounded too.
  private func passRest() throws(FileTrouble) {
    guard let entry, !isZipOnDisk else { return }
    if let size = entry.size, !isZip {
      guard meter.take(max(0, size - given)) else { throw bomb() }
      return
    }
    let scrap = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    defer { scrap.deallocate() }
    do throws(FileTrouble) {
      while try read(into: scrap) > 0 {}
    } catch {
      // What is wrong with an entry that nobody reads matters only when nothing can follow it.
      if isBroken { throw error }
    }
  }

  // MARK: Bytes

  /// Fills the buffer's beginning with what comes next of the entry. - Returns: 0 at its end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileTrouble) -> Int {
    guard !isBroken else { throw FileTrouble(path: path, words: "nothing more of it can be read") }
    let got = archive_read_data(handle, buffer.baseAddress, buffer.count)
    guard got >= 0 else {
      isBroken = got <= Int(ARCHIVE_FATAL)
      throw complaint()
    }
    given += Int64(got)
    let packed = archive_filter_bytes(handle, -1) - start
    let most = meter.bounds.allowance + max(0, packed) * meter.bounds.ratio
    guard given <= most, meter.take(Int64(got)) else {
      if isZipOnDisk && given > most { throw bomb() }
      isBroken = true
      throw bomb()
    }
    return got
  }

  private func bomb() -> FileTrouble {
    FileTrouble(
      path: path,
      words: "it unpacks to more than \(meter.bounds.ratio) times its size, as no export does")
  }

  // MARK: Words

  private func complaint() -> FileTrouble {
    if let trouble = source.trouble { return trouble }
    let said = archive_error_string(handle).map { String(cString: $0) } ?? ""
    return FileTrouble(path: path, words: ArchiveReader.sentence(for: said))
  }

  /// libarchive's own words are for programmers; only what else is wrong keeps them.
  static func sentence(for said: String) -> String {
    let lower = said.lowercased()
    if lower.contains("passphrase") || lower.contains("encrypt") || lower.contains("decrypt") {
      return encrypted
    }
    if lower.contains("unsupported") {
      return "it is packed in a way that cannot be read (\(said)); unpack it and name the folder"
    }
    if lower.contains("unrecognized archive format") {
      return
        "it is damaged, or packed in a way that cannot be read; download it again or unpack it first"
    }
    if lower.contains("truncated") || lower.contains("unexpected end") {
      return "the archive is cut off there; copy or download it again"
    }
    return said.isEmpty
      ? "the archive is damaged there; download it again"
      : "the archive is damaged there (\(said)); download it again"
  }

  static let encrypted = "it is encrypted; unpack it with its password and name the folder"
}
