/// The store's own number for one thing of a kind, so that a person is never taken for a message.
///
/// Local to one store and never shown: what is printed and accepted on the command line are the
/// sources' own ids (see ``Conversation/remoteID``).
package struct LocalID<Of>: Hashable, Comparable, Sendable {
  package let value: Int64

  package init(_ value: Int64) { self.value = value }

  package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}
