import Domain

/// The beginning of a file, by which it is told what it is.
struct FileSample {
  /// The most of a file that is looked at before it is known, in bytes.
  static let size = 64 << 10

  let file: ExportFile
  /// Without a byte order mark and without zeros, which readers leave out too.
  let head: [UInt8]
  /// The whole file is in ``head``.
  let isWhole: Bool
  /// As text; what a character was cut at reads as U+FFFD.
  var text: String { String(decoding: head, as: UTF8.self) }
  /// The first byte that is no blank.
  var first: UInt8? { head.first { $0 > 0x20 } }
  /// In small letters, without folders.
  var name: String { file.name.lowercased() }
}

/// What a format makes of a file.
enum FileClaim: Hashable {
  /// There are messages in it.
  case messages
  /// It says something about them: who we are, what somebody is called.
  case companion
  /// It is the format's, and cannot be read: why, and what to do.
  case refused(String)
}

/// A file that a format has claimed.
struct ClaimedFile: Hashable, Sendable {
  let file: ExportFile
  let isCompanion: Bool
}

extension [ClaimedFile] {
  /// Those with messages in them.
  var messages: [ExportFile] { filter { !$0.isCompanion }.map(\.file) }
  var companions: [ExportFile] { filter(\.isCompanion).map(\.file) }
}

/// One kind of export: tells its files by their content and reads them into the store.
///
/// Made for one import; everything happens on the reading thread. What comes out goes through
/// ``ImportDesk``.
protocol ExportFormat {
  /// nil when the file is not of this format.
  static func claim(_ sample: FileSample) -> FileClaim?

  /// How often its files are read from front to back, for the progress line.
  static var passes: Int { get }

  init(files: [ClaimedFile], desk: ImportDesk)

  /// Reads everything that was claimed; what is wrong with one file, or a message in it, is a skip
  /// and never the end.
  func run() throws(ImportStop)
}

/// Every format that Porch reads, as a value that threads may share: their types are none to Swift 6.1.
/// Files are shown to them in this order; the first that knows a file has it.
enum KnownFormat: CaseIterable, Sendable {
  case telegram, x, lines, linkedIn, snapchat, signal, mbox, meta, whatsApp

  var type: any ExportFormat.Type {
    switch self {
    case .telegram: TelegramImport.self
    case .x: XImport.self
    case .lines: LinesImport.self
    case .linkedIn: LinkedInImport.self
    case .snapchat: SnapchatImport.self
    case .signal: SignalImport.self
    case .mbox: MboxImport.self
    case .meta: MetaImport.self
    case .whatsApp: WhatsAppImport.self
    }
  }

  /// Reads files of this format to their end, on the reading thread.
  /// - Returns: what kept it from that; nil too where nobody takes any more, which is told there.
  func read(_ files: [ClaimedFile], at desk: ImportDesk) -> ImportError? {
    do throws(ImportStop) {
      try type.init(files: files, desk: desk).run()
      try desk.finish()
    } catch {
      if case .failed(let failure) = error { return failure }
    }
    return nil
  }
}

/// The reading ends before the files do.
enum ImportStop: Error {
  /// Nobody takes any more: the store has failed, which is told there.
  case closed
  case failed(ImportError)
}
