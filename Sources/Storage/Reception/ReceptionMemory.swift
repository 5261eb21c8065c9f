import Domain
import GRDB

/// What receiving remembers from batch to batch, so that an author is looked up once.
///
/// Only accounts and identities are remembered, by their numbers, and no more than a bounded number
/// of them. They go away when somebody removes an account, and then all of it is forgotten.
struct ReceptionMemory: Sendable {
  /// A source's id within an account.
  struct Key: Hashable, Sendable {
    var account: Int64
    var id: String
  }

  struct KnownAccount: Sendable {
    var id: Int64
    var network: String
    var selfID: String?
    /// The connection it came with, where a server told it.
    var connection: Int64?
    /// What can be told to its source; nil: everything.
    var capabilities: Set<String>?
  }

  struct KnownIdentity: Sendable {
    var id: Int64
    var name: String?
    var handle: String?
    var isSelf: Bool
    var isAutomated: Bool
    var namedAt: Milliseconds
  }

  var accounts: [String: KnownAccount] = [:]
  var identities: [Key: KnownIdentity] = [:]
  /// The conversation that an import made last, with the read mark it came with: its messages may
  /// go on in the next batch.
  var keptMark: (conversation: Int64, readTo: Milliseconds)?
  /// Whether the writer is set up for large batches.
  var isBulk = false
  /// Imports under way, for which it stays so.
  var imports = 0
  /// SQLite's mark of what other connections have written: one may have removed an account.
  var dataVersion: Int64?

  /// A hundred bytes or two each. The inbox that merely follows never comes near.
  static let mostIdentities = 100_000

  mutating func remember(_ identity: KnownIdentity, as key: Key) {
    if identities.count >= Self.mostIdentities { identities.removeAll(keepingCapacity: true) }
    identities[key] = identity
  }

  mutating func forget() {
    accounts = [:]
    identities = [:]
  }

  /// Inside a transaction that writes, so that nobody removes anything until it ends.
  mutating func forgetWhatOthersMayHaveRemoved(_ db: Database) throws {
    let version = try Int64.fetchOne(db, sql: "PRAGMA data_version")
    if version != dataVersion { forget() }
    dataVersion = version
  }
}
