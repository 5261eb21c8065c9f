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

  var path: String {
    switch self {
    case .folder(let path), .file(let path), .archive(let path): path
    }
  }

  /// As reports name it.
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
