import Domain
import Foundation

/// The second pass: every file in the order in which they lie, each message into its conversation.
final class MetaReading {
  /// Where the messages of a file go.
  struct Place {
    let thread: MetaThread
    let id: String
    let knownAs: String?
    let network: Network
    let account: String
    /// As the thread calls us.
    let owner: String
    /// What we are shown as, and what we are called in keys.
    let ownName: String
    let ownKeyName: String

    init(_ keyed: MetaKeys.Keyed, network: Network, owner: MetaOwner) {
      thread = keyed.thread
      id = keyed.id
      knownAs = keyed.knownAs
      self.network = network
      account = owner.account
      self.owner = owner.calledIn(keyed.thread)
      ownName = owner.name
      ownKeyName = owner.keyName
    }
  }

  /// Messages at the ends of files that are kept at a time. More are taken as they come.
  private static let mostWaiting = 20_000

  private let desk: ImportDesk
  private let places: [ExportFile: Place]
  private var writers: [String: MetaWriter] = [:]
  private var read: Set<ExportFile> = []
  /// The ends of files that the next older file of the thread comes before, by that file.
  private var ends: [ExportFile: [MetaRun]] = [:]
  private var waitingCount = 0
  private let decoder = JSONDecoder()

  init(desk: ImportDesk, places: [ExportFile: Place]) {
    self.desk = desk
    self.places = places
  }

  func run() throws(ImportStop) {
    try desk.read(Array(places.keys)) { (file, stream) throws(ImportStop) in
      guard let place = places[file] else { return }
      try read(file, stream, place)
    }
    for end in ends.values.joined() { try send(end) }
  }

  private func read(
    _ file: ExportFile, _ stream: any ByteStream, _ place: Place
  ) throws(ImportStop) {
    desk.begin()
    let packer = ParcelPacker(desk: desk, file: desk.shown(file))
    let writer = try writer(of: place, into: packer)
    let media = MetaMedia(exports: desk.exports, file: file)
    var walk = MetaWalk(stream)
    var run = MetaRun(file: file)
    while let piece = walk.next() {
      let message: IncomingMessage
      do throws(Rejection) {
        let (raw, payload) = try MetaMessage.decoded(piece, decoder)
        message = try writer.message(raw, payload: payload, media: media)
      } catch {
        // What is left of a broken message was told with it.
        let isRest = walk.isGoingOn && error.reason == MetaMessage.noSender
        if !isRest { packer.skip(at: String(walk.number), error.reason) }
        continue
      }
      if !run.takes(message) { try finish(&run, before: message, into: packer) }
      run.add(message, at: walk.number)
    }
    try finish(&run, before: nil, into: packer)
    if let trouble = walk.trouble { packer.skip(at: "", trouble.sentence) }
  }

  /// The conversation goes before its first message, and with it where it is to be found again.
  private func writer(
    of place: Place, into packer: ParcelPacker
  ) throws(ImportStop) -> MetaWriter {
    if let writer = writers[place.id], writer.place.thread.files == place.thread.files {
      return writer
    }
    let writer = MetaWriter(place)
    writers[place.id] = writer
    if let bookmark = writer.bookmark { packer.remember(bookmark) }
    try packer.add(.conversation(writer.conversation), at: "")
    return writer
  }

  // MARK: Runs of one time

  /// The end of a file whose messages go down in time comes after the beginning of the next older
  /// file, where both are of one moment: it is kept until that has been read.
  private func finish(
    _ run: inout MetaRun, before next: IncomingMessage?, into packer: ParcelPacker
  ) throws(ImportStop) {
    let isFirst = run.isFirst
    let messages = run.finished(before: next)
    let waiting = isFirst ? ends.removeValue(forKey: run.file) ?? [] : []
    if isFirst { read.insert(run.file) }
    if next == nil, run.isDescending, let older = older(than: run.file), !read.contains(older),
      waitingCount + messages.count <= Self.mostWaiting
    {
      waitingCount += messages.count
      ends[older] = [MetaRun(file: run.file, keeping: messages)] + waiting
      return
    }
    for message in messages { try packer.add(.message(message.message), at: message.at) }
    guard !waiting.isEmpty else { return }
    for end in waiting { try send(end) }
  }

  private func older(than file: ExportFile) -> ExportFile? {
    guard let files = places[file]?.thread.files, let index = files.firstIndex(of: file), index > 0
    else { return nil }
    return files[index - 1]
  }

  private func send(_ end: MetaRun) throws(ImportStop) {
    waitingCount -= end.kept.count
    let packer = ParcelPacker(desk: desk, file: desk.shown(end.file))
    for message in end.kept { try packer.add(.message(message.message), at: message.at) }
  }
}

/// Messages of one moment, as they stand in a file one after the other.
///
/// Exports are newest first, and times tell that only between moments: of one moment the last is the
/// oldest. Equal ones are counted in that order, so that each has its id in every export.
struct MetaRun {
  /// A message with the place it stood at.
  struct Item {
    var message: IncomingMessage
    var at: String
  }

  /// Of one moment; no thread has a hundredth of it. More are taken piece by piece.
  static let mostKept = 1000

  let file: ExportFile
  private(set) var kept: [Item]
  private(set) var isFirst = true
  /// Until times tell otherwise.
  private(set) var isDescending = true
  private var ordinals = Ordinals()

  init(file: ExportFile, keeping kept: [Item] = []) {
    self.file = file
    self.kept = kept
  }

  /// Whether this one is of the same moment.
  func takes(_ message: IncomingMessage) -> Bool {
    guard let last = kept.last else { return true }
    return last.message.sentAt == message.sentAt && kept.count < Self.mostKept
  }

  mutating func add(_ message: IncomingMessage, at number: Int) {
    kept.append(Item(message: message, at: String(number)))
  }

  /// The messages of the moment, the oldest first, with their ids.
  mutating func finished(before next: IncomingMessage?) -> [Item] {
    defer {
      kept.removeAll(keepingCapacity: true)
      isFirst = false
    }
    if let next, let now = kept.last?.message.sentAt, next.sentAt != now {
      isDescending = next.sentAt < now
    }
    if kept.count > 1 && isDescending { kept.reverse() }
    for index in kept.indices {
      kept[index].message.id = ordinals.numbered(kept[index].message.id)
    }
    return kept
  }
}
