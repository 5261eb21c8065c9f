import GRDB

extension Store {
  /// Writes a compact copy of everything to a file that is not there yet (0600).
  package func backup(to path: String) throws(StoreError) {
    do {
      try writer.writeWithoutTransaction { db in try Store.write(db, copyTo: path) }
    } catch {
      throw StoreError(error, path: path)
    }
  }
}
