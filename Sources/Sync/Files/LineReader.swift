import Glibc

/// Lines of a file of any size, in bounded memory.
///
/// Reads 64 KB at a time. A line over ``longest`` is passed over without being held and told as
/// ``Line/tooLong``. The bytes of a line are valid until the next one is asked for. Zeros in it, which
/// are no text, are left out.
final class LineReader {
  enum Line {
    case text(UnsafeRawBufferPointer)
    case tooLong
  }

  /// What happens to a last line that has no newline.
  enum Ending {
    /// It may still be written: left for later.
    case leave
    /// Nothing more will come: it is a line.
    case take
  }

  /// The longest line that is read, in bytes: about eighty times the longest text of a message.
  static let longest = 8 << 20
  private static let chunk = 64 << 10
  /// What some editors put before UTF-8.
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private let stream: any ByteStream
  private let ending: Ending
  private var buffer: UnsafeMutableRawPointer
  private var capacity: Int
  private var start = 0
  private var scanned = 0
  private var end = 0
  private var isPassingOver = false
  private var isAtEnd = false
  /// Where in the file the bytes of `buffer` at `end` were followed by more.
  private var readOffset: Int64

  /// Where the next line starts, in bytes.
  private(set) var offset: Int64
  /// Of the line given last, counted from 1 at the place where reading began.
  private(set) var number: Int

  convenience init(
    _ file: ByteFile, from offset: Int64 = 0, after number: Int = 0, ending: Ending
  ) {
    self.init(FileStream(file, from: offset), from: offset, after: number, ending: ending)
  }

  /// - Parameters:
  ///   - stream: standing at `offset`. A byte order mark at the very beginning is passed over.
  ///   - number: of the line before.
  init(_ stream: any ByteStream, from offset: Int64 = 0, after number: Int = 0, ending: Ending) {
    self.stream = stream
    self.ending = ending
    self.offset = offset
    self.number = number
    readOffset = offset
    capacity = 2 * Self.chunk
    buffer = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { buffer.deallocate() }

  /// The next line without its line break; nil at the end.
  func next() throws(FileTrouble) -> Line? {
    while true {
      if let line = takeLine() { return line }
      if isAtEnd { return takeRest() }
      makeRoom()
      try readChunk()
    }
  }

  private func takeLine() -> Line? {
    guard scanned < end, let found = memchr(buffer + scanned, 10, end - scanned) else {
      scanned = end
      return nil
    }
    let newline = UnsafeRawPointer(found) - UnsafeRawPointer(buffer)
    return finish(start..<newline, next: newline + 1)
  }

  private func takeRest() -> Line? {
    guard ending == .take, end > start || isPassingOver else { return nil }
    return finish(start..<end, next: end)
  }

  private func finish(_ place: Range<Int>, next: Int) -> Line {
    number += 1
    offset = readOffset - Int64(end - next)
    start = next
    scanned = next
    if isPassingOver || place.count > Self.longest {
      isPassingOver = false
      return .tooLong
    }
    let line = UnsafeMutableRawBufferPointer(rebasing: bytes[place]).withoutZeros()
    return .text(line.last == 13 ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line)
  }

  private var bytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: buffer, count: capacity)
  }

  private func makeRoom() {
    if isPassingOver || end - start > Self.longest {
      isPassingOver = true
      start = end
    }
    if start == end {
      start = 0
      end = 0
    } else if start > 0 && capacity - end < Self.chunk {
      memmove(buffer, buffer + start, end - start)
      end -= start
      start = 0
    }
    scanned = end
    guard capacity - end < Self.chunk else { return }
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity * 2, alignment: 16)
    memcpy(larger, buffer + start, end - start)
    buffer.deallocate()
    buffer = larger
    capacity *= 2
    end -= start
    start = 0
    scanned = end
  }

  private func readChunk() throws(FileTrouble) {
    let got = try stream.read(
      into: UnsafeMutableRawBufferPointer(start: buffer + end, count: Self.chunk))
    isAtEnd = got == 0
    let isFirst = readOffset == 0
    end += got
    readOffset += Int64(got)
    if isFirst, end >= 3, UnsafeRawBufferPointer(start: buffer, count: 3).elementsEqual(Self.mark) {
      start = 3
      scanned = 3
      offset = 3
    }
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Moves the bytes together over zeros. - Returns: what is left, where it begins now.
  func withoutZeros() -> UnsafeRawBufferPointer {
    guard let baseAddress, let first = memchr(baseAddress, 0, count) else {
      return UnsafeRawBufferPointer(self)
    }
    var kept = UnsafeRawPointer(first) - UnsafeRawPointer(baseAddress)
    for place in kept..<count where self[place] != 0 {
      self[kept] = self[place]
      kept += 1
    }
    return UnsafeRawBufferPointer(rebasing: self[..<kept])
  }
}
