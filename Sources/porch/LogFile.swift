import Domain
import Foundation
import Logging
import Synchronization

/// The program's own log.
enum Log {
  static func start(at path: String) -> Logger {
    Logger(label: "porch") { _ in LogFile(path: path) }
  }
}

/// Writes the log to one file, without message text, rotated when it grows.
///
/// Nothing is opened until the first line: most runs never write one.
struct LogFile: LogHandler {
  /// Bytes; at this size the file becomes `porch.log.1` and a new one is begun.
  private static let rotationSize = 1_000_000

  let path: String
  var logLevel = Logger.Level.notice
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let facts = metadata.merging(event.metadata ?? [:]) { $1 }
      .sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    let stamp = Date().formatted(.iso8601)
    let line = SafeText(line: "\(stamp) \(event.level) \(event.message)\(facts)", limit: 2000)
    append(Data((line.string + "\n").utf8))
  }

  /// A log that cannot be written must not disturb the inbox: what fails here is let go.
  private func append(_ line: Data) {
    let folder = (path as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    rotate()
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    line.withUnsafeBytes { _ = write(descriptor, $0.baseAddress, $0.count) }
  }

  private func rotate() {
    var facts = stat()
    guard stat(path, &facts) == 0, facts.st_size >= Self.rotationSize else { return }
    rename(path, path + ".1")
  }
}
