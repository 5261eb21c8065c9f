import GRDB
import GRDBSQLite

/// A compiled statement whose values are bound and read one by one, straight from SQLite.
///
/// For the two hot paths, receiving and windows: row objects and argument arrays cost several times
/// what SQLite itself does. The statement lives in the connection's cache and must not outlive the
/// transaction it was made in. Columns count from 0, parameters from 1, as in SQLite.
struct Prepared {
  private let statement: OpaquePointer

  init(_ db: Database, _ sql: String) throws {
    statement = try db.cachedStatement(sql: sql).sqliteStatement
    sqlite3_reset(statement)
    sqlite3_clear_bindings(statement)
  }

  // MARK: Binding

  func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(statement, index, value) }

  func bind(_ index: Int32, _ value: Int64?) {
    if let value { bind(index, value) } else { sqlite3_bind_null(statement, index) }
  }

  func bind(_ index: Int32, _ value: Bool) { bind(index, value ? 1 as Int64 : 0) }

  func bind(_ index: Int32, _ value: Bool?) { bind(index, value.map { $0 ? 1 as Int64 : 0 }) }

  func bind(_ index: Int32, _ value: String) {
    var value = value
    value.withUTF8 { bytes in
      // A nil pointer would bind NULL; an empty string has one to nowhere in particular.
      bytes.withMemoryRebound(to: CChar.self) {
        _ = sqlite3_bind_text(
          statement, index, $0.baseAddress ?? Self.nothing, Int32($0.count), Self.copied)
      }
    }
  }

  func bind(_ index: Int32, _ value: String?) {
    if let value { bind(index, value) } else { sqlite3_bind_null(statement, index) }
  }

  func bind(_ index: Int32, _ value: [UInt8]) {
    if value.isEmpty {
      sqlite3_bind_zeroblob(statement, index, 0)
      return
    }
    value.withUnsafeBytes {
      _ = sqlite3_bind_blob(
        statement, index, $0.baseAddress, Int32(clamping: $0.count), Self.copied)
    }
  }

  // MARK: Running

  /// Moves to the next row; false at the end, when the statement is ready to be bound again.
  func step() throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(statement)
      return false
    case let code:
      let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(statement)))
      sqlite3_reset(statement)
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
  }

  /// Runs a statement to its end.
  func run() throws { while try step() {} }

  /// Runs the body on the first row, if there is one.
  func first<Value>(_ read: (Prepared) throws -> Value) throws -> Value? {
    guard try step() else { return nil }
    defer { sqlite3_reset(statement) }
    return try read(self)
  }

  /// Runs the body on every row.
  func each(_ read: (Prepared) throws -> Void) throws {
    defer { sqlite3_reset(statement) }
    while try step() { try read(self) }
  }

  /// Rows changed by the statement that was run last on this connection.
  var changes: Int { Int(sqlite3_changes(sqlite3_db_handle(statement))) }

  // MARK: Reading

  func int(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  func int(_ column: Int32) -> Int64? { isNull(column) ? nil : int(column) as Int64 }

  func bool(_ column: Int32) -> Bool { sqlite3_column_int64(statement, column) != 0 }

  func bool(_ column: Int32) -> Bool? { isNull(column) ? nil : bool(column) as Bool }

  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(statement, column) else { return "" }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func text(_ column: Int32) -> String? { isNull(column) ? nil : text(column) as String }

  func bytes(_ column: Int32) -> [UInt8] {
    let count = Int(sqlite3_column_bytes(statement, column))
    guard count > 0, let start = sqlite3_column_blob(statement, column) else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }

  func bytes(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) as [UInt8] }

  func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(statement, column) == SQLITE_NULL
  }

  /// SQLite copies the bytes before the call returns (SQLITE_TRANSIENT, a macro Swift cannot see).
  private static var copied: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  private static var nothing: UnsafePointer<CChar>? { UnsafePointer(bitPattern: 1) }
}
