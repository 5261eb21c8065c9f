/// One human, with one or more identities.
package enum Person {
  package typealias ID = LocalID<Person>
}

/// A human as one account knows them.
package struct Identity: Hashable, Sendable, Identifiable {
  package typealias ID = LocalID<Identity>

  package var id: ID
  package var person: Person.ID
  package var account: Account.ID
  package var accountRemoteID: String
  package var network: Network
  /// The source's own id.
  package var remoteID: String
  package var name: SafeText?
  package var handle: SafeText?
  /// No human writes under it.
  package var isAutomated: Bool

  package init(
    id: ID, person: Person.ID, account: Account.ID, accountRemoteID: String, network: Network,
    remoteID: String, name: SafeText?, handle: SafeText?, isAutomated: Bool = false
  ) {
    self.id = id
    self.person = person
    self.account = account
    self.accountRemoteID = accountRemoteID
    self.network = network
    self.remoteID = remoteID
    self.name = name
    self.handle = handle
    self.isAutomated = isAutomated
  }

  /// What to call them: the name, else the handle, else the source's id.
  package var title: SafeText {
    [name, handle].compactMap(\.self).first { !$0.isEmpty } ?? SafeText(line: remoteID)
  }
}
