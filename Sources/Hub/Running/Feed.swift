import Foundation
import InboxAPI
import NIOCore
import Storage
import Synchronization

/// What is new, for all who follow: the changes of a commit are made into one piece of bytes, once,
/// whoever waits for them.
final class Feed: Sendable {
  /// The changes of one commit, as events of a stream.
  struct Piece: Sendable {
    var first: Int64
    var last: Int64
    var events: ByteBuffer

    init?(_ changes: [LedgerChange]) {
      guard let first = changes.first, let last = changes.last else { return nil }
      (self.first, self.last) = (first.seq, last.seq)
      events = ByteBuffer()
      for change in changes {
        events.writeString("id: \(change.seq)\nevent: change\ndata: ")
        events.writeBytes(change.json)
        events.writeString("\n\n")
      }
    }
  }

  struct Whisper: Sendable {
    var number: Int
    /// A presence event's data.
    var json: ByteBuffer
  }

  enum News: Sendable {
    case changes(Piece)
    case presence([Whisper])
    /// Too far back to be remembered here, or amid a commit: the store has to be asked.
    case behind
    case nothing
    case closed
  }

  private struct Waiter {
    var until: Date
    var resume: CheckedContinuation<Void, Never>
  }

  private struct State {
    var head: Int64
    var pieces: [Piece] = []
    var bytes = 0
    var whispers: [Whisper] = []
    var lastWhisper = 0
    var waiters: [Int: Waiter] = [:]
    var cancelled: Set<Int> = []
    var lastWaiter = 0
    var isClosed = false
  }

  private let state: Mutex<State>
  /// Bounds of what is remembered for those who follow closely.
  private static let most = 2000
  private static let mostBytes = 8 * 1024 * 1024
  private static let mostWhispers = 200

  init(head: Int64) { state = Mutex(State(head: head)) }

  var head: Int64 { state.withLock(\.head) }
  var lastWhisper: Int { state.withLock(\.lastWhisper) }

  // MARK: Telling

  func tell(_ changes: [LedgerChange]) {
    guard let piece = Piece(changes) else { return }
    wake { state in
      state.pieces.append(piece)
      state.bytes += piece.events.readableBytes
      state.head = piece.last
      while state.pieces.count > Self.most || state.bytes > Self.mostBytes {
        state.bytes -= state.pieces.removeFirst().events.readableBytes
      }
    }
  }

  func tell(presence json: [UInt8]) {
    wake { state in
      state.lastWhisper += 1
      state.whispers.append(Whisper(number: state.lastWhisper, json: ByteBuffer(bytes: json)))
      if state.whispers.count > Self.mostWhispers { state.whispers.removeFirst() }
    }
  }

  /// Ends every wait, now and later.
  func close() { wake { $0.isClosed = true } }

  private func wake(_ change: (inout State) -> Void) {
    let waiters = state.withLock { state in
      change(&state)
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters { waiter.resume.resume() }
  }

  /// Ends the waits that are over; called by the hub's clock.
  func tick(_ now: Date) {
    let over = state.withLock { state in
      let over = state.waiters.filter { $0.value.until <= now }
      for key in over.keys { state.waiters[key] = nil }
      return over.values
    }
    for waiter in over { waiter.resume.resume() }
  }

  // MARK: Following

  /// What came after a change (and, where asked for, after a presence event), waiting for it.
  func news(after seq: Int64, whisper: Int?, until: Date) async -> News {
    while true {
      let found = look(after: seq, whisper: whisper)
      // Woken for what somebody else waits for, it waits on.
      guard case .nothing = found, until > Date(), !Task.isCancelled else { return found }
      await wait(after: seq, whisper: whisper, until: until)
    }
  }

  private func look(after seq: Int64, whisper: Int?) -> News {
    state.withLock { Self.look(in: $0, after: seq, whisper: whisper) }
  }

  private static func look(in state: State, after seq: Int64, whisper: Int?) -> News {
    if state.isClosed { return .closed }
    if seq < state.head {
      let piece = state.pieces.last { $0.first <= seq + 1 }
      return piece.map { $0.first == seq + 1 ? .changes($0) : .behind } ?? .behind
    }
    if let whisper, whisper < state.lastWhisper {
      return .presence(state.whispers.filter { $0.number > whisper })
    }
    return .nothing
  }

  private func wait(after seq: Int64, whisper: Int?, until: Date) async {
    let number = state.withLock { state in
      state.lastWaiter += 1
      return state.lastWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { (resume: CheckedContinuation<Void, Never>) in
        // Asked again under the lock: what came in between must not be slept over.
        let isWaiting = state.withLock { state in
          guard case .nothing = Self.look(in: state, after: seq, whisper: whisper),
            state.cancelled.remove(number) == nil
          else { return false }
          state.waiters[number] = Waiter(until: until, resume: resume)
          return true
        }
        if !isWaiting { resume.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        let waiter = state.waiters.removeValue(forKey: number)
        if waiter == nil { state.cancelled.insert(number) }
        return waiter
      }
      waiter?.resume.resume()
    }
    state.withLock { _ = $0.cancelled.remove(number) }
  }
}

extension LedgerChange {
  /// The Change as it goes over the wire.
  var json: [UInt8] {
    var json = JSONBytes()
    json.put("{")
    json.field("seq", seq)
    json.field("at", ifAny: at)
    json.field("type", text: type)
    json.field(type, raw: bytes)
    json.put("}")
    return json.bytes
  }
}
