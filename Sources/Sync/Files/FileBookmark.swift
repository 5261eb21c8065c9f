import FoundationEssentials

/// How far a growing file has been read, with enough of it to notice that it is another one now.
///
/// Kept as JSON in the store, moved in the transaction that takes the lines in.
struct FileBookmark: Hashable, Codable, Sendable {
  var inode: UInt64
  var device: UInt64
  /// Bytes read.
  var offset: Int64
  /// Lines read.
  var line: Int
  /// Fingerprints of the first and the last bytes that were read: a file that was truncated and
  /// has grown again differs in one of them.
  var head: UInt64
  var tail: UInt64
  /// The account of the last account line.
  var account: String?
  /// Of every byte that was read, in their order; nil in a bookmark of an earlier version.
  var digest: UInt64?
  /// The file's size and its ``ByteFile/times`` before it was read.
  var size: Int64?
  var times: [Int]?
  /// The file's size when all that had been read was last held against ``digest``.
  var verified: Int64?

  /// How many bytes each fingerprint covers.
  static let span: Int64 = 256

  /// Bytes. What was read of a file is read again at every growth up to this size, in a few
  /// milliseconds; beyond, when it has grown by an eighth: in all, nine times at the most.
  static let small: Int64 = 4 << 20

  init(
    of file: ByteFile, offset: Int64, line: Int, account: String?, digest: Fingerprint,
    verified: Int64
  ) throws(FileTrouble) {
    self.digest = digest.value
    self.verified = verified
    size = file.size
    times = file.times
    inode = file.inode
    device = file.device
    self.offset = offset
    self.line = line
    self.account = account
    (head, tail) = try Self.fingerprints(of: file, upTo: offset)
  }

  init?(text: String?) {
    guard let text else { return nil }
    // A bookmark of another version is no bookmark: the file is read again, which changes nothing.
    guard let read = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
    self = read
  }

  var text: String {
    // Numbers and one string always encode.
    guard let data = try? JSONEncoder().encode(self) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  /// Whether `file` still is what was read, and more may have been added to it. Only its digest
  /// proves it, and is looked at when that is worth reading all of it; see ``small``.
  /// - Parameter thoroughly: looks at it in any case.
  mutating func isOf(_ file: ByteFile, thoroughly: Bool = false) throws(FileTrouble) -> Bool {
    guard file.inode == inode, file.device == device, file.size >= offset else { return false }
    guard try Self.fingerprints(of: file, upTo: offset) == (head, tail) else { return false }
    guard let digest, thoroughly || isWorthReading(file) else { return true }
    let now = try Fingerprint().adding(file, 0..<offset)
    guard now.value == digest else { return false }
    (verified, size, times) = (file.size, file.size, file.times)
    return true
  }

  private func isWorthReading(_ file: ByteFile) -> Bool {
    guard let size, let verified else { return true }
    if file.size == size && file.times == times { return false }
    return file.size <= size || offset <= Self.small || file.size >= verified + verified / 8
  }

  private static func fingerprints(
    of file: ByteFile, upTo offset: Int64
  ) throws(FileTrouble) -> (UInt64, UInt64) {
    let count = min(span, offset)
    let head = try file.bytes(at: 0, count: Int(count))
    let tail = try file.bytes(at: offset - count, count: Int(count))
    return (Fingerprint(head).value, Fingerprint(tail).value)
  }
}

/// FNV-1a, 64 bits: the same on every machine and in every version, which `Hasher` is not.
///
/// For telling things apart that nobody forges to his own loss: files read before, and messages of
/// exports that carry no ids.
struct Fingerprint {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  init() {}

  init(_ bytes: [UInt8]) { add(bytes) }

  /// Goes on where one ended.
  init(continuing value: UInt64) { self.value = value }

  /// This one after a part of a file; where the file ends before it, after what there is of it.
  func adding(_ file: ByteFile, _ part: Range<Int64>) throws(FileTrouble) -> Fingerprint {
    var (sum, place) = (self, part.lowerBound)
    while place < part.upperBound {
      let bytes = try file.bytes(at: place, count: Int(min(256 << 10, part.upperBound - place)))
      if bytes.isEmpty { break }
      bytes.withUnsafeBufferPointer { sum.add($0) }
      place += Int64(bytes.count)
    }
    return sum
  }

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  /// A part of a key; parts cannot run into each other.
  mutating func add(part: String) {
    add(part.utf8)
    add(CollectionOfOne(0xFF))
  }
}
