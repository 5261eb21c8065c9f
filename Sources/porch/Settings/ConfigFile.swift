import Foundation

/// The user's `config.toml` as a file that is changed on their behalf.
struct ConfigFile {
  let path: String

  /// Reads the text, lets `change` make another of it, and puts that in its place.
  ///
  /// The new text is whole on the disk before it takes the old one's name, so that no crash and no
  /// full disk leaves half a config. A link is followed, and stays one. The file keeps its
  /// permissions; one that was not there is the user's alone.
  func change(_ change: (String) throws -> String) throws {
    let text = try change(try self.text())
    try makeFolder(of: target)
    try replace(target, with: Array(text.utf8))
  }

  /// Where it really is, should it be a link.
  private var target: String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

  /// The whole text; empty when there is no file yet.
  func text() throws -> String {
    guard FileManager.default.fileExists(atPath: target) else { return "" }
    guard let data = FileManager.default.contents(atPath: target),
      let text = String(data: data, encoding: .utf8)
    else { throw CommandError("\(path) cannot be read as UTF-8 text. Mend it first.") }
    return text
  }

  private func makeFolder(of target: String) throws {
    let folder = (target as NSString).deletingLastPathComponent
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw CommandError("\(folder) cannot be made. Check its permissions.")
    }
  }

  private func replace(_ target: String, with bytes: [UInt8]) throws {
    var facts = stat()
    let mode = stat(target, &facts) == 0 ? facts.st_mode & 0o777 : 0o600
    let temporary = "\(target).\(getpid()).new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw trouble() }
    let isWritten =
      Self.write(bytes, to: descriptor) && fchmod(descriptor, mode) == 0
      && fsync(descriptor) == 0
    let code = errno
    close(descriptor)
    guard isWritten, rename(temporary, target) == 0 else {
      let failure = trouble(isWritten ? errno : code)
      unlink(temporary)
      throw failure
    }
    // The new name has to survive a crash as well.
    let folder = open((target as NSString).deletingLastPathComponent, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private func trouble(_ code: Int32 = errno) -> CommandError {
    CommandError(
      "\(path) cannot be written: \(String(cString: strerror(code))). Nothing was changed.")
  }
}
