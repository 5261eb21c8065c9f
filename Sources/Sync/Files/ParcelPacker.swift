import Domain

/// The desk as one file uses it: whatever is added or said carries the file's name.
struct ParcelPacker {
  private let desk: ImportDesk
  let file: String

  init(desk: ImportDesk, file: String) {
    self.desk = desk
    self.file = file
  }

  /// - Parameter place: the line or entry, for a refusal.
  func add(_ item: Incoming, at place: String) throws(ImportStop) {
    try desk.add(item, from: Parcel.Place(file: file, at: place))
  }

  func skip(at place: String, _ reason: String) {
    desk.skip(Parcel.Place(file: file, at: place).skip(reason))
  }

  /// Stored together with what is added next.
  func remember(_ bookmark: Batch.Bookmark) { desk.remember(bookmark) }
}
