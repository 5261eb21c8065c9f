package import Domain
import GRDB

extension Store {
  /// Every account, in the order in which they came.
  package func accounts() throws(StoreError) -> [Account] {
    try reading { db in
      var accounts: [Account] = []
      try Prepared(db, "SELECT \(Store.accountColumns) FROM account ORDER BY id").each {
        accounts.append(Account(row: $0))
      }
      return accounts
    }
  }

  static let accountColumns = """
    id, remote_id, network, name, handle, self_id, max_text, max_text_unit, delivery, folder,
    capabilities, reply_window_hours,
    (SELECT connection.name FROM connection WHERE connection.id = account.connection)
    """

  static func account(_ db: Database, _ id: Int64) throws -> Account {
    let query = try Prepared(db, "SELECT \(accountColumns) FROM account WHERE id = ?")
    query.bind(1, id)
    guard let account = try query.first(Account.init(row:)) else {
      throw StoreError.noSuch(id: String(id))
    }
    return account
  }
}

extension Account {
  fileprivate init(row: Prepared) {
    self.init(
      id: ID(row.int(0)), remoteID: row.text(1), network: Network(lenient: row.text(2)),
      name: row.safe(3), handle: row.safe(4), selfID: row.text(5),
      maxText: (row.int(6) as Int64?).map { Int(clamping: $0) },
      maxTextUnit: TextUnit(rawValue: row.text(7)) ?? .scalars,
      delivery: Delivery(stored: row.text(8), folder: row.text(9), connection: row.text(12)),
      capabilities: Account.capabilities(stored: row.text(10)),
      replyWindowHours: (row.int(11) as Int64?).map { Int(clamping: $0) })
  }
}
