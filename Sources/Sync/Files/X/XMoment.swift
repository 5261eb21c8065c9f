import Domain

/// Turns around what has the same time: archives have the newest first, and among messages of one
/// time the store keeps the order in which they came.
struct XMoment {
  typealias Placed = (message: IncomingMessage, place: String)

  /// Of one time; more than that at once is no conversation.
  private static let most = 1000

  private var held: [Placed] = []
  /// As the last two different times showed it.
  private var isNewestFirst = true

  /// - Returns: what no message that comes can belong before any more.
  mutating func add(_ message: IncomingMessage, at place: String) -> [Placed] {
    guard let time = held.first?.message.sentAt else {
      held.append((message, place))
      return []
    }
    if message.sentAt == time && held.count < Self.most {
      held.append((message, place))
      return []
    }
    if message.sentAt != time { isNewestFirst = message.sentAt < time }
    let ready = close()
    held.append((message, place))
    return ready
  }

  /// What is left.
  mutating func close() -> [Placed] {
    defer { held.removeAll(keepingCapacity: true) }
    return isNewestFirst ? held.reversed() : held
  }
}
