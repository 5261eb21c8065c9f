import Foundation
import Storage
import Synchronization

/// Who is at which conversation, in memory only. Forgotten after 30 s without a word.
final class PresenceBoard: Sendable {
  private struct Seat: Hashable {
    var conversation: String
    var user: String
  }

  private let seats = Mutex<[Seat: (state: String, until: Date)]>([:])
  private static let seconds = 30.0

  /// - Parameter state: "viewing", "composing", or "away", which ends it.
  func take(_ state: String, _ user: String, in conversation: String, at now: Date) {
    let seat = Seat(conversation: conversation, user: user)
    seats.withLock { seats in
      seats = seats.filter { $0.value.until > now }
      seats[seat] = state == "away" ? nil : (state, now.addingTimeInterval(Self.seconds))
    }
  }

  func present(in conversation: String, at now: Date) -> [(user: String, state: String)] {
    seats.withLock { seats in
      seats.filter { $0.key.conversation == conversation && $0.value.until > now }
        .map { ($0.key.user, $0.value.state) }
    }.sorted { $0.user < $1.user }
  }
}
