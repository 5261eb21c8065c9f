import Domain
import Foundation
import InboxAPI
import Storage

/// Does what ``ConnectionSync`` promises; lives on one thread.
final class SyncEngine {
  let store: Store
  let client: InboxAPIClient
  let voice: SyncVoice
  let control: SyncControl
  let pacing: SyncPacing
  let obstacles = ThreadObstacles()
  var connection: Connection?
  /// Conversations that are known to be here, and those that were asked for in vain.
  var knownConversations: Set<String> = []
  var soughtConversations: Set<String> = []
  var soughtAccounts: Set<String> = []
  var way = ConnectionEvents.Following.events
  var streamTroubles = 0
  var longPolls = 0
  var backoff: Backoff
  /// 410s in a row, and how long to leave the server alone before everything is read once more.
  private var expiries = 0
  private var expiryBackoff: Backoff
  /// A token was renewed since something last succeeded.
  private var hasRenewed = false
  /// When the token command, which had nothing new, is run again.
  private var nextCommand: Date?
  /// When the accounts that the server could not ask are asked for again.
  var nextRest: Date?
  /// When the conversations whose messages could not be read are tried again.
  var nextThreads: Date?

  init(
    store: Store, client: InboxAPIClient, voice: SyncVoice, control: SyncControl,
    pacing: SyncPacing
  ) {
    self.store = store
    self.client = client
    self.voice = voice
    self.control = control
    self.pacing = pacing
    backoff = Backoff(random: pacing.random)
    expiryBackoff = Backoff(random: pacing.random)
  }

  var now: Date { voice.now() }

  // MARK: Until it is stopped

  func run() {
    while !control.isStopped {
      do throws(SyncTrouble) {
        if control.takeWish() { nextCommand = nil }
        try greet()
        try finishSnapshot()
        if nextRest == nil { try finishRest() }
        try follow()
      } catch {
        control.setFollowing(false)
        guard !control.isStopped else { return }
        if error == .removed { return voice.sayFailed(error) }
        meet(error)
      }
    }
  }

  /// Once up to the head: a few failures in a row are borne, as long as it gets further between.
  func catchUp() throws(SyncTrouble) -> Int {
    while true {
      do throws(SyncTrouble) {
        try greet()
        try finishSnapshot()
        try takeChanges()
        try finishRest()
        voice.heard()
        try noteSuccess()
        voice.sayFollowing(with: nil)
        voice.sayStanding()
        return voice.messages
      } catch {
        guard !control.isStopped else { throw error }
        if error == .server(.unauthorized), !hasRenewed, renewToken() { continue }
        let failures = max(backoff.failures, expiries)
        let isWorthIt = error.isWorthAnotherTry && failures < Self.mostTries
        if !isWorthIt { voice.sayFailed(error) }
        guard isWorthIt else {
          // The trouble itself is thrown.
          try? store.note(known.id, failure: error.noticeToKeep.text)
          throw error
        }
        meet(error)
      }
    }
  }

  private static let mostTries = 5

  /// Says what went wrong, does what can be done about it, and waits as long as is polite.
  private func meet(_ trouble: SyncTrouble) {
    switch trouble {
    case .server(.cancelled): return
    case .server(.changesExpired):
      expiries += 1
      voice.say(.info, "\(trouble.notice.text)")
      forgetPlace()
      if expiries > 1 { control.wait(seconds: expiryBackoff.next(retryAfter: nil)) }
    case .server(.unauthorized) where !hasRenewed && renewToken(): return
    case .store, .removed:
      voice.sayFailed(trouble)
      control.wait(seconds: Self.storePatience)
    case .server(let error):
      voice.sayFailed(trouble)
      remember(failure: trouble.noticeToKeep.text)
      control.wait(seconds: backoff.next(retryAfter: error.retryAfter))
      if error == .unauthorized, hasRenewed { _ = renewToken() }
    case .token:
      voice.sayFailed(trouble)
      remember(failure: trouble.noticeToKeep.text)
      control.wait(seconds: backoff.next(retryAfter: nil))
    }
  }

  /// How long a store that failed is left alone, in seconds.
  private static let storePatience = 30.0

