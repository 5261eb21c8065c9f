import Dispatch
import Foundation
import Storage
import Synchronization

/// The one thread that writes for a hub. What is asked for at the same time shares a transaction, and
/// so a wait for the disk.
final class HubWriter: Sendable {
  private struct State {
    var jobs: [LedgerJob] = []
    /// What the jobs bring.
    var bytes = 0
    var isRunning = false
    var isLooking = false
  }

  private let ledger: Ledger
  private let told: @Sendable ([LedgerChange]) -> Void
  private let queue = DispatchQueue(label: "hub writer")
  private let state = Mutex(State())
  /// Jobs in one transaction: more would keep the first of them waiting.
  private static let most = 32
  /// Bytes after which a transaction takes no other job.
  private static let mostBytes = 4 * 1024 * 1024
  /// Jobs that may wait, and their bytes: each holds a request's body.
  private static let mostWaiting = 200
  private let mostWaitingBytes: Int

  /// - Parameter told: called with what came into the log, before the requests are answered.
  init(
    _ ledger: Ledger, waitingBytes: Int, told: @escaping @Sendable ([LedgerChange]) -> Void
  ) {
    self.ledger = ledger
    mostWaitingBytes = waitingBytes
    self.told = told
  }

  /// Runs a body as a job and waits until it is on the disk.
  /// - Parameter bytes: how much it brings, about.
  func perform<Value: Sendable>(
    bytes: Int = 1000, _ body: @escaping @Sendable (LedgerTransaction) throws -> Value
  ) async throws -> Value {
    let outcome = Outcome<Value>()
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      let job = LedgerJob(
        bytes: bytes, { outcome.set(try body($0)) }, done: { done.resume(with: $0) })
      if !add(job) { done.resume(throwing: Problem.unavailable) }
    }
    return try outcome.get()
  }

  /// The same for the hub's own clock, which waits for nothing and asks for one look at a time.
  func look() {
    let isFirst = state.withLock { state in
      defer { state.isLooking = true }
      return !state.isLooking
    }
    guard isFirst else { return }
    let job = LedgerJob({ try $0.wakeDue() }, done: { _ in self.looked() })
    if !add(job) { looked() }
  }

  private func looked() { state.withLock { $0.isLooking = false } }

  private func add(_ job: LedgerJob) -> Bool {
    let isFirst = state.withLock { state -> Bool? in
      guard state.jobs.count < Self.mostWaiting,
        state.bytes == 0 || state.bytes + job.bytes <= mostWaitingBytes
      else { return nil }
      state.jobs.append(job)
      state.bytes += job.bytes
      defer { state.isRunning = true }
      return !state.isRunning
    }
    guard let isFirst else { return false }
    if isFirst { queue.async { self.run() } }
    return true
  }

  private func run() {
    while true {
      let jobs = state.withLock { state in
        let next = Array(Self.share(of: state.jobs))
        state.jobs.removeFirst(next.count)
        state.bytes -= next.reduce(0) { $0 + $1.bytes }
        if next.isEmpty { state.isRunning = false }
        return next
      }
      if jobs.isEmpty { return }
      ledger.run(jobs, at: Date(), told: told)
    }
  }

  /// The first of those that wait, as many as make one transaction: one at least.
  static func share(of jobs: [LedgerJob]) -> ArraySlice<LedgerJob> {
    var bytes = 0
    return jobs.prefix(most).prefix { job in
      defer { bytes += job.bytes }
      return bytes == 0 || bytes + job.bytes <= mostBytes
    }
  }
}

/// What a job made, on its way from the writing thread.
private final class Outcome<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)

  func set(_ made: Value) { value.withLock { $0 = made } }

  func get() throws -> Value {
    guard let made = value.withLock({ $0 }) else { throw Problem.internalError }
    return made
  }
}
