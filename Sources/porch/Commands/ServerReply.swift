import Dispatch
import Domain
import Foundation
import Storage
import Sync
import Synchronization

/// A reply to somebody behind a server, from the outbox to the server's word that it was sent.
struct ServerReply {
  let store: Store
  let server: ConnectionSettings

  /// Sends what waits for this server, and waits for one message.
  /// - Parameter seconds: after which the message is left to the next sync.
  /// - Returns: nil when it was sent; otherwise why it waits, if anything was said of it.
  /// - Throws: a sentence when the server will not have it.
  func deliver(_ message: Message.ID, waiting seconds: Double) throws -> SafeText? {
    let client = InboxAPIClient(server, token: try server.token.read())
    let trouble = Mutex<SafeText?>(nil)
    let delivery = ConnectionDelivery(
      store: store, connection: server.name, client: RenewingCalls(client),
      sendsReadMarks: server.sendsReadMarks,
      notice: { notice in trouble.withLock { $0 = notice.text } })
    let changed = DispatchSemaphore(value: 0)
    let watch = store.watchOutbox { _ in changed.signal() }
    delivery.start()
    defer {
      watch.cancel()
      delivery.stop()
      client.close()
    }
    let deadline = DispatchTime.now() + seconds
    while try isPending(message) {
      guard DispatchTime.now() < deadline else { return trouble.withLock { $0 } ?? .empty }
      // An inbox that is open on the same store may send it first, and rings no bell here.
      _ = changed.wait(timeout: min(deadline, .now() + 0.2))
    }
    return nil
  }

  private func isPending(_ message: Message.ID) throws -> Bool {
    guard let left = try store.pendingOutbox().first(where: { $0.message == message }) else {
      return false
    }
    switch left.state {
    case .failed(let reason): throw CommandError("Not sent: \(reason). The text is kept.")
    case .unknown: throw CommandError("It is not known whether it was sent. The text is kept.")
    case .held, .queued, .sending, .unconfirmed: return true
    }
  }
}
