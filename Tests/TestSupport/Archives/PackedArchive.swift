import CArchive

/// An archive as a network packs it, written by libarchive.
package enum PackedArchive {
  package enum Form: String, CaseIterable, Sendable {
    case zip, storedZip, tar, tarGzip, tarBzip2, tarXz, tarZstd

    package var ending: String {
      switch self {
      case .zip, .storedZip: "zip"
      case .tar: "tar"
      case .tarGzip: "tar.gz"
      case .tarBzip2: "tar.bz2"
      case .tarXz: "tar.xz"
      case .tarZstd: "tar.zst"
      }
    }
  }

  package struct Entry: Sendable {
    package enum Kind: Sendable {
      case file, pipe
      case link(to: String)
      case hardLink(to: String)
    }
    var path: String
    var bytes: [UInt8]
    var kind = Kind.file

    package static func file(_ path: String, _ text: String) -> Entry {
      Entry(path: path, bytes: Array(text.utf8))
    }
    package static func file(_ path: String, bytes: [UInt8]) -> Entry {
      Entry(path: path, bytes: bytes)
    }
    package static func special(_ path: String, _ kind: Kind) -> Entry {
      Entry(path: path, bytes: [], kind: kind)
    }
  }

  /// libarchive did not write it.
  package struct Failure: Error { package let words: String }

  package static func write(
    _ entries: [Entry], as form: Form, to path: String, password: String? = nil
  ) throws {
    guard let archive = archive_write_new() else { throw Failure(words: "no memory") }
    defer { archive_write_free(archive) }
    func check(_ answer: Int32) throws {
      guard answer == ARCHIVE_OK || answer == ARCHIVE_WARN else {
        throw Failure(words: archive_error_string(archive).map { String(cString: $0) } ?? "?")
      }
    }
    switch form {
    case .zip, .storedZip: try check(archive_write_set_format_zip(archive))
    default: try check(archive_write_set_format_pax_restricted(archive))
    }
    switch form {
    case .zip, .tar: break
    case .storedZip: try check(archive_write_zip_set_compression_store(archive))
    case .tarGzip: try check(archive_write_add_filter_gzip(archive))
    case .tarBzip2: try check(archive_write_add_filter_bzip2(archive))
    case .tarXz: try check(archive_write_add_filter_xz(archive))
    case .tarZstd: try check(archive_write_add_filter_zstd(archive))
    }
    if let password {
      try check(archive_write_set_options(archive, "zip:encryption=zipcrypt"))
      try check(archive_write_set_passphrase(archive, password))
    }
    try check(archive_write_open_filename(archive, path))
    for entry in entries {
      guard let header = archive_entry_new() else { throw Failure(words: "no memory") }
      defer { archive_entry_free(header) }
      describe(entry, header)
      try check(archive_write_header(archive, header))
      guard !entry.bytes.isEmpty else { continue }
      let written = entry.bytes.withUnsafeBytes {
        archive_write_data(archive, $0.baseAddress, $0.count)
      }
      try check(written < 0 ? Int32(written) : ARCHIVE_OK)
    }
    try check(archive_write_close(archive))
  }

  private static func describe(_ entry: Entry, _ header: OpaquePointer) {
    archive_entry_copy_pathname(header, entry.path)
    archive_entry_set_perm(header, 0o644)
    archive_entry_set_size(header, Int64(entry.bytes.count))
    switch entry.kind {
    case .file: archive_entry_set_filetype(header, 0o100000)
    case .link(let target):
      archive_entry_set_filetype(header, 0o120000)
      archive_entry_copy_symlink(header, target)
    case .hardLink(let target):
      archive_entry_set_filetype(header, 0o100000)
      archive_entry_copy_hardlink(header, target)
    case .pipe: archive_entry_set_filetype(header, 0o010000)
    }
  }
}
