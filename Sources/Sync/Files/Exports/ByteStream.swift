import Glibc

/// The bytes of one file, front to back, once; the same from a disk and from inside an archive.
protocol ByteStream: AnyObject {
  /// Fills the buffer's beginning. - Returns: how many bytes; 0 at the end of the file only.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileTrouble) -> Int
}

/// A file on the disk, read from a place on.
final class FileStream: ByteStream {
  private let file: ByteFile
  private var offset: Int64

  init(_ file: ByteFile, from offset: Int64 = 0) {
    self.file = file
    self.offset = offset
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileTrouble) -> Int {
    let got = try file.read(at: offset, into: buffer)
    offset += Int64(got)
    return got
  }
}

/// Bytes that are at hand: a head that was read already, or a test's.
final class MemoryStream: ByteStream {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, bytes.count - offset)
    buffer.copyBytes(from: bytes[offset..<(offset + count)])
    offset += count
    return count
  }
}

extension ByteStream {
  /// All that is left, up to a bound; nil when there is more than that.
  func rest(upTo most: Int) throws(FileTrouble) -> [UInt8]? {
    var bytes: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    defer { chunk.deallocate() }
    while bytes.count <= most {
      let got = try read(into: chunk)
      if got == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<got])
    }
    return nil
  }
}
