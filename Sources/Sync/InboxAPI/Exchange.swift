import AsyncHTTPClient
import Dispatch
import NIOCore
import NIOHTTP1
import Synchronization

/// One request under way, between the event loop that hears the answer and the thread that waits.
///
/// What is not taken yet is bounded: the event loop is held back until the thread has caught up.
final class Exchange: HTTPClientResponseDelegate {
  typealias Response = Void

  private struct State {
    var head: HTTPResponseHead?
    var bytes: [UInt8] = []
    var isEnded = false
    var failure: (any Error)?
    /// The failure is ours, and the connection may still be there.
    var isGivenUp = false
    var room: EventLoopPromise<Void>?
  }

  /// What the waiting thread is told.
  enum News {
    case head(HTTPResponseHead)
    case bytes([UInt8])
    case end
  }

  /// What the question was asked with.
  let token: Token

  init(with token: Token) { self.token = token }

  /// Bytes that may lie here before the server has to wait.
  private static let roomiest = 1 << 20

  private let state = Mutex(State())
  private let bell = DispatchSemaphore(value: 0)

  // MARK: The event loop's side

  func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<
    Void
  > {
    state.withLock { $0.head = head }
    bell.signal()
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<
    Void
  > {
    let wait: EventLoopFuture<Void>? = state.withLock { state in
      if let failure = state.failure { return task.eventLoop.makeFailedFuture(failure) }
      state.bytes += buffer.readableBytesView
      guard state.bytes.count > Self.roomiest else { return nil }
      let room = task.eventLoop.makePromise(of: Void.self)
      state.room = room
      return room.futureResult
    }
    bell.signal()
    return wait ?? task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) {
    end(with: error, isGivenUp: false)
  }

  func didFinishRequest(task: HTTPClient.Task<Void>) throws {
    state.withLock { $0.isEnded = true }
    bell.signal()
  }

  // MARK: The waiting thread's side

  /// Ends the wait: nobody wants the answer any more.
  func giveUp() { end(with: APIError.cancelled, isGivenUp: true) }

  private func end(with error: any Error, isGivenUp: Bool) {
    let room = state.withLock { state in
      if state.failure == nil { (state.failure, state.isGivenUp) = (error, isGivenUp) }
      defer { state.room = nil }
      return state.room
    }
    // A promise must not be left behind.
    room?.succeed(())
    bell.signal()
  }

  /// The answer has come to its end, or the connection to its own.
  var isOver: Bool { state.withLock { $0.isEnded || $0.failure != nil && !$0.isGivenUp } }

  /// Waits for the next news. - Returns: nil when the time is over.
  func next(seconds: Double) throws -> News? {
    let limit = DispatchTime.now() + seconds
    while true {
      if let news = try take() { return news }
      guard bell.wait(timeout: limit) == .success else { return nil }
    }
  }

  private func take() throws -> News? {
    let (news, room, failure): (News?, EventLoopPromise<Void>?, (any Error)?) = state.withLock {
      state in
      if let head = state.head {
        state.head = nil
        return (.head(head), nil, nil)
      }
      if !state.bytes.isEmpty {
        defer {
          state.bytes = []
          state.room = nil
        }
        return (.bytes(state.bytes), state.room, nil)
      }
      if let failure = state.failure { return (nil, nil, failure) }
      return (state.isEnded ? .end : nil, nil, nil)
    }
    room?.succeed(())
    if let failure { throw failure }
    return news
  }
}
