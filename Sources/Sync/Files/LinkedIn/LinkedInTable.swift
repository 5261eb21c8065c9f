/// A table of LinkedIn's export: finds its header, below a preamble where there is one.
final class LinkedInTable {
  enum Kind: Hashable {
    case messages
    /// Names for addresses.
    case connections
    /// What we are called.
    case profile
  }

  enum Item {
    case row(CSVReader.Row, CSVHeader)
    case broken(line: Int, reason: String)
    /// The file cannot be read any further.
    case failed(String)
    case end
  }

  /// The header comes within so many rows: `Connections.csv` has notes before it.
  private static let longestPreamble = 20

  private let reader: CSVReader
  private var header: CSVHeader?
  private(set) var kind: Kind?

  init(_ stream: any ByteStream) { reader = CSVReader(stream) }

  static func kind(head: [UInt8]) -> Kind? {
    let table = LinkedInTable(MemoryStream(head))
    _ = table.nextOrNothing()
    return table.kind
  }

  func nextOrNothing() -> Item {
    do throws(FileTrouble) {
      if header == nil { try findHeader() }
      guard let header else { return .end }
      switch try reader.next() {
      case nil: return .end
      case .row(let row): return .row(row, header)
      case .broken(let line, let reason): return .broken(line: line, reason: reason)
      }
    } catch {
      return .failed(error.sentence)
    }
  }

  private func findHeader() throws(FileTrouble) {
    for _ in 0..<Self.longestPreamble {
      guard let item = try reader.next() else { return }
      guard case .row(let row) = item else { continue }
      let found = CSVHeader(row.fields)
      kind =
        found.has("conversationid", "from", "date", "content")
        ? .messages
        : found.has("firstname", "lastname", "url", "connectedon")
          ? .connections : found.has("firstname", "lastname", "headline") ? .profile : nil
      guard kind != nil else { continue }
      header = found
      reader.width = found.count
      return
    }
  }
}
