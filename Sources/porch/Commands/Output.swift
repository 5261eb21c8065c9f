import Foundation

/// Lines for stdout, written in large pieces: a list can have a hundred thousand.
struct Output: ~Copyable {
  private var buffer: [UInt8] = []
  private static let pieceSize = 65_536

  mutating func line(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    buffer.append(10)
    if buffer.count >= Self.pieceSize { flush() }
  }

  mutating func line(_ bytes: [UInt8]) {
    buffer.append(contentsOf: bytes)
    buffer.append(10)
    if buffer.count >= Self.pieceSize { flush() }
  }

  mutating func flush() {
    FileHandle.standardOutput.write(Data(buffer))
    buffer.removeAll(keepingCapacity: true)
  }

  deinit { FileHandle.standardOutput.write(Data(buffer)) }

  /// Whether a person reads: prompts and progress are only for them.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
