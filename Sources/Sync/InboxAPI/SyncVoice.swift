import Dispatch
import Domain
import Foundation
import InboxAPI
import Storage

/// Says how a connection stands, in words, and nothing twice.
final class SyncVoice {
  let settings: ConnectionSettings
  let events: ConnectionEvents
  let store: Store
  let now: @Sendable () -> Date
  private(set) var accounts: [(serverID: String, account: Account)] = []
  private var said: [Account.ID: AccountStatus.State] = [:]
  /// Accounts that the server itself cannot reach, with why.
  private var unreachable: [String: SafeText] = [:]
  private var leftOut: Set<String> = []
  private var lastSuccess: Date?
  private var lastFailure: SafeText?
  private var lag: Double?
  private var progress = ProgressCount()

  /// So many things that were left out are named; more are counted.
  private static let mostNamed = 20

  init(
    _ settings: ConnectionSettings, _ events: ConnectionEvents, _ store: Store,
    _ now: @escaping @Sendable () -> Date
  ) {
    self.settings = settings
    self.events = events
    self.store = store
    self.now = now
  }

  /// The messages that came in since it began, by a snapshot or by changes.
  private(set) var messages = 0

  func know(_ accounts: [(serverID: String, account: Account)]) { self.accounts = accounts }

  // MARK: How it goes

  /// - Parameter way: nil for being up to date without being followed.
  func sayFollowing(with way: ConnectionEvents.Following?) {
    if let way { events.followingWith(way) }
    lastFailure = nil
    say(.following(since: now()))
  }

  func sayFailed(_ trouble: SyncTrouble) {
    let notice = trouble.notice
    say(.failed(notice.text))
    sayStanding(error: notice.text)
    // The same again and again is on the account's page; it is no news.
    guard lastFailure != notice.text else { return }
    lastFailure = notice.text
    events.notice(
      Notice(notice.weight, SafeText(line: "\(settings.name): \(notice.text)", limit: 700)))
  }

  func heard(messages: Int = 0, lag: Double? = nil) {
    self.messages += messages
    lastSuccess = now()
    if let lag { self.lag = lag }
  }

  func sayStanding(error: SafeText? = nil) {
    // What cannot be read now is told with the next word.
    guard let known = try? store.connections().first(where: { $0.name == settings.name }) else {
      return
    }
    events.standing(
      ConnectionStanding(
        name: settings.name, url: SafeText(line: settings.address.description),
        lastSuccess: lastSuccess ?? known.syncedAt, waitingReplies: known.waitingReplies,
        waitingChanges: known.waitingChanges, lag: lag, lastError: error,
        user: known.userID.map { SafeText(line: $0, limit: 60) }, role: known.role))
  }

  /// - Parameter threads: how many conversations are left, of how many; nil: not known.
  func count(pages: Int, messages: Int, threadsLeft threads: Int? = nil) {
    guard let progress = progress.adding(pages: pages, messages: messages, threadsLeft: threads)
    else { return }
    say(.syncing(progress))
  }

  private func say(_ state: AccountStatus.State) {
    for (serverID, account) in accounts {
      var state = state
      if case .failed = state {} else if let why = unreachable[serverID] { state = .failed(why) }
      if let before = said[account.id], Self.isSame(before, state) { continue }
      said[account.id] = state
      events.status(AccountStatus(account: account, state: state))
    }
  }

  private static func isSame(_ a: AccountStatus.State, _ b: AccountStatus.State) -> Bool {
    if case .following = a, case .following = b { return true }
    return a == b
  }

  // MARK: What was not to be had

  func know(unreachable failed: [FailedAccountResource]) {
    for account in failed {
      let name = accounts.first { $0.serverID == account.account }?.account.name.string
      let detail = (account.detail ?? account.code ?? "it does not say why").prefix(200)
      unreachable[account.account] = SafeText(
        line: "The server cannot reach \(name ?? account.account): \(detail). It asks again.",
        limit: 500)
    }
  }

  func forgetUnreachable() { unreachable = [:] }

  /// Something that could not be read or taken in: named once, with its id.
  func leaveOut(_ kind: String, id: String?, reason: String) {
    let key = "\(kind) \(id ?? reason)"
    guard leftOut.count <= Self.mostNamed, leftOut.insert(key).inserted else { return }
    let text =
      leftOut.count > Self.mostNamed
      ? "\(settings.name) sends more that cannot be read; no more of it is named."
      : "One \(kind) of \(settings.name) was left out (id \(id ?? "unknown")): \(reason). "
        + "Everything else is taken in; tell whoever runs the server."
    events.notice(Notice(.warning, SafeText(line: text, limit: 700)))
  }

  func say(_ weight: Notice.Weight, _ text: String) {
    events.notice(Notice(weight, SafeText(line: "\(settings.name): \(text)", limit: 700)))
  }
}

/// Pages and messages of a sync, and how fast they come.
private struct ProgressCount {
  private(set) var messages = 0
  private var pages = 0
  /// Moments of the last few seconds, with the messages and conversations by then. Nanoseconds.
  private var marks: [(at: UInt64, messages: Int, threads: Int?)] = []
  private var lastSaid: UInt64 = 0

  /// Nanoseconds: over how long a rate is taken, and how often it is told.
  private static let span: UInt64 = 5_000_000_000
  private static let interval: UInt64 = 250_000_000

  /// - Returns: what is to be told now; nil when something was told a moment ago.
  mutating func adding(pages: Int, messages: Int, threadsLeft: Int?) -> SyncProgress? {
    self.pages += pages
    self.messages += messages
    let now = DispatchTime.now().uptimeNanoseconds
    guard now - lastSaid >= Self.interval else { return nil }
    lastSaid = now
    marks.append((now, self.messages, threadsLeft))
    marks.removeAll { now - $0.at > Self.span }
    guard let first = marks.first, now > first.at else {
      return SyncProgress(pages: self.pages, messages: self.messages)
    }
    let seconds = Double(now - first.at) / 1e9
    var left: Int?
    if let before = first.threads, let threadsLeft, before > threadsLeft {
      left = Int((Double(threadsLeft) * seconds / Double(before - threadsLeft)).rounded(.up))
    }
    return SyncProgress(
      pages: self.pages, messages: self.messages,
      rate: Double(self.messages - first.messages) / seconds, secondsLeft: left)
  }
}
