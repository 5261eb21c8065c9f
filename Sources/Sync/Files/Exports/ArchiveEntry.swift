/// One entry of an archive, as its header says.
struct ArchiveEntry: Hashable {
  enum Kind: Hashable { case file, folder, link, other }

  /// From 0, in the order of reading.
  let index: Int
  let path: String
  let kind: Kind
  /// Bytes when read; nil where the archive tells only afterwards.
  let size: Int64?
  let isEncrypted: Bool
}

/// Why an entry is left alone; each is told once, with how many there were.
enum EntryRefusal: Int, CaseIterable {
  case climbs, link, device, longName, tooDeep

  var sentence: String {
    switch self {
    case .climbs: "its path leads out of the archive"
    case .link: "it is a link, and links in archives are not followed"
    case .device: "it is neither a file nor a folder"
    case .longName: "its name is too long"
    case .tooDeep: "it lies too deep"
    }
  }
}

extension ArchiveEntry {
  /// Where the entry lies below the archive's top, or why it is left alone.
  func place(_ bounds: ArchiveBounds) -> Result<String, Refused> {
    switch kind {
    case .link: return .failure(Refused(.link))
    case .other: return .failure(Refused(.device))
    case .file, .folder: break
    }
    guard path.utf8.count <= bounds.longestPath else { return .failure(Refused(.longName)) }
    guard let place = Self.place(of: path) else { return .failure(Refused(.climbs)) }
    let depth = place.utf8.count { $0 == UInt8(ascii: "/") }
    return depth < bounds.deepest ? .success(place) : .failure(Refused(.tooDeep))
  }

  struct Refused: Error {
    let why: EntryRefusal
    init(_ why: EntryRefusal) { self.why = why }
  }

  /// A path below where it is said, or nil: nothing absolute, no drive, no backslash, nothing that
  /// climbs. Steps that lead nowhere (`./`, `//`) are left out.
  static func place(of path: String) -> String? {
    guard !path.isEmpty, !path.hasPrefix("/"), !path.contains("\\"), !path.contains("\0"),
      !path.dropFirst().hasPrefix(":")
    else { return nil }
    let steps = path.split(separator: "/").filter { $0 != "." }
    guard !steps.isEmpty, !steps.contains("..") else { return nil }
    return steps.joined(separator: "/")
  }
}
