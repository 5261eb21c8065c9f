package import Domain
import Storage
import Synchronization

/// What colleagues are told about where we are.
struct PresenceSaid {
  struct Place: Equatable {
    var conversation: Conversation.ID
    /// The server's id of it.
    var serverID: String
    var state: Presence.State
  }

  /// Where we are; nil: nowhere.
  var wanted: Place?
  /// What the server was told last, and when: seconds of uptime.
  var told: Place?
  var toldAt = 0.0
  /// The server knows no presence: nothing more is said in this run.
  var isUnsupported = false
}

extension ConnectionDelivery {
  /// A server forgets a presence after 30 s; saying it every 20 s keeps it.
  private static let presenceInterval = 20.0

  /// Says where we are from now on; "away" ends it. Returns at once; what fails is not tried again,
  /// and a conversation of another connection is none of ours.
  package func sayPresence(_ state: Presence.State, in conversation: Conversation.ID) {
    let isOver = control.withLock { control in
      if control.presence.isUnsupported { return true }
      if state == .away {
        if control.presence.wanted?.conversation == conversation { control.presence.wanted = nil }
        return false
      }
      guard control.presence.wanted?.conversation == conversation else { return false }
      control.presence.wanted?.state = state
      return false
    }
    guard !isOver else { return }
    if state != .away, control.withLock({ $0.presence.wanted?.conversation != conversation }) {
      // A presence that cannot be told, also for a store in trouble, is a courtesy less.
      let serverID = try? store.serverID(of: conversation, in: name)
      control.withLock { control in
        control.presence.wanted = serverID.map {
          PresenceSaid.Place(conversation: conversation, serverID: $0, state: state)
        }
      }
    }
    wake()
  }

  /// Tells what is not told yet, in the delivering thread.
  /// - Returns: in how many seconds it has to be told again; nil: not at all.
  func sayPresence() -> Double? {
    let uptime = timing.uptime()
    let said = control.withLock { $0.presence }
    guard !said.isUnsupported else { return nil }
    if let told = said.told, told.conversation != said.wanted?.conversation {
      tell(.away, told.serverID)
    }
    guard let wanted = said.wanted else {
      control.withLock { $0.presence.told = nil }
      return nil
    }
    let age = uptime - said.toldAt
    if said.told == wanted, age < Self.presenceInterval { return Self.presenceInterval - age }
    tell(wanted.state, wanted.serverID)
    control.withLock { control in
      control.presence.told = wanted
      control.presence.toldAt = uptime
    }
    return Self.presenceInterval
  }

  /// On leaving.
  func sayAway() {
    control.withLock { $0.presence.wanted = nil }
    _ = sayPresence()
  }

  private func tell(_ state: Presence.State, _ conversation: String) {
    do throws(APIError) {
      try client.presence(state, in: conversation)
    } catch {
      switch error {
      case .notFound, .unexpected(405, _):
        control.withLock { $0.presence.isUnsupported = true }
      default: break
      }
    }
  }
}
