import Domain
import Foundation
import Glibc
import Interface
import Synchronization

/// Where copied text goes: a command of the user's, or the terminal itself.
struct Clipboard: Sendable {
  /// A program and its arguments, started without a shell; nil asks the terminal (OSC 52).
  let command: [String]?

  /// Terminals refuse more than about this many bytes in one OSC 52 sequence.
  private static let longestSequence = 74_994

  /// Copies and says so. Called from the main thread, between two paints: the sequence must not
  /// land inside a frame.
  func copy(_ text: String, reporting post: Post) {
    if let command {
      ChildProgram.run(command, input: Data(text.utf8)) { failure in
        if let failure { post.post(.noticed(Notice(.failure, SafeText(line: failure)))) }
      }
    } else if let failure = writeSequence(text) {
      post.post(.noticed(Notice(.failure, SafeText(line: failure))))
    }
  }

  /// - Returns: why it did not work, as a sentence.
  private func writeSequence(_ text: String) -> String? {
    let encoded = Data(text.utf8).base64EncodedString()
    guard encoded.utf8.count <= Self.longestSequence else {
      return "The text is too long for the terminal's clipboard. Set `clipboard` in the config."
    }
    let bytes = Array("\u{1B}]52;c;\(encoded)\u{07}".utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return "The terminal did not take the text. Set `clipboard` in the config." }
      sent += count
    }
    return nil
  }
}

/// Opens links of messages with the user's program, never through a shell.
struct LinkOpener: Sendable {
  let command: [String]

  func open(_ link: String, reporting post: Post) {
    guard let url = URL(string: link), ["http", "https"].contains(url.scheme?.lowercased() ?? "")
    else {
      let path = SafeText(line: "It is in the export: \(link)")
      return post.post(.noticed(Notice(.info, path)))
    }
    start(with: link, reporting: post)
  }

  /// - Parameter file: an absolute path.
  func open(file: String, reporting post: Post) { start(with: file, reporting: post) }

  private func start(with argument: String, reporting post: Post) {
    ChildProgram.run(command + [argument], input: nil) { failure in
      if failure != nil {
        let sentence = SafeText(
          line: "\(command[0]) could not open it; `open` in the config can name another program: "
            + argument)
        post.post(.noticed(Notice(.warning, sentence)))
      }
    }
  }
}

/// A program started for the user, with its arguments in an array and its output thrown away.
enum ChildProgram {
  /// - Parameter report: called once, from another thread, with a sentence when it failed.
  static func run(
    _ command: [String], input: Data?, report: @escaping @Sendable (String?) -> Void
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["--"] + command
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let pipe = input.map { _ in Pipe() }
    process.standardInput = pipe ?? FileHandle.nullDevice
    // The end is reported once, by whoever sees it first.
    let isReported = Mutex(false)
    let done: @Sendable (String?) -> Void = { failure in
      let isFirst = isReported.withLock { was in
        defer { was = true }
        return !was
      }
      if isFirst { report(failure) }
    }
    process.terminationHandler = { ended in
      let status = ended.terminationStatus
      done(status == 0 ? nil : "\(command[0]) ended with \(status). Check it in the config.")
    }
    do {
      try process.run()
      guard let pipe, let input else { return }
      // A program that does not read must not stop the screen; one that ended early says so itself.
      Thread {
        try? pipe.fileHandleForWriting.write(contentsOf: input)
        try? pipe.fileHandleForWriting.close()
      }.start()
    } catch {
      done("\(command[0]) could not be started. Check it in the config.")
    }
  }
}
