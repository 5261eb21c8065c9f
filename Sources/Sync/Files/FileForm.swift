/// What a file is, told by its first bytes and never by its name.
enum FileForm: Hashable {
  case empty
  /// UTF-8 or plain ASCII as far as was looked; `skip` bytes of byte order mark come first.
  case text(skip: Int)
  case zip
  case utf16
  case binary

  /// - Parameter head: the first bytes of the file, a few thousand if there are as many.
  init(head: [UInt8]) {
    if head.isEmpty {
      self = .empty
    } else if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 5, 6]) {
      self = .zip
    } else if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      self = .utf16
    } else if head.starts(with: [0xEF, 0xBB, 0xBF]) {
      self = .text(skip: 3)
    } else if head.contains(0) {
      self = Self.looksUTF16(head) ? .utf16 : .binary
    } else {
      self = .text(skip: 0)
    }
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
  func refusal(of path: String) -> String? {
    switch self {
    case .text: nil
    case .empty: "the file is empty"
    case .zip: "it is a zip; unpack it first: unzip \(Self.name(of: path))"
    case .utf16: "it is UTF-16 text; save it as UTF-8 first"
    case .binary: "it is not text"
    }
  }

  private static func name(of path: String) -> Substring {
    path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
  }

  /// Says what is wrong with bytes that should have been UTF-8; nil when nothing is.
  static func encodingTrouble(in bytes: UnsafeRawBufferPointer) -> String? {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    return "it is not UTF-8 text (Latin-1 perhaps); save the file as UTF-8"
  }
}
