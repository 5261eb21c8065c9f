package import Cells
import Glibc

extension CursesTty {
  /// How long an Escape may be the beginning of something, in milliseconds. Terminals send a
  /// sequence at once; only a network can tear one apart.
  private static let escapeDelay: Int32 = 25
  /// How long a paste may pause before what is here is handed out, in milliseconds.
  private static let pasteDelay: Int32 = 1_000
  /// At most so many reads in a row, so that an endless stream does not starve the screen.
  private static let mostReads = 64

  package func readInput() -> [Input] {
    readSignals()
    var inputs: [Input] = []
    var delay = patience
    for _ in 0..<Self.mostReads {
      guard !isGone, hasInput(within: delay), let bytes = readBytes() else {
        if delay > 0 { inputs += decoder.timeOut() }
        break
      }
      inputs += decoder.decode(bytes)
      delay = patience
    }
    for input in inputs { adopt(input) }
    if hasNewSize {
      hasNewSize = false
      inputs.append(.resized(size))
    }
    return inputs
  }

  private func adopt(_ input: Input) {
    switch input {
    case .scrollsParts(let can):
      dialect?.scrollsParts = can
      answersDue.remove(.margins)
    case .background: answersDue.remove(.background)
    default: break
    }
  }

  /// Waits a moment for answers that are on their way: the shell would take them for keys. What else
  /// is typed meanwhile was typed at us.
  func awaitAnswers() {
    let isRecent = askedAt.map { $0.duration(to: .now) < .seconds(1) } ?? false
    let deadline = ContinuousClock.now + .milliseconds(100)
    while isRecent, !isGone, !answersDue.isEmpty, ContinuousClock.now < deadline {
      guard hasInput(within: 20), let bytes = readBytes() else { continue }
      for input in decoder.decode(bytes) { adopt(input) }
    }
    answersDue = []
  }

  /// How long to wait for the rest of what has begun, in milliseconds. A paste that paused once is
  /// not waited for again: the screen would stand still with every part of it.
  private var patience: Int32 {
    guard decoder.isIncomplete else { return 0 }
    return decoder.isPasting && !decoder.hasPausedPaste ? Self.pasteDelay : Self.escapeDelay
  }

  package func takeSignals() -> [TtySignal] {
    readSignals()
    defer { signals = [] }
    return signals
  }

  func hasInput(within milliseconds: Int32) -> Bool {
    var waiting = pollfd(fd: inputDescriptor, events: Int16(POLLIN), revents: 0)
    while true {
      let count = poll(&waiting, 1, milliseconds)
      if count >= 0 || errno != EINTR { return count > 0 }
    }
  }

  /// - Returns: nil when there is nothing to read, for now or for ever.
  private func readBytes() -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      let read = Glibc.read(inputDescriptor, buffer.baseAddress, buffer.count)
      if read == 0 || read < 0 && errno != EINTR && errno != EAGAIN { isGone = true }
      count = max(0, read)
    }
    return bytes.isEmpty ? nil : bytes
  }

  /// Empties the pipe that signals come through.
  func readSignals() {
    guard let signalDescriptor else { return }
    var numbers: Set<Int32> = []
    var bytes = [UInt8](repeating: 0, count: 64)
    while case let count = Glibc.read(signalDescriptor, &bytes, bytes.count), count > 0 {
      numbers.formUnion(bytes[..<count].map(Int32.init))
    }
    if numbers.contains(SIGCONT) { retake() }
    if numbers.contains(SIGWINCH) { adoptSize() }
    if numbers.contains(SIGTSTP) { signals.append(.suspend) }
    if !numbers.isDisjoint(with: [SIGTERM, SIGHUP, SIGINT]) { signals.append(.terminate) }
  }
}