  /// - Returns: whether there is another token now than the one that was refused.
  private func renewToken() -> Bool {
    guard nextCommand.map({ $0 <= now }) ?? true else { return false }
    nextCommand = nil
    // Without one the refusal is what has to be said.
    guard let token = try? voice.settings.token.read(), !client.isUsing(token) else {
      if case .command = voice.settings.token {
        nextCommand = now.addingTimeInterval(Self.commandPatience)
      }
      return false
    }
    client.renew(token)
    hasRenewed = true
    return true
  }

  /// How long a token command that brought nothing new is left alone, in seconds: it may ask its
  /// user for a key each time. Whoever wants to sync now has it run at once.
  private static let commandPatience = 300.0

  /// The server took our token for more than a greeting.
  func noteTaken() { hasRenewed = false }

  /// Changes come: the place in the log is one that the server has.
  func notePlaceHeld() {
    expiries = 0
    expiryBackoff.reset()
  }

  private func remember(failure: SafeText) {
    guard let connection else { return }
    // Only for the account page; the failure itself is said.
    try? store.note(connection.id, failure: failure)
  }

  /// The next round begins with a new snapshot.
  private func forgetPlace() { isPlaceLost = true }
  private var isPlaceLost = false

  // MARK: The beginning of every round

  var known: Connection {
    guard let connection else {
      preconditionFailure("A connection is known from its first greeting.")
    }
    return connection
  }

  /// Asks who we are and where the log stands, and decides whether everything has to be read anew.
  private func greet() throws(SyncTrouble) {
    let settings = voice.settings
    if connection == nil {
      connection = try storing { () throws(StoreError) in
        try store.connection(named: settings.name, url: settings.address.description)
      }
    }
    // A row that is missing later was removed by somebody, and its number may be another's by now.
    let isThere = try storing { () throws(StoreError) in
      try store.connections().contains { $0.id == known.id && $0.name == settings.name }
    }
    guard isThere else { throw .removed }
    try knowAccounts()
    // As it was before we asked: another porch on this store may take in more while we wait.
    let seq = known.seq
    let me = try asking { () throws(APIError) in try client.me() }
    let accounts = me.accounts.map {
      Normalise.account($0, delivery: .server(connection: settings.name))
    }
    let receipt = try storing { () throws(StoreError) in
      try store.take(
        accounts, userID: me.user.id, role: me.role, of: known.id, at: now)
    }
    for refusal in receipt.refused {
      voice.leaveOut("account", id: accounts[refusal.index].id, reason: refusal.reason)
    }
    try knowAccounts()
    let isOtherLog = known.log != me.log
    let isBehind = known.seq == nil || seq ?? .min > me.seq
    if isOtherLog || isBehind || isPlaceLost {
      try storing { () throws(StoreError) in
        try store.beginSnapshot(
          of: known.id, log: me.log, seq: me.seq, place: SyncPlace().stored)
      }
      isPlaceLost = false
      knownConversations = []
      obstacles.forget()
      nextThreads = nil
      try reread()
    }
    voice.heard()
    try noteSuccess()
    voice.sayStanding()
  }

  func knowAccounts() throws(SyncTrouble) {
    try storing { () throws(StoreError) in
      connection = try store.connection(known.id)
      voice.know(try store.accounts(of: known.id))
    }
  }

  /// Reads the connection's row again after something moved in it.
  func reread() throws(SyncTrouble) {
    connection = try storing { () throws(StoreError) in try store.connection(known.id) }
  }

  func noteSuccess() throws(SyncTrouble) {
    try storing { () throws(StoreError) in
      try store.note(known.id, syncedAt: now, failure: nil)
    }
  }

  // MARK: Two kinds of trouble as one

  func storing<Value>(_ body: () throws(StoreError) -> Value) throws(SyncTrouble) -> Value {
    do {
      return try body()
    } catch {
      throw .store(error)
    }
  }

  /// Asks once the server's allowance lets us.
  func asking<Value>(_ body: () throws(APIError) -> Value) throws(SyncTrouble) -> Value {
    let pause = client.pause
    if pause > 0 { control.wait(seconds: pause) }
    do {
      return try body()
    } catch {
      throw .server(error)
    }
  }
}

extension SyncTrouble {
  fileprivate var isWorthAnotherTry: Bool {
    switch self {
    case .server(.changesExpired): true
    case .server(let error): error.isRetryable
    case .store, .token, .removed: false
    }
  }
}
