import Foundation

/// A program that prints a token. No shell is asked, and what it says on stderr goes nowhere: it
/// might repeat the secret.
struct TokenCommand {
  var words: [String]

  /// What it printed, at most a little more than a token can be long.
  func output(patience: Double) throws(TokenError) -> [UInt8] {
    guard let program = words.first, !program.isEmpty else {
      throw .cannotRun(program: "", reason: "it is empty")
    }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw .cannotRun(program: program, reason: String(cString: strerror(errno)))
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let limit = DispatchTime.now().uptimeNanoseconds + UInt64(patience * 1e9)
    let child = spawn(program, writingTo: ends[1])
    close(ends[1])
    switch child {
    case .failure(let error):
      close(ends[0])
      throw error
    case .success(let child):
      let output = read(from: ends[0], until: limit)
      // One that has more to print than is wanted must not wait for a reader.
      close(ends[0])
      let status = end(of: child, until: output == nil ? 0 : limit)
      guard let output, let status else { throw .commandHangs(program: program) }
      // One that was cut off in the middle of too much ends however it likes.
      guard status == 0 || output.count > Token.longest + 2 else {
        throw .commandFailed(
          program: program, status: status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F)
      }
      return output
    }
  }

  private func spawn(_ program: String, writingTo end: Int32) -> Result<pid_t, TokenError> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, end, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    let code = posix_spawnp(&child, program, &actions, nil, &arguments, environ)
    if code == 0 { return .success(child) }
    return .failure(.cannotRun(program: program, reason: String(cString: strerror(code))))
  }

  /// How it ended by itself, as `waitpid` says it; nil where it had to be killed.
  /// - Parameter limit: nanoseconds of uptime.
  private func end(of child: pid_t, until limit: UInt64) -> Int32? {
    var status: Int32 = 0
    // Most have ended with their output; a pause is for one that lingers. Waiting for one child with a
    // limit takes a signal, which would be the whole program's, or a call that only newer systems
    // have. This blocks only the thread that wants the token, and no longer than the limit.
    var pause: UInt32 = 500
    while DispatchTime.now().uptimeNanoseconds < limit {
      if waitpid(child, &status, WNOHANG) == child { return status }
      usleep(pause)
      pause = min(pause * 2, 100_000)
    }
    kill(child, SIGKILL)
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return nil
  }

  /// nil when the time is over before the output is.
  /// - Parameter limit: nanoseconds of uptime.
  private func read(from end: Int32, until limit: UInt64) -> [UInt8]? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1024)
    while bytes.count <= Token.longest + 2 {
      let now = DispatchTime.now().uptimeNanoseconds
      guard now < limit else { return nil }
      var descriptor = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
      guard poll(&descriptor, 1, Int32((limit - now) / 1_000_000 + 1)) > 0 else { continue }
      let count = Foundation.read(end, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count > 0 { bytes += chunk.prefix(count) }
    }
    return bytes
  }
}
