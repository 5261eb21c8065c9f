import Domain

/// Porch's own JSON lines, read once.
struct LinesImport: ExportFormat {
  static let passes = 1

  static func claim(_ sample: FileSample) -> FileClaim? {
    let isLines = sample.name.hasSuffix(".jsonl") && sample.first == UInt8(ascii: "{")
    return isLines || anyLine(sample.head) ? .messages : nil
  }

  /// A file whose first lines are damaged is still known by one that is not.
  private static func anyLine(_ head: [UInt8]) -> Bool {
    head.split(separator: 10, maxSplits: 50).prefix(50).contains { line in
      line.first == UInt8(ascii: "{")
        && JSONPieces.firstKeys(of: Array(line))["type"].map(isLineType) == true
    }
  }

  private static func isLineType(_ value: String) -> Bool {
    ["message", "conversation", "account", "participant", "people"].contains {
      value == "\"\($0)\""
    }
  }

  let files: [ClaimedFile]
  let desk: ImportDesk

  func run() throws(ImportStop) {
    // One for all files: what the first one told may be on its way to the store still.
    var ledger = desk.ledger(fallback: "")
    try desk.read(files.messages) { (file, stream) throws(ImportStop) in
      desk.begin()
      ledger.begin(fallback: fallback(for: file))
      let packer = ParcelPacker(desk: desk, file: desk.shown(file))
      var taker = LineTaker(ledger: ledger, keeps: true)
      let reader = LineReader(stream, ending: .take)
      while let line = nextLine(of: reader, packer) {
        try take(line, at: String(reader.number), &taker, into: packer)
      }
      ledger = taker.ledger
    }
  }

  private func nextLine(
    of reader: LineReader, _ packer: ParcelPacker
  ) -> LineReader.Line? {
    do throws(FileTrouble) {
      return try reader.next()
    } catch {
      packer.skip(at: "", error.sentence)
      return nil
    }
  }

  private func take(
    _ line: LineReader.Line, at place: String, _ taker: inout LineTaker,
    into packer: ParcelPacker
  ) throws(ImportStop) {
    guard case .text(let bytes) = line else {
      return packer.skip(at: place, "the line is longer than \(LineReader.longest >> 20) MB")
    }
    let items: [Incoming]
    do throws(Rejection) {
      items = try taker.take(bytes)
    } catch {
      return packer.skip(at: place, error.reason)
    }
    for item in items { try packer.add(item, at: place) }
  }

  /// An account for lines that name none: the folder's name.
  private func fallback(for file: ExportFile) -> String {
    let names = desk.exports.names(around: file).dropFirst()
    let name = names.first == "inbox" ? names.dropFirst().first : names.first
    return DropFolderReader.name(of: name ?? "")
  }
}
