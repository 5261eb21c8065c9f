import Foundation

/// Lines for stdout, written in large pieces: a list can have a hundred thousand.
struct Output {
  private var buffer: [UInt8] = []
  private static let pieceSize = 65_536

  /// - Throws: when nobody can take the line (a full disk).
  mutating func line(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    buffer.append(10)
    if buffer.count >= Self.pieceSize { try finish() }
  }

  /// One JSON object a line. Characters that would steer a terminal's text direction are escaped,
  /// as JSON allows: ids are passed on as they came, but must not be obeyed.
  mutating func json(_ object: String) throws {
    var escaped = object
    if object.utf8.contains(where: { $0 >= 0x80 }) {
      escaped = object.unicodeScalars.reduce(into: "") { text, scalar in
        if scalar.properties.generalCategory == .format, scalar.value <= 0xFFFF {
          let digits = String(scalar.value, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    try line(escaped)
  }

  /// Bytes as they are: lines of an export, which a program reads or a file keeps.
  mutating func bytes(_ bytes: [UInt8]) throws {
    buffer += bytes
    if buffer.count >= Self.pieceSize { try finish() }
  }

  /// Writes what is left; to be called once everything is said.
  mutating func finish() throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(buffer))
    } catch {
      throw CommandError("The output could not be written. Is the disk full?")
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Whether a person reads: prompts and progress are only for them.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
