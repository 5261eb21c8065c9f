import CNcurses
package import Cells
import Glibc

/// A real terminal, drawn on through ncurses. One per process at a time.
///
/// Not `Sendable`: it belongs to the thread of the loop. The terminal is put back as it was by
/// ``close()``, when the object goes away, when the process exits, and when it crashes.
package final class CursesTty: Tty {
  package private(set) var size: Size
  package let inputDescriptor: Int32
  package let signalDescriptor: Int32?
  package internal(set) var isGone = false
  /// False when the person's locale is explicitly not UTF-8: only ASCII is then drawn.
  package let isUTF8: Bool

  let outputDescriptor: Int32
  let isXtermLike: Bool
  var colors: ColorReduction
  /// nil when changes are left to ncurses: it knows the terminals that are told in a way of their own.
  var dialect: Dialect?
  /// What the terminal shows; nil when all of it must be drawn.
  var shown: Frame?
  var shownTitle: String?
  /// Nobody has asked yet what the terminal of now is like.
  var mustAsk = true
  /// When it was asked, and what it has not answered since.
  var askedAt: ContinuousClock.Instant?
  var answersDue: Set<Question> = []

  enum Question { case margins, background }
  var decoder = KeyDecoder()
  var signals: [TtySignal] = []
  var hasNewSize = false
  private var state = State.held

  private enum State { case held, released, closed }

  /// Bracketed paste on, and the title kept aside, for terminals that know both.
  private static let hello = "\u{1B}[?2004h\u{1B}[22;2t"
  private static let farewell = PartScroll.withoutMargins + "\u{1B}[?2004l\u{1B}[23;2t"

  /// Takes the terminal over.
  /// - Parameter environment: where TERM, NO_COLOR, the locale and a size are looked up.
  package init(
    input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO,
    environment: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) throws(TerminalError) {
    let size = try Self.check(input: input, output: output, environment: environment)
    let names = TerminalNames(environment)
    isUTF8 = names.setLocale()
    isXtermLike = names.isXtermLike
    let farewell = names.isXtermLike ? Self.farewell : ""
    switch porch_open(names.term, input, output, farewell, !names.isMono) {
    case 0: break
    case -2: throw .tooSimple(term: names.term)
    default: throw .unknownTerminal(term: names.term)
    }
    self.size = size
    inputDescriptor = input
    outputDescriptor = output
    colors = ColorReduction(level: Self.level(isMono: names.isMono))
    dialect = isUTF8 ? Dialect.ofTheTerminal() : nil
    let descriptor = porch_open_signals()
    signalDescriptor = descriptor < 0 ? nil : descriptor
    porch_resize(Int32(size.rows), Int32(size.columns))
    if isXtermLike { write(Self.hello) }
  }

  /// Whether the terminal could be taken over, without doing it.
  /// - Returns: its size.
  package static func check(
    input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO,
    environment: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) throws(TerminalError) -> Size {
    guard isatty(input) == 1, isatty(output) == 1 else { throw .notATerminal }
    let names = TerminalNames(environment)
    guard !names.term.isEmpty else { throw .termUnset }
    guard names.term != "dumb" else { throw .tooSimple(term: names.term) }
    let size = Self.size(of: output) ?? Size(rows: names.lines, columns: names.columns)
    let smallest = TerminalError.smallest
    guard size.rows >= smallest.rows, size.columns >= smallest.columns else {
      throw .tooSmall(size)
    }
    return size
  }

  deinit { close() }

  /// Puts the terminal back as it was, for good.
  package func close() {
    guard state != .closed else { return }
    release()
    state = .closed
    porch_close_signals()
    porch_close()
  }

  package func release() {
    guard state == .held else { return }
    state = .released
    awaitAnswers()
    if isXtermLike { write(Self.farewell) }
    porch_release()
  }

  package func reclaim() {
    guard state != .closed else { return }
    state = .held
    porch_reclaim()
    if isXtermLike { write(Self.hello) }
    shown = nil
    shownTitle = nil
    // Half of an answer to the program before would swallow keys.
    decoder = KeyDecoder()
    adoptSize()
  }

  package func redraw() { shown = nil }

  package func suspend() {
    release()
    porch_stop()
    reclaim()
    // The stop and the continuation were ours: nobody else has to answer them.
    readSignals()
    signals.removeAll { $0 == .suspend }
  }

  /// After the terminal was another's for a while (stopped and continued from outside).
  func retake() {
    if state == .held { reclaim() }
  }

  /// Finds out how large the terminal is now; the next input says so.
  func adoptSize() {
    size = Self.size(of: outputDescriptor) ?? size
    hasNewSize = true
    shown = nil
    // Behind a session that is attached anew there may be another terminal.
    dialect?.scrollsParts = false
    mustAsk = true
    if state == .held { porch_resize(Int32(max(1, size.rows)), Int32(max(1, size.columns))) }
  }

  private static func size(of descriptor: Int32) -> Size? {
    var window = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_row > 0, window.ws_col > 0
    else { return nil }
    return Size(rows: Int(window.ws_row), columns: Int(window.ws_col))
  }

  private static func level(isMono: Bool) -> ColorLevel {
    if isMono { return .none }
    if porch_has_direct_color() { return .direct }
    switch porch_color_count() {
    case 256...: return .palette
    case 16...: return .sixteen
    case 8...: return .eight
    default: return .none
    }
  }

  /// Writes past ncurses, for what it has no call for. Never waits long for a terminal that does
  /// not read, and never for one that is gone.
  func write(_ text: String) { write(Array(text.utf8)) }

  /// - Returns: false when not all of it went out.
  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    var bytes = bytes[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(outputDescriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: outputDescriptor, events: Int16(POLLOUT), revents: 0)
        if poll(&waiting, 1, 1_000) <= 0 { return false }
      } else if errno != EINTR {
        isGone = true
        return false
      }
    }
    return true
  }
}
