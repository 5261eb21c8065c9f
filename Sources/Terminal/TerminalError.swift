package import Cells

/// Why the screen cannot be used. Each becomes one sentence with a next step.
package enum TerminalError: Error, Equatable {
  case notATerminal
  case termUnset
  /// The terminal has no way to place the cursor, or says it is dumb.
  case tooSimple(term: String)
  case unknownTerminal(term: String)
  case tooSmall(Size)

  /// The smallest size the interface can be drawn in.
  package static let smallest = Size(rows: 10, columns: 40)
}

extension TerminalError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notATerminal:
      "Porch needs a terminal for its screen; run it in one, or use `porch list` in scripts."
    case .termUnset:
      "TERM is not set, so Porch cannot tell how to draw; try `TERM=xterm-256color porch`."
    case .tooSimple(let term):
      "The terminal “\(term)” cannot place its cursor; use another one, or `porch list`."
    case .unknownTerminal(let term):
      "The terminal “\(term)” is not described on this machine; install its terminfo "
        + "(Debian: ncurses-term), or try `TERM=xterm-256color porch`."
    case .tooSmall(let size):
      "The terminal has \(size.columns) columns and \(size.rows) rows; Porch needs at least "
        + "\(Self.smallest.columns) by \(Self.smallest.rows): make it larger."
    }
  }
}
