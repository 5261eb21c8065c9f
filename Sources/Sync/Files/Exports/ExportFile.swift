/// One file of an export, on the disk or inside an archive.
struct ExportFile: Hashable, Sendable {
  /// Which of ``ExportSet/containers`` it lies in, counted from 0.
  let container: Int
  /// Its place in the container: files are cheapest to read in this order.
  let order: Int
  /// From the container's top, with `/` between folders; the file's own name for one named by itself.
  let path: String
  /// Bytes when read, as its container says.
  let size: Int64

  var name: Substring {
    path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
  }

  /// The folder it lies in; empty at the container's top.
  var folder: Substring { path.lastIndex(of: "/").map { path[..<$0] } ?? "" }
}

/// Where files of an export lie.
enum ExportContainer: Hashable, Sendable {
  /// An absolute path.
  case folder(path: String)
  /// A file that was named by itself, by its absolute path.
  case file(path: String)
  /// A zip or a tar of any compression, by its absolute path.
  case archive(path: String)
  /// An archive inside an archive: the outer one's absolute path and where in it this one lies.
  case inner(path: String, entry: ExportFile)

  /// Absolute, of what lies on the disk.
  var path: String {
    switch self {
    case .folder(let path), .file(let path), .archive(let path), .inner(let path, _): path
    }
  }

  var isArchive: Bool {
    switch self {
    case .folder, .file: false
    case .archive, .inner: true
    }
  }

  /// As reports name it.
  var name: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if case .inner(_, let entry) = self { return name + "/" + entry.path }
    return name
  }
}
