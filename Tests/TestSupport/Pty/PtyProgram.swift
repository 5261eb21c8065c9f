import Foundation
package import Glibc

/// A program of ours in a pseudo-terminal: typed into, looked at, killed.
package final class PtyProgram {
  package let screen: TerminalScreen
  /// Every byte the program wrote, for tests that look at bytes.
  package private(set) var bytes: [UInt8] = []
  package let processID: pid_t
  private let terminal: Int32

  /// Starts `arguments[0]` with nothing inherited but `environment`.
  /// - Parameters:
  ///   - hasMargins: whether the terminal can scroll between a left and a right margin.
  ///   - isLight: whether its background is. It answers when it is asked for one or the other.
  package init(
    _ arguments: [String], environment: [String: String], rows: Int = 24, columns: Int = 80,
    hasMargins: Bool = false, isLight: Bool = false
  ) throws {
    var (leader, follower) = (Int32(-1), Int32(-1))
    var name = [CChar](repeating: 0, count: 128)
    guard openpty(&leader, &follower, &name, nil, nil) == 0 else {
      throw PtyError(step: "open a terminal", code: errno)
    }
    // Open until the program has it: a terminal that nobody has open reads as ended.
    defer { close(follower) }
    // The program must not keep our sides open, or it would never see its terminal go.
    for side in [leader, follower] { _ = fcntl(side, F_SETFD, FD_CLOEXEC) }
    terminal = leader
    screen = TerminalScreen(rows: rows, columns: columns, hasMargins: hasMargins, isLight: isLight)
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    guard ioctl(terminal, UInt(TIOCSWINSZ), &size) == 0 else {
      throw PtyError(step: "set the terminal's size", code: errno)
    }
    processID = try Self.spawn(arguments, environment, terminalPath: String(cString: &name))
  }

  deinit {
    kill(processID, SIGKILL)
    var status: Int32 = 0
    waitpid(processID, &status, 0)
    close(terminal)
  }

  /// `POSIX_SPAWN_SETSID` of spawn.h, which the C module shows only to GNU sources.
  private static let setSession: Int16 = 0x80

  private static func spawn(
    _ arguments: [String], _ environment: [String: String], terminalPath: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal a session leader opens becomes its controlling one.
    posix_spawn_file_actions_addopen(&actions, 0, terminalPath, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The threads of the test runner block signals; the program must start without that.
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    posix_spawnattr_setflags(&attributes, Self.setSession | Int16(POSIX_SPAWN_SETSIGMASK))
    var argv = arguments.map { strdup($0) } + [nil]
    var envp = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    var processID = pid_t()
    let code = posix_spawn(&processID, arguments[0], &actions, &attributes, &argv, &envp)
    guard code == 0 else { throw PtyError(step: "start \(arguments[0])", code: code) }
    return processID
  }

  package func type(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
      if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      if count <= 0 { return }
      bytes = bytes.dropFirst(count)
    }
  }

  package func resize(rows: Int, columns: Int) {
    screen.resize(rows: rows, columns: columns)
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
  }

  package func signal(_ number: Int32) { kill(processID, number) }

  /// Reads until the condition holds, the program ends, or `seconds` have passed without it.
  @discardableResult
  package func waits(
    seconds: Double = 10, until condition: (TerminalScreen) -> Bool
  ) -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !condition(screen) {
      guard ContinuousClock.now < deadline, readSome(milliseconds: 50) else {
        return condition(screen)
      }
    }
    return true
  }

  package func waits(seconds: Double = 10, toShow text: String) -> Bool {
    waits(seconds: seconds) { $0.text.contains(text) }
  }

  /// Reads what is there until nothing has come for `milliseconds`.
  package func settle(milliseconds: Int32 = 150) {
    var count = bytes.count
    repeat {
      count = bytes.count
      guard readSome(milliseconds: milliseconds) else { return }
    } while bytes.count > count
  }

  /// Waits for the end. - Returns: the exit code, or the negated signal; nil when it goes on.
  package func waitForEnd(seconds: Double = 10) -> Int32? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
      var status: Int32 = 0
      if waitpid(processID, &status, WNOHANG) == processID {
        while readSome(milliseconds: 0), !isDrained {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
      }
      _ = readSome(milliseconds: 20)
    }
    return nil
  }

  private var isDrained = false

  /// - Returns: false when the program's side is closed.
  private func readSome(milliseconds: Int32) -> Bool {
    var descriptor = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    let ready = poll(&descriptor, 1, milliseconds)
    isDrained = ready == 0
    guard ready > 0 else { return true }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(terminal, &buffer, buffer.count)
    guard count > 0 else { return false }
    bytes += buffer[..<count]
    screen.feed(buffer[..<count])
    let answers = screen.takeAnswers()
    if !answers.isEmpty { type(String(decoding: answers, as: UTF8.self)) }
    return true
  }
}

/// What the system refused.
package struct PtyError: Error, CustomStringConvertible {
  var step: String
  var code: Int32
  package var description: String { "Could not \(step): \(String(cString: strerror(code)))." }
}
