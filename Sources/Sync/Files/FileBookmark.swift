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

  /// How many bytes each fingerprint covers.
  static let span: Int64 = 256

  init(
    of file: ByteFile, offset: Int64, line: Int, account: String?
  ) throws(FileTrouble) {
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

  /// Whether `file` still is what was read, and more may have been added to it.
  func isOf(_ file: ByteFile) throws(FileTrouble) -> Bool {
    guard file.inode == inode, file.device == device, file.size >= offset else { return false }
    let now = try Self.fingerprints(of: file, upTo: offset)
    return now == (head, tail)
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

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  /// A part of a key; parts cannot run into each other.
  mutating func add(part: String) {
    add(part.utf8)
    add(CollectionOfOne(0xFF))
  }
}
