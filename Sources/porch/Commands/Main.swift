import ArgumentParser
import Domain
import Foundation

/// The door of the program: parses, runs, and turns every error into one sentence and an exit code.
@main
enum Main {
  static func main() {
    StandardStreams.fillGaps()
    if let sentence = Porch.wrongCommand(CommandLine.arguments) {
      writeError(sentence)
      exit(2)
    }
    do {
      var command = try Porch.parseAsRoot()
      try command.run()
    } catch {
      leave(with: error)
    }
  }

  /// Exit codes: 0 done, 1 failed, 2 wrong use, 3 partly done.
  private static func leave(with error: any Error) -> Never {
    if let code = error as? ExitCode { exit(code.rawValue) }
    let parserCode = Porch.exitCode(for: error)
    if parserCode == .success {
      print(Porch.fullMessage(for: error))
      exit(0)
    }
    if parserCode == .validationFailure {
      writeError(Porch.fullMessage(for: error))
      exit(2)
    }
    writeError("porch: \(Notice(reporting: error).text)")
    exit(1)
  }

  /// A line on stderr, or the several of a wrong use. What was typed is repeated in them, and what
  /// was typed may have been pasted: it steers no terminal.
  static func writeError(_ line: String) {
    StandardStreams.writeError(SafeText(sanitising: line).string + "\n")
  }
}
