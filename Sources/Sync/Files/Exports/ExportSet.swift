import Domain
import Foundation

/// Everything that was named for one import: all files, wherever they lie.
///
/// An export that comes in parts is one set: a message in one zip finds its photo in another.
final class ExportSet: Sendable {
  let containers: [ExportContainer]
  private let names: [String]
  /// Container by container, in the order in which they are cheapest to read.
  let files: [ExportFile]
  private let byPath: [String: [Int]]
  /// The outermost folders: parts of an export that were unpacked beside each other have one each.
  private let tops: [String]
  private static let mostTops = 100
  /// What archives of this import may still unpack to.
  private let budget: ArchiveBudget

  /// - Parameter names: of the containers, as the person would say them.
  init(
    containers: [ExportContainer], names: [String]? = nil, files: [ExportFile],
    budget: ArchiveBudget = ArchiveBudget()
  ) {
    self.names = names ?? containers.map(\.name)
    self.budget = budget
    self.containers = containers
    self.files = files
    let tops = Set(
      files.lazy.compactMap { file in
        file.path.firstIndex(of: "/").map { String(file.path[..<$0]) }
      })
    self.tops = tops.count <= Self.mostTops ? tops.sorted() : []
    byPath = Dictionary(grouping: files.indices, by: { files[$0].path })
  }

  /// Of a container, as the person would say it: from what they named on.
  func name(of container: Int) -> String { names[container] }

  /// Whether the person named it; an archive that was found in a folder need not be an export.
  func isNamed(_ container: Int) -> Bool { !names[container].contains("/") }

  /// As the person would say it.
  func shown(_ file: ExportFile) -> String {
    switch containers[file.container] {
    case .file: names[file.container]
    default: names[file.container] + "/" + file.path
    }
  }

  /// The file at a path below the top of a container.
  func file(at path: String, in container: Int) -> ExportFile? {
    byPath[path]?.lazy.map { self.files[$0] }.first { $0.container == container }
  }

  /// How far from a message's file one that it names is looked for.
  enum Reach {
    /// In the message's own folder: exports that never come in parts.
    case folder
    /// In what lies on the disk as one thing: nothing of another account's export beside it.
    case container
    /// In every container, for exports that come in parts.
    case everywhere
  }

  /// The file that a message names relative to its export's root: looked for below every folder
  /// above the message's file, there in its own container before others; then below the outermost
  /// folders.
  func file(named path: String, beside file: ExportFile, within reach: Reach) -> ExportFile? {
    if reach == .folder { return self.file(at: Self.joined(file.folder, path), in: file.container) }
    let outer = outermost(file.container)
    for folder in Self.foldersAbove(file) {
      let found = byPath[Self.joined(folder, path)]?.map { files[$0] } ?? []
      let near =
        found.first { $0.container == file.container }
        ?? found.first { outermost($0.container) == outer }
      if let near = near ?? (reach == .everywhere ? found.first : nil) { return near }
    }
    // A name alone would be found in any chat's folder.
    guard reach == .everywhere, path.contains("/") else { return nil }
    let found = tops.lazy.flatMap { self.byPath[$0 + "/" + path] ?? [] }.map { self.files[$0] }
    return found.first { $0.container == file.container } ?? found.first
  }

  private static func joined(_ folder: some StringProtocol, _ path: String) -> String {
    folder.isEmpty ? path : folder + "/" + path
  }

  /// The nearest first, the container's top last.
  private static func foldersAbove(_ file: ExportFile) -> [String] {
    var folder = file.folder
    var folders = [String(folder)]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      folders.append(String(folder))
    }
    if !folder.isEmpty { folders.append("") }
    return folders
  }

  // MARK: Reading

  /// Opens files one after the other, in the order in which they are cheapest to read, each once:
  /// an archive is walked through from front to back, with the archives inside it.
  ///
  /// - Parameter body: gets each file with its bytes, valid until it returns, or why it cannot be read.
  func read<Failure: Error>(
    _ chosen: [ExportFile],
    _ body: (ExportFile, Result<any ByteStream, FileTrouble>) throws(Failure) -> Void
  ) throws(Failure) {
    for (container, files) in byOutermost(chosen) {
      guard case .archive(let path) = containers[container] else {
        for file in files.sorted(by: { $0.order < $1.order }) { try body(file, stream(of: file)) }
        continue
      }
      var pass: ArchivePass<Failure>
      do throws(FileTrouble) {
        pass = try ArchivePass(path: path, wish(for: files), budget)
      } catch {
        for file in files { try body(file, .failure(error)) }
        continue
      }
      try pass.run(body)
    }
  }

  private func byOutermost(_ files: [ExportFile]) -> [(key: Int, value: [ExportFile])] {
    Dictionary(grouping: files) { outermost($0.container) }.sorted { $0.key < $1.key }
  }

  /// The container on the disk that a container is, or lies in.
  func outermost(_ container: Int) -> Int {
    if case .inner(_, let entry) = containers[container] { entry.container } else { container }
  }

  private func wish(for files: [ExportFile]) -> ArchiveWish {
    var wish = ArchiveWish()
    for file in files {
      if case .inner(_, let entry) = containers[file.container] {
        wish.inner[entry.order, default: ArchiveWish()].files[file.order] = file
      } else {
        wish.files[file.order] = file
      }
    }
    return wish
  }

  private func stream(of file: ExportFile) -> Result<any ByteStream, FileTrouble> {
    do throws(FileTrouble) {
      return .success(FileStream(try ByteFile(path: diskPath(of: file))))
    } catch {
      return .failure(error)
    }
  }
}

extension ExportSet {
  /// What a file, its folder, and what they lie in are called: the nearest first.
  func names(around file: ExportFile) -> [String] {
    let inside = file.path.split(separator: "/").reversed().map(String.init)
    let container = containers[file.container]
    let outside = container.path.split(separator: "/").reversed().prefix(2).map(String.init)
    switch container {
    case .file: return Array(outside)
    case .folder: return inside + outside.prefix(1)
    case .archive: return inside + outside
    case .inner(_, let entry):
      return inside + entry.path.split(separator: "/").reversed().map(String.init) + outside
    }
  }

  /// Where a file is on the disk, or the archive it lies in.
  func diskPath(of file: ExportFile) -> String {
    switch containers[file.container] {
    case .folder(let root): root + "/" + file.path
    case .file(let path), .archive(let path), .inner(let path, _): path
    }
  }
}
