import Domain

/// Collects the things of one file into parcels of a size that suits a transaction.
struct ParcelPacker {
  private static let most = 3000
  private static let mostBytes = 4 << 20

  private let desk: ImportDesk
  let file: String
  private var parcel: Parcel
  private var payload = 0

  init(desk: ImportDesk, file: String) {
    self.desk = desk
    self.file = file
    parcel = Self.empty(file)
  }

  /// - Parameter place: the line or entry, for a refusal.
  mutating func add(_ item: Incoming, at place: String) throws(ImportStop) {
    parcel.batch.items.append(item)
    parcel.places.append(place)
    if case .message(let message) = item {
      parcel.messages += 1
      payload += message.payload.count
    }
    if parcel.batch.items.count >= Self.most || payload >= Self.mostBytes { try flush() }
  }

  mutating func skip(at place: String, _ reason: String) {
    if parcel.skips.count < 1000 {
      parcel.skips.append(.init(file: file, at: place, reason: reason))
    } else {
      parcel.moreSkips += 1
    }
  }

  /// Stored together with what the parcel holds.
  mutating func remember(_ bookmark: Batch.Bookmark) { parcel.batch.bookmark = bookmark }

  mutating func flush() throws(ImportStop) {
    try desk.send(parcel)
    parcel = Self.empty(file)
    payload = 0
  }

  private static func empty(_ file: String) -> Parcel {
    Parcel(file: file, batch: Batch(items: [], isHistory: true), places: [])
  }
}
