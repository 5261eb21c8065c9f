import Domain

extension ExportSet {
  /// What a message says came with it, as far as the export has it.
  ///
  /// Looked for in the message's own export first: two accounts' exports call their files alike.
  ///
  /// - Parameters:
  ///   - name: as shown; the last part of the path unless told.
  ///   - candidates: where the message's file says it lies, relative to the export's root; the first
  ///     that is there counts. Text from outside.
  ///   - file: the message's.
  ///   - isWhole: the export never comes in parts: a file of the same name in another folder is
  ///     another file.
  ///   - missing: said when nothing is there.
  /// - Returns: with size and place when it is there, else with why it is not.
  func attachment(
    kind: Attachment.Kind, name: String? = nil, candidates: [String], beside file: ExportFile,
    isWhole: Bool = false, missing: SafeText = "not in this part of the export"
  ) -> Attachment {
    let last = candidates.first?.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last
    var attachment = Attachment(kind: kind, name: Normalise.line(name ?? last.map(String.init)))
    let paths = candidates.compactMap(ArchiveEntry.place(of:))
    guard let first = paths.first else {
      attachment.missing = candidates.isEmpty ? missing : "its path leads out of the export"
      return attachment
    }
    let reaches: [Reach] = isWhole ? [.folder] : [.container, .everywhere]
    for reach in reaches {
      for path in paths {
        guard let found = self.file(named: path, beside: file, within: reach) else { continue }
        var there = self.attachment(kind: kind, name: name, of: found)
        there.url = Normalise.url(path)
        return there
      }
    }
    // Where it would lie helps to find it, unless that is only its name.
    if first.contains("/") { attachment.url = Normalise.url(first) }
    attachment.missing = missing
    return attachment
  }

  /// What came with a message, its file being known.
  /// - Parameter name: as shown; the file's own unless told.
  func attachment(
    kind: Attachment.Kind, name: String? = nil, of file: ExportFile
  ) -> Attachment {
    var attachment = Attachment(
      kind: kind, name: Normalise.line(name ?? String(file.name)),
      size: file.size > 0 ? file.size : nil, url: Normalise.url(file.path))
    attachment.place = place(of: file)
    return attachment
  }

  private func place(of file: ExportFile) -> FilePlace {
    switch containers[file.container] {
    case .file(let path): FilePlace(container: path)
    case .folder(let path), .archive(let path): FilePlace(container: path, entry: file.path)
    case .inner(let path, let entry):
      FilePlace(container: path, archive: entry.path, entry: file.path)
    }
  }
}
