import CArchive
import Glibc

/// Where libarchive gets its bytes: a file on the disk, or an entry of another archive.
///
/// Its callbacks cannot throw: trouble is kept here and told when libarchive says that it failed.
final class ArchiveSource {
  private enum Bytes {
    case file(ByteFile)
    case stream(any ByteStream)
  }

  private static let chunk = 64 << 10

  private let bytes: Bytes
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 16)
  private var offset: Int64 = 0
  fileprivate(set) var trouble: FileTrouble?

  init(_ file: ByteFile) { bytes = .file(file) }
  init(_ stream: any ByteStream) { bytes = .stream(stream) }

  deinit { buffer.deallocate() }

  /// For a file on the disk: libarchive then reads a zip by its directory.
  var canSeek: Bool { size != nil }

  private var size: Int64? {
    if case .file(let file) = bytes { file.size } else { nil }
  }

  /// - Returns: ``ARCHIVE_OK`` or libarchive's code; it keeps no reference when it ends.
  func open(_ handle: OpaquePointer) -> Int32 {
    archive_read_set_callback_data(handle, Unmanaged.passUnretained(self).toOpaque())
    archive_read_set_read_callback(handle) { _, data, start in
      guard let source = ArchiveSource.of(data), let start else { return -1 }
      return source.read(start)
    }
    if canSeek {
      archive_read_set_seek_callback(handle) { _, data, offset, whence in
        ArchiveSource.of(data)?.seek(offset, whence) ?? Int64(ARCHIVE_FATAL)
      }
      archive_read_set_skip_callback(handle) { _, data, count in
        ArchiveSource.of(data)?.skip(count) ?? 0
      }
    }
    return archive_read_open1(handle)
  }

  private static func of(_ data: UnsafeMutableRawPointer?) -> ArchiveSource? {
    data.map { Unmanaged<ArchiveSource>.fromOpaque($0).takeUnretainedValue() }
  }

  private func read(_ start: UnsafeMutablePointer<UnsafeRawPointer?>) -> Int {
    start.pointee = UnsafeRawPointer(buffer.baseAddress)
    do throws(FileTrouble) {
      let got: Int
      switch bytes {
      case .file(let file): got = try file.read(at: offset, into: buffer)
      case .stream(let stream): got = try stream.read(into: buffer)
      }
      offset += Int64(got)
      return got
    } catch {
      trouble = error
      return -1
    }
  }

  private func seek(_ wanted: Int64, _ whence: Int32) -> Int64 {
    let start: Int64 =
      switch whence {
      case SEEK_CUR: offset
      case SEEK_END: size ?? 0
      default: 0
      }
    let (place, isTooMuch) = start.addingReportingOverflow(wanted)
    guard !isTooMuch, place >= 0 else { return Int64(ARCHIVE_FATAL) }
    offset = place
    return place
  }

  /// Never beyond the end: what is missing there shows when it is read.
  private func skip(_ count: Int64) -> Int64 {
    let passed = max(0, min(count, (size ?? 0) - offset))
    offset += passed
    return passed
  }
}
