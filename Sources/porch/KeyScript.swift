import Cells
import FoundationEssentials
import Interface

/// Keys written down: `j j r Hello! <enter>`.
///
/// Pieces are separated by spaces. A single character is that key; `<…>` is a named key or a wait;
/// anything longer is typed character by character. `<space>` types a space.
enum KeyScript {
  enum Step: Hashable, Sendable {
    case input(Input)
    /// Seconds.
    case wait(Double)
  }

  static func parse(_ script: String) throws -> [Step] {
    try script.split(separator: " ").flatMap { piece in
      try steps(of: String(piece))
    }
  }

  private static func steps(of piece: String) throws -> [Step] {
    if piece.hasPrefix("<wait:"), piece.hasSuffix(">"),
      let seconds = Double(piece.dropFirst(6).dropLast()), (0...3600).contains(seconds)
    {
      return [.wait(seconds)]
    }
    if piece.hasPrefix("<"), piece.hasSuffix(">"), piece.count > 2 {
      guard let key = Key(notation: piece) else {
        throw CommandError("“\(piece)” is not a key. Try <enter>, <esc>, <c-d> or <wait:2>.")
      }
      return [.input(.key(key))]
    }
    return piece.map { .input(.key(Key($0))) }
  }

  /// Types the script into a running interface, at the speed of a person.
  static func play(_ steps: [Step], into post: Post) async {
    for step in steps {
      do {
        // The pace of whoever types: what happens meanwhile is not looked at. Only demonstrations
        // have a script, so the running inbox is never woken by this.
        switch step {
        case .input(let input):
          try await Task.sleep(for: .milliseconds(120))
          post.post(.input(input))
        case .wait(let seconds): try await Task.sleep(for: .seconds(seconds))
        }
      } catch {
        // The run has ended.
        return
      }
    }
  }
}
