import Domain
package import Foundation
package import Storage

/// Reads files of any known format into the store, once.
///
/// What a file is, is told by its content. A file or line that cannot be read is a skip in the
/// report and never ends the import; only the store can do that.
package struct Import {
  /// - Parameters:
  ///   - paths: files and folders, as typed.
  ///   - progress: told at the start, then whenever something was read.
  package static func run(
    paths: [String], into store: Store, options: ImportOptions = ImportOptions(),
    progress: (ImportProgress) -> Void = { _ in }, now: @escaping @Sendable () -> Date = { Date() }
  ) throws(ImportError) -> ImportReport {
    try refuseMissing(paths)
    return try withoutActuallyEscaping(progress) { progress throws(ImportError) in
      let run = ImportRun(store: store, options: options, progress: progress, now: now)
      try store.importing { () throws(ImportError) in
        try run.start(paths.map(DropFolder.absolute))
      }
      return run.report
    }
  }
}

extension Import {
  /// - Throws: ``ImportError/nothingThere(path:)`` for a path that leads nowhere,
  ///   ``ImportError/emptyPath`` for one that is none.
  package static func refuseMissing(_ paths: [String]) throws(ImportError) {
    if paths.contains("") { throw .emptyPath }
    for path in paths where !FileManager.default.fileExists(atPath: DropFolder.absolute(path)) {
      throw .nothingThere(path: path)
    }
  }
}

/// One import under way: where parcels go and what has been counted.
final class ImportRun {
  let store: Store
  let options: ImportOptions
  let now: @Sendable () -> Date
  var report = ImportReport()

  private let progress: (ImportProgress) -> Void
  private var done = ImportProgress(bytesDone: 0, bytesTotal: 0, messages: 0)
  private var roots: [String] = []
  /// Hashes of the conversations met so far: a megabyte for a hundred thousand.
  private var met: Set<Int> = []
  private var ledger: DryRunLedger?
  /// Files of the format being read that something was found in or said about, as printed.
  private var heard: Set<String> = []

  init(
    store: Store, options: ImportOptions, progress: @escaping (ImportProgress) -> Void,
    now: @escaping @Sendable () -> Date
  ) {
    self.store = store
    self.options = options
    self.progress = progress
    self.now = now
    if options.dryRun { ledger = DryRunLedger(store: store, at: now()) }
  }

  func start(_ paths: [String]) throws(ImportError) {
    roots = paths
    say()
    var finder = FileFinder()
    for path in paths { finder.look(at: path) }
    for skip in finder.skips { self.skip(skip.file, at: skip.at, skip.reason) }
    let exports = finder.exports
    let sorted = FileSorting(exports, besides: finder.dropFolders, told: finder.skips)
    for note in sorted.notes { report.note(note) }
    for skip in sorted.skips { self.skip(skip.file, at: skip.at, skip.reason) }
    done.bytesTotal = finder.dropFolderBytes + sorted.bytes
    for folder in finder.dropFolders { try readDropFolder(folder) }
    for (format, files) in sorted.claimed { try read(files, as: format, in: exports) }
    if options.dryRun { report.note("Nothing was written: this was a dry run.") }
    try notePeople()
  }

  /// Nobody is taken for somebody else silently, neither by an export nor by a likeness.
  private func notePeople() throws(ImportError) {
    guard !options.dryRun else { return }
    if report.peopleJoined > 0 {
      report.note(
        "Joined as the same person, as the export says: \(report.peopleJoined);"
          + " `porch people --merged` shows them.")
    }
    guard report.added > 0 else { return }
    do throws(StoreError) {
      let count = try store.suggestions(most: 1000).count
      guard count > 0 else { return }
      let people = count == 1 ? "1 pair" : count < 1000 ? "\(count) pairs" : "1000 pairs or more"
      report.note("\(people) of people may be one person: `porch people suggest` shows them.")
    } catch {
      throw .store(error.notice.text)
    }
  }

  /// The format reads on a thread of its own; what it sends is taken in here.
  private func read(
    _ files: [ClaimedFile], as format: KnownFormat, in exports: ExportSet
  ) throws(ImportError) {
    let (options, store) = (options, store)
    let needsBefore = report.needs.count
    heard = []
    let failure = try Pipeline.run { (conveyor: Conveyor<Parcel>) -> ImportError? in
      let desk = ImportDesk(options: options, exports: exports, store: store, conveyor: conveyor)
      return format.read(files, at: desk)
    } consume: { (parcel: Parcel) throws(ImportError) in
      try receive(parcel)
    }
    if let failure { throw failure }
    guard report.needs.count == needsBefore else { return }
    noteSilence(of: files.messages.map(exports.shown))
  }

  /// An export with nothing in it is no fault, and nobody shall wonder where a file has gone.
  private func noteSilence(of files: [String]) {
    let silent = files.filter { !heard.contains($0) }
    guard let first = silent.first else { return }
    let more = silent.count == 1 ? "" : ", nor in \(silent.count - 1) more files of its kind"
    report.note("No message was found in \(first)\(more).")
  }

  // MARK: Drop folders

