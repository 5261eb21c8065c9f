/// What lies in an archive, told without unpacking where the archive has a directory.
struct ArchiveListing {
  struct Item {
    let path: String
    let order: Int
    let size: Int64
  }

  /// An archive inside the archive.
  struct Inner {
    let item: Item
    var listing: ArchiveListing
  }

  private(set) var files: [Item] = []
  private(set) var inner: [Inner] = []
  /// How many entries were left alone for a reason, and the first of them.
  private(set) var refused: [EntryRefusal: (count: Int, first: String)] = [:]
  /// Files that want a password, and the first of them.
  private(set) var encrypted: (count: Int, first: String)?
  /// Why not all of it could be listed; what was listed before that is there.
  private(set) var trouble: FileTrouble?

  var isEmpty: Bool { files.isEmpty && inner.isEmpty && refused.isEmpty && encrypted == nil }

  /// - Throws: when it is no archive that can be read.
  init(path: String, _ budget: ArchiveBudget) throws(FileTrouble) {
    let file = try ByteFile(path: path)
    let meter = ArchiveMeter(budget, size: file.size)
    list(try ArchiveReader(file, meter), meter, depth: 0)
  }

  private init(
    inside stream: any ByteStream, _ meter: ArchiveMeter, left: Int
  ) throws(FileTrouble) {
    entries = meter.bounds.mostEntries - left
    list(try ArchiveReader(stream, meter, path: ""), meter, depth: 1)
  }

  private var entries = 0

  private mutating func list(_ reader: ArchiveReader, _ meter: ArchiveMeter, depth: Int) {
    do throws(FileTrouble) {
      while let entry = try reader.next() {
        entries += 1
        guard entries <= meter.bounds.mostEntries else {
          throw FileTrouble(
            path: "",
            words: "there are more than \(meter.bounds.mostEntries) files; the rest is not read")
        }
        switch entry.place(meter.bounds) {
        case .success(let place): take(entry, at: place, reader, meter, depth: depth)
        case .failure(let refusal):
          refused[refusal.why, default: (0, entry.path)].count += 1
        }
      }
    } catch {
      trouble = error
    }
  }

  private mutating func take(
    _ entry: ArchiveEntry, at place: String, _ reader: ArchiveReader, _ meter: ArchiveMeter,
    depth: Int
  ) {
    guard entry.kind == .file, !Self.isHidden(place) else { return }
    guard !entry.isEncrypted else {
      encrypted = (1 + (encrypted?.count ?? 0), encrypted?.first ?? place)
      return
    }
    if depth == 0, Self.isNamedAsArchive(place) {
      let stream = EntryStream(reader, entry)
      // What only has the name of an archive is a file like any other.
      let listing = try? ArchiveListing(
        inside: stream, meter, left: meter.bounds.mostEntries - entries)
      if let listing {
        entries = listing.entries
        let item = Item(path: place, order: entry.index, size: entry.size ?? 0)
        return inner.append(Inner(item: item, listing: listing))
      }
    }
    files.append(Item(path: place, order: entry.index, size: entry.size ?? 0))
  }

  /// What other systems put beside files (`__MACOSX/._x`, `.DS_Store`).
  private static func isHidden(_ path: String) -> Bool {
    path.hasPrefix("__MACOSX/") || path.hasPrefix(".") || path.contains("/.")
  }

  static func isNamedAsArchive(_ path: String) -> Bool {
    let name = path.lowercased()
    return endings.contains { name.hasSuffix($0) }
  }

  private static let endings = [
    ".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tzst",
  ]
}
