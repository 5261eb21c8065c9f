/// The bounds a hub keeps, so that no client can make it hold more than it can carry.
package struct HubLimits: Sendable {
  /// The largest request body, in bytes. The Inbox API promises that 4 MB are always taken.
  package var bodyBytes = 8 * 1024 * 1024
  /// How much of what is to be written may wait for the disk, in bytes of bodies; beyond it a request
  /// is answered with 503. One body always may.
  package var waitingBytes = 64 * 1024 * 1024
  /// Requests a token may make in each ``windowSeconds``.
  package var requestsPerWindow = 6000
  package var windowSeconds = 10
  /// How long the head of a request may take, in seconds.
  package var headerSeconds = 10
  /// How long a connection may be silent, or take nothing of what it is sent, in seconds; the comment line of `/events` comes each 15.
  package var idleSeconds = 60
  /// Connections at a time; more wait to be taken.
  package var connections = 1000
  /// How long an idempotency key is remembered, in seconds: 7 days, as the Inbox API promises.
  package var keySeconds = 7 * 24 * 3600
  /// How many changes are kept for those who follow; older ones are answered with 410.
  package var changesKept = 200_000

  package init() {}
}
