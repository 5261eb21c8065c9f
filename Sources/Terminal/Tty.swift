package import Cells

/// Where frames go and keys come from. Used from one thread.
package protocol Tty {
  /// The grid that frames should fill.
  var size: Size { get }
  /// Readable (as `poll` says) when ``readInput()`` has something to return.
  var inputDescriptor: Int32 { get }
  /// Readable when a signal has arrived: ``readInput()`` and ``takeSignals()`` are then due.
  var signalDescriptor: Int32? { get }
  /// The terminal has hung up: nothing will come in any more, and nothing drawn will be seen.
  var isGone: Bool { get }

  /// Makes the terminal show `frame`, writing as little as possible.
  func show(_ frame: Frame)
  /// All input that waits, a change of size included. Never waits itself, but for the rest of a
  /// sequence that has begun: an Escape may be the start of another key.
  func readInput() -> [Input]
  /// What others have asked for by signal since the last call.
  func takeSignals() -> [TtySignal]
  /// Gives the terminal to another program, as it was before.
  func release()
  /// Takes it back; the next frame is drawn whole.
  func reclaim()
  /// What is on the screen is not known any more; the next frame is drawn whole.
  func redraw()
  /// Stops the program as Ctrl-Z does, and returns when it goes on.
  func suspend()
}

extension Tty {
  package var signalDescriptor: Int32? { nil }
  package var isGone: Bool { false }
  package func takeSignals() -> [TtySignal] { [] }
  package func redraw() {}
  package func suspend() {}
}

/// A request that came as a signal.
package enum TtySignal: Hashable, Sendable {
  /// SIGTSTP from outside: answer with ``Tty/suspend()``.
  case suspend
  /// SIGTERM, SIGHUP or SIGINT: save and end.
  case terminate
}
