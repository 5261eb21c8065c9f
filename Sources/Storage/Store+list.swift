package import Domain
import GRDB

extension Store {
  /// A window of a view. Costs what the window costs, whatever the store's size.
  package func list(_ request: ListRequest) throws(StoreError) -> ConversationList {
    try reading { db in try Store.list(db, request) }
  }

  /// How many conversations every view holds.
  package func counts() throws(StoreError) -> Counts {
    try reading { db in try Store.counts(db) }
  }

  /// One conversation; nil when there is none of that id.
  package func conversation(_ id: Conversation.ID) throws(StoreError) -> Conversation? {
    try reading { db in try Conversation.load(db, id.value) }
  }

  static func counts(_ db: Database) throws -> Counts {
    var counts = Counts()
    try Prepared(db, "SELECT view, count FROM view_count").each { row in
      guard let view = InboxView(rawValue: row.text(0)) else { return }
      counts[view] = Int(clamping: row.int(1) as Int64)
    }
    return counts
  }

  static func list(_ db: Database, _ request: ListRequest) throws -> ConversationList {
    let window = ViewWindow(db: db, view: request.view)
    let count = max(request.count, 1)
    var list = ConversationList(request: request, rows: [])
    switch request.anchor {
    case .top:
      (list.rows, list.hasLater) = try window.rows(count, downwards: true, from: nil)
    case .bottom:
      (list.rows, list.hasEarlier) = try window.rows(count, downwards: false, from: nil)
    case .around(let id):
      guard let place = try window.place(of: id.value) else {
        (list.rows, list.hasLater) = try window.rows(count, downwards: true, from: nil)
        break
      }
      var above = try window.rows(count / 2, downwards: false, from: place)
      let below = try window.rows(
        count - above.rows.count, downwards: true, from: place, including: true)
      let missing = count - above.rows.count - below.rows.count
      if missing > 0, above.more, let first = above.rows.first,
        let top = try window.place(of: first.id.value)
      {
        let further = try window.rows(missing, downwards: false, from: top)
        above = (further.rows + above.rows, further.more)
      }
      list.rows = above.rows + below.rows
      list.hasEarlier = above.more
      list.hasLater = below.more
    }
    return list
  }
}

/// Reads runs of a view by key, never by offset.
struct ViewWindow {
  var db: Database
  var view: InboxView

  /// Where a row stands: its key in the view, and its id where keys are equal.
  struct Place {
    var key: Int64
    var id: Int64
  }

  /// Where a conversation stands, or would if it were in the view.
  func place(of id: Int64) throws -> Place? {
    let query = try Prepared(
      db, "SELECT \(view.standingKey), id FROM conversation WHERE id = ?")
    query.bind(1, id)
    return try query.first { Place(key: $0.int(0), id: $0.int(1)) }
  }

  /// Up to `count` rows on one side of a place, in view order, and whether there are more.
  func rows(
    _ count: Int, downwards: Bool, from place: Place?, including: Bool = false
  ) throws -> (rows: [Conversation], more: Bool) {
    let query = try Prepared(
      db, sql(downwards: downwards, fromPlace: place != nil, including: including))
    if let place {
      query.bind(1, place.key)
      query.bind(2, place.id)
    }
    query.bind(3, Int64(count + 1))
    let found = try Conversation.all(db, query)
    let rows = Array(found.prefix(count))
    return (downwards ? rows : rows.reversed(), found.count > count)
  }

  /// The query of a run. The index is named: left alone, SQLite takes the one of all conversations
  /// for a view of few.
  func sql(downwards: Bool, fromPlace: Bool, including: Bool) -> String {
    let isAscending = view.isAscending == downwards
    let order = isAscending ? "ASC" : "DESC"
    let sign = isAscending ? ">" : "<"
    var sql = """
      SELECT \(Conversation.columns) FROM conversation c INDEXED BY view_\(view.rawValue)
      WHERE \(view.condition)
      """
    if fromPlace {
      // The first term is a bound on the index, the second breaks ties.
      sql += " AND \(view.key) \(sign)= ?1"
      sql += " AND (\(view.key) \(sign) ?1 OR id \(sign)\(including ? "=" : "") ?2)"
    }
    return sql + " ORDER BY \(view.key) \(order), id \(order) LIMIT ?3"
  }
}
