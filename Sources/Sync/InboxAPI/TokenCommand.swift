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
    defer { close(ends[0]) }
    let child = spawn(program, writingTo: ends[1])
    close(ends[1])
    switch child {
    case .failure(let error): throw error
    case .success(let child):
      let output = read(from: ends[0], patience: patience)
      if output == nil { kill(child, SIGKILL) }
      var status: Int32 = 0
      while waitpid(child, &status, 0) < 0 && errno == EINTR {}
      guard let output else { throw .commandHangs(program: program) }
      guard status == 0 else {
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

  /// nil when the time is over before the output is.
  private func read(from end: Int32, patience: Double) -> [UInt8]? {
    let limit = DispatchTime.now().uptimeNanoseconds + UInt64(patience * 1e9)
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