  private func readDropFolder(_ folder: String) throws(ImportError) {
    guard !options.dryRun else {
      for file in FileFinder.lineFiles(inInboxOf: folder) {
        try readLines(file, of: folder)
      }
      return
    }
    let before = report.found
    let wasRead = try hasBeenRead(folder)
    var reader = DropFolderReader(path: folder, store: store, now: now)
    reader.isThorough = true
    let outcome: DropFolderReader.Outcome
    do {
      outcome = try reader.readNew { parcel, receipt in
        count(parcel)
        report.add(receipt)
        say()
      }
    } catch let error as StoreError {
      throw .store(error.notice.text)
    } catch {
      return skip(folder, (error as? FileTrouble)?.sentence ?? "it cannot be read")
    }
    let files = FileFinder.lineFiles(inInboxOf: folder)
    report.files += files.count
    for skip in outcome.skips { self.skip(skip.file, at: skip.at, skip.reason) }
    if wasRead { try countRead(files, of: folder, fresh: report.found - before) }
  }

  private func hasBeenRead(_ folder: String) throws(ImportError) -> Bool {
    try remembered(DropFolderReader.firstReadBookmark(folder)) != nil
  }

  /// What an import before this one remembered under a name.
  private func remembered(_ source: String) throws(ImportError) -> String? {
    do throws(StoreError) {
      return try store.bookmark(of: source)
    } catch {
      throw .store(error.notice.text)
    }
  }

  /// Only what is new was taken in; what had been read before is counted as known.
  private func countRead(
    _ files: [String], of folder: String, fresh: Int
  ) throws(ImportError) {
    let ledger = DropFolderReader.ledger(
      store: store, fallback: DropFolderReader.name(of: folder), delivery: .handover)
    var all = 0
    for file in files {
      // With a bookmark, which nobody keeps here, a last line without its newline is not counted.
      let entry = LineFeed.Entry(path: file, name: shown(file), bookmark: "counted")
      let feed = LineFeed(entries: [entry], ledger: ledger)
      _ = try Pipeline.run(produce: feed.run) { (parcel: Parcel) throws(ImportError) in
        all += parcel.messages
        countConversations(of: parcel)
      }
    }
    report.found += all - fresh
    report.known += all - fresh
  }

  private func readLines(_ path: String, of folder: String) throws(ImportError) {
    let ledger = DropFolderReader.ledger(
      store: store, fallback: DropFolderReader.name(of: folder), delivery: .handover)
    let feed = LineFeed(entries: [.init(path: path, name: shown(path))], ledger: ledger)
    report.files += 1
    _ = try Pipeline.run(produce: feed.run) { (parcel: Parcel) throws(ImportError) in
      try receive(parcel)
    }
  }

  // MARK: Taking in

  /// Takes a parcel into the store, or only counts it in a dry run.
  private func receive(_ parcel: Parcel) throws(ImportError) {
    count(parcel)
    report.files += parcel.files
    for note in parcel.notes { report.note(note) }
    for need in parcel.needs { self.need(need) }
    for skip in parcel.skips { self.skip(skip.file, at: skip.at, skip.reason) }
    heard.formUnion(parcel.heard)
    report.skippedMore += parcel.moreSkips
    do throws(StoreError) {
      if ledger != nil {
        for refusal in try ledger?.count(parcel.batch, in: &report) ?? [] {
          skip(parcel.places[refusal.index], refusal.reason)
        }
      } else if !parcel.batch.items.isEmpty {
        let receipt = try store.receive(parcel.batch, at: now())
        report.add(receipt)
        for refusal in receipt.refused {
          skip(parcel.places[refusal.index], refusal.reason)
        }
      }
    } catch {
      throw .store(error.notice.text)
    }
    say()
  }

  private func count(_ parcel: Parcel) {
    countConversations(of: parcel)
    report.found += parcel.messages
    done.bytesDone += parcel.bytes
    done.messages += parcel.messages
  }

  /// Every conversation that was met, whether it is new or not.
  private func countConversations(of parcel: Parcel) {
    for item in parcel.batch.items {
      var place = Hasher()
      switch item {
      case .conversation(let conversation):
        place.combine(conversation.account)
        place.combine(conversation.id)
      case .message(let message):
        place.combine(message.account)
        place.combine(message.conversation)
      case .account, .gone, .identity, .people: continue
      }
      met.insert(place.finalize())
    }
    report.conversations = met.count
  }

  private func say() { progress(done) }

  private func skip(_ file: String, at place: String = "", _ reason: String) {
    report.skip(shown(file), at: place, reason)
  }

  private func skip(_ place: Parcel.Place, _ reason: String) {
    skip(place.file, at: place.at, reason)
  }

  /// What waits for an answer has not been taken in: it is a skip too, so that nobody takes an
  /// import that did nothing for one that went well.
  private func need(_ need: ImportNeed) {
    guard !report.needs.contains(need) else { return }
    report.needs.append(need)
    skip(need.place, need.sentence)
  }

  /// A path as the person would say it: from the folder they named on.
  private func shown(_ path: String) -> String {
    for root in roots where path.hasPrefix(root) {
      let name = root.split(separator: "/").last.map(String.init) ?? root
      return path == root ? name : name + path.dropFirst(root.count)
    }
    return path
  }
}
