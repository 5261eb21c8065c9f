import Domain

/// The files that messages of one export file name.
struct MetaMedia {
  let exports: ExportSet
  /// In which the messages stand.
  let file: ExportFile

  /// What stands in place of a path where Messenger could not hand a file out.
  private static let failed = "Failed to download media"

  func attachment(_ kind: Attachment.Kind, _ uri: String) -> Attachment {
    if uri.hasPrefix("https://") || uri.hasPrefix("http://") {
      return Attachment(kind: kind, url: Normalise.url(uri))
    }
    if uri == Self.failed {
      return Attachment(kind: kind, missing: "Messenger did not put it into the export")
    }
    let name = uri.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init)
    guard let path = Self.safePath(uri) else {
      return Attachment(
        kind: kind, name: Normalise.line(name), missing: "its path leads out of the export")
    }
    return exports.attachment(
      kind: kind, name: name, candidates: Self.candidates(path), beside: file)
  }

  /// Paths begin at the export's top, with or without a folder that later exports have there, and
  /// what was named may be any folder below it: the path and its ends, down to `photos/1.jpg`.
  static func candidates(_ path: String) -> [String] {
    var candidates = [path]
    var rest = path[...]
    while let slash = rest.firstIndex(of: "/"), candidates.count < 8 {
      rest = rest[rest.index(after: slash)...]
      guard rest.contains("/") else { break }
      candidates.append(String(rest))
    }
    return candidates
  }

  /// A path below the export, or nil: nothing absolute, no drive, nothing that climbs.
  static func safePath(_ uri: String) -> String? {
    var path = Substring(uri)
    while path.hasPrefix("./") { path = path.dropFirst(2) }
    guard !path.isEmpty, !path.hasPrefix("/"), !path.contains("\\"), !path.contains("\0"),
      !path.dropFirst().hasPrefix(":"),
      !path.split(separator: "/", omittingEmptySubsequences: false).contains("..")
    else { return nil }
    return String(path)
  }
}
