package import Foundation
package import Storage

extension OutboxDelivery {
  /// Releases what is due and brings everything on its way that may leave now, then returns: for
  /// the command line, and for pictures that have a clock of their own.
  package static func deliverOnce(in store: Store, now: Date = Date()) throws(StoreError) {
    let clock = DeliveryClock(now: { now }, sleep: { _ in })
    try store.releaseHeld(at: now)
    try OutboxDelivery(store: store, clock: clock).deliverWaiting()
  }
}
