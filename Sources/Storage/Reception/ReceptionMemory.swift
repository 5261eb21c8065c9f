import Domain

/// What receiving remembers from batch to batch, so that an author is looked up once.
///
/// Only what never goes away is remembered (accounts and identities, by their numbers), and no more
/// than a bounded number of them.
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
}
