import Foundation

/// A disk of a few megabytes that fills up when a test wants it to. Only root can make one.
package final class SmallDisk: Sendable {
  package let path: String

  package static var canBeMade: Bool { getuid() == 0 }

  package init(megabytes: Int) throws {
    path = NSTemporaryDirectory() + "disk-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Self.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path)
  }

  deinit {
    // What is still open goes with the process; a folder that stays behind harms nobody.
    try? Self.run("umount", "-l", path)
    try? FileManager.default.removeItem(atPath: path)
  }

  private var filler: String { path + "/filler" }

  /// Leaves so many bytes.
  package func fill(leaving room: Int = 0) throws {
    let file = open(filler, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
    defer { close(file) }
    let page = [UInt8](repeating: 1, count: 4096)
    var size = 0
    while true {
      let written = write(file, page, page.count)
      guard written > 0 else { break }
      size += written
    }
    ftruncate(file, off_t(max(0, size - room)))
  }

  package func free() throws { try FileManager.default.removeItem(atPath: filler) }

  private static func run(_ program: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = program
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
