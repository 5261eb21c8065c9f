/// What a file is, told by its first bytes and never by its name.
enum FileForm: Hashable {
  case empty
  /// UTF-8 or plain ASCII as far as was looked; `skip` bytes of byte order mark come first.
  case text(skip: Int)
  /// Of archives that are not looked into where they lie.
  case archive
  case utf16
  case binary

  /// - Parameter head: the first bytes of the file, a few thousand if there are as many.
  init(head: [UInt8]) {
    if head.isEmpty {
      self = .empty
    } else if Self.isArchive(head: head) {
      self = .archive
    } else if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      self = .utf16
    } else if head.starts(with: [0xEF, 0xBB, 0xBF]) {
      self = .text(skip: 3)
    } else if head.contains(0) {
      self = Self.looksUTF16(head) ? .utf16 : Self.isText(head) ? .text(skip: 0) : .binary
    } else {
      self = .text(skip: 0)
    }
  }

  /// Whether bytes with zeros among them are text that has come to harm: readers pass over zeros.
  ///
  /// Of what is packed, a picture or a program, more than a third is no UTF-8 or a control character;
  /// of text in any script one in ten at the most. Zeros at the end are not counted: a copy that broke
  /// off leaves the place of what is missing filled with them.
  private static func isText(_ head: [UInt8]) -> Bool {
    guard let last = head.lastIndex(where: { $0 != 0 }) else { return false }
    let scalars = String(decoding: head[...last], as: UTF8.self).unicodeScalars
    let harmed = scalars.count { scalar in
      switch scalar.value {
      case 9...13: false
      case 0..<0x20, 0x7F, 0xFFFD: true
      default: false
      }
    }
    return harmed * 10 <= last + 1
  }

  /// Text of western scripts in UTF-16 has a zero in every other byte.
  private static func looksUTF16(_ head: [UInt8]) -> Bool {
    guard head.count >= 8 else { return false }
    var zeros = [0, 0]
    for (index, byte) in head.enumerated() where byte == 0 { zeros[index % 2] += 1 }
    let half = head.count / 2
    return (zeros[0] > half * 7 / 10 && zeros[1] < half / 10)
      || (zeros[1] > half * 7 / 10 && zeros[0] < half / 10)
  }

  /// Why a file of this form cannot be read; nil for text.
  var refusal: String? {
    switch self {
    case .text: nil
    case .empty: "the file is empty"
    case .archive: "it is an archive; name it by itself, or unpack it first"
    case .utf16: "it is UTF-16 text; save it as UTF-8 first"
    case .binary: "it is not text (a picture perhaps); export it again"
    }
  }

  /// Zip, tar, and the packers a tar comes in, by what they write at their beginning.
  /// - Parameter head: 512 bytes, where there are as many.
  static func isArchive(head: [UInt8]) -> Bool {
    let marks: [[UInt8]] = [
      [0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6], [0x50, 0x4B, 7, 8], [0x1F, 0x8B, 8],
      Array("BZh".utf8), [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], [0x28, 0xB5, 0x2F, 0xFD],
    ]
    return marks.contains(where: head.starts) || isTar(head)
  }

  /// A tar begins with a header whose bytes add up to what it says, its sum counted as blanks
  /// (POSIX.1-1988, ustar; older tars have no other mark).
  private static func isTar(_ head: [UInt8]) -> Bool {
    guard head.count >= 512, head[0] != 0 else { return false }
    let said = head[148..<156].drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
    guard let sum = Int(String(decoding: said, as: UTF8.self), radix: 8) else { return false }
    let blanks = 8 * 0x20
    return head[..<148].reduce(0) { $0 + Int($1) } + blanks
      + head[156..<512].reduce(0) { $0 + Int($1) } == sum
  }

  /// Says what is wrong with bytes that should have been UTF-8; nil when nothing is.
  static func encodingTrouble(in bytes: UnsafeRawBufferPointer) -> String? {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    return "it is not UTF-8 text (Latin-1 perhaps); save the file as UTF-8"
  }
}
