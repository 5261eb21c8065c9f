import ArgumentParser
import Domain
import Foundation
import Storage
import Sync

/// `porch import PATH…`: takes in export files and drop folders.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Imports export files: found, added, already known, skipped.",
    discussion: """
      Takes zips and tars as they were downloaded, folders, and single files, several at once: \
      an export that came in parts is one import. Nothing is unpacked to the disk.

      Reads the exports of Instagram, Facebook Messenger, WhatsApp, Telegram, X, LinkedIn, Snapchat \
      and Signal, mbox files, Porch's own JSONL lines, and drop folders. What a file is, is told by \
      its content. Where a network offers HTML and JSON, ask it for JSON.

      Ends with 3 when something was skipped, with 1 when nothing could be read.
      """)

  @Argument(help: "Archives, folders and files.")
  var paths: [String]
  @Flag(help: "Reads and reports, writes nothing.")
  var dryRun = false
  @Option(
    help: """
      Who you are in the export: a name, handle, address or id. For one network of several: \
      --me linkedin=NAME, as often as there are networks.
      """)
  var me: [String] = []
  @Option(help: "The order of day, month and year where a file does not tell: dmy, mdy or ymd.")
  var dateOrder: DateOrder?
  @Option(help: "The zone of times without one, such as Europe/Berlin; this machine's unless told.")
  var timezone: String?
  @Option(help: "The network, where the export does not tell: instagram, messenger, whatsapp …")
  var network: String?
  @Flag(help: "The report as one JSON object.")
  var json = false
  @OptionGroup var store: StoreOption

  func validate() throws {
    guard !paths.contains("") else {
      throw ValidationError("One of the paths is empty. Name the file or folder; “.” is this one.")
    }
    if let timezone, TimeZone(identifier: timezone) == nil {
      throw ValidationError("“\(timezone)” is not a time zone. Try Europe/Berlin.")
    }
    if let network, Network(rawValue: network) == nil {
      let names = Network.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("“\(network)” is not a network. The networks are \(names).")
    }
    guard owners.count == me.count else {
      throw ValidationError(
        "Of several names, each needs its network: --me linkedin=NAME --me whatsapp=NAME.")
    }
  }

  /// Who we are on each network; nil is any other.
  private var owners: [Network?: String] {
    let told = me.map { word -> (Network?, String) in
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let network = Network(rawValue: String(parts[0])) else {
        return (nil, word)
      }
      return (network, String(parts[1]))
    }
    return Dictionary(told, uniquingKeysWith: { _, last in last })
  }

  /// A dry run makes no store where there is none.
  private func openedStore() throws -> Store {
    let path = store.resolved(Paths())
    if dryRun && !FileManager.default.fileExists(atPath: path) { return try Store.inMemory() }
    return try Store.opened(at: path)
  }

  /// Ctrl-C ends the program at once, which is safe: what is stored is stored in whole transactions.
  /// Only calls that a signal allows are made.
  private func sayWhenStopped() {
    if dryRun {
      signal(SIGINT) { _ in ImportCommand.stop("\nporch: Stopped. Nothing was written.\n") }
    } else {
      signal(SIGINT) { _ in
        ImportCommand.stop(
          "\nporch: Stopped. What was read so far is in; the same import again brings the rest.\n")
      }
    }
  }

  /// 130 is what shells say of a program that Ctrl-C ended.
  private static func stop(_ words: StaticString) {
    words.withUTF8Buffer { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    _exit(130)
  }

  func run() throws {
    let paths = paths.map(Paths.expanding)
    try Import.refuseMissing(paths)
    let store = try openedStore()
    let progress = ProgressLine()
    var options = ImportOptions(
      me: owners[nil], dateOrder: dateOrder,
      timeZone: timezone.flatMap(TimeZone.init(identifier:)) ?? .current,
      network: network.flatMap(Network.init(rawValue:)), dryRun: dryRun,
      meByNetwork: Dictionary(
        uniqueKeysWithValues: owners.compactMap { network, name in network.map { ($0, name) } }))
    sayWhenStopped()
    let report = try importing(paths, into: store, options: &options, progress: progress)
    print(json ? try ImportWords.json(report) : ImportWords.text(report, dryRun: dryRun))
    if !report.skipped.isEmpty { throw ExitCode(report.found > 0 ? 3 : 1) }
  }

  /// Imports, and asks the person what the files do not tell: at a terminal only.
  private func importing(
    _ paths: [String], into store: Store, options: inout ImportOptions, progress: ProgressLine
  ) throws -> ImportReport {
    let isAsking = isatty(STDIN_FILENO) == 1 && Output.isTerminal && !json
    var before = 0
    while true {
      var report = try Import.run(
        paths: paths, into: store, options: options, progress: progress.show)
      progress.clear()
      // To whoever answers questions it is one import: what a round before took in is not known.
      report.added += before
      report.known = max(0, report.known - before)
      before = dryRun ? 0 : report.added
      // What is answered is imported on the next round; what was taken in already is then known.
      guard isAsking, let need = report.needs.first else { return report }
      // Whoever leaves still hears what was taken in, and what was not for want of an answer.
      guard answer(need, &options) else { return report }
    }
  }

  /// Names in an archive are text from outside.
  private static func shown(_ file: String) -> String { SafeText(line: file, limit: 4096).string }

  /// - Returns: false when the person left.
  private func answer(_ need: ImportNeed, _ options: inout ImportOptions) -> Bool {
    switch need {
    case .me(let network, let candidates, let files):
      let more = files.count > 1 ? " and \(files.count - 1) more" : ""
      let place = network == .other ? "" : " on \(network.title),"
      let file = files.first.map(Self.shown) ?? "the export"
      print("Who are you\(place) in \(file)\(more)?")
      guard let name = Question.choose(from: candidates.map(\.string)) else { return false }
      options.meByNetwork[network] = name
    case .dateOrder(let file, let example):
      print("Is \(example), in \(Self.shown(file)), day first or month first?")
      guard let order = Question.choose(from: ["day first", "month first"]) else { return false }
      options.dateOrder =
        DateOrder(rawValue: order) ?? ["day first": .dmy, "month first": .mdy][order]
    case .network(let path):
      print("Which network is \(Self.shown(path)) from?")
      guard let name = Question.choose(from: ["instagram", "messenger"]) else { return false }
      options.network = Network(rawValue: name)
    }
    return true
  }
}

extension DateOrder: ExpressibleByArgument {}

/// A question with numbered answers, at a terminal.
enum Question {
  /// - Returns: nil when the person left.
  static func choose(from answers: [String]) -> String? {
    for (number, answer) in answers.enumerated() { print("  \(number + 1)  \(answer)") }
    while true {
      print("Number or name; an empty line leaves: ", terminator: "")
      fflush(nil)
      guard let line = readLine()?.trimmingCharacters(in: .whitespaces), !line.isEmpty else {
        return nil
      }
      if let number = Int(line), answers.indices.contains(number - 1) { return answers[number - 1] }
      if Int(line) == nil { return line }
    }
  }
}

/// The report in words and as JSON.
enum ImportWords {
  static func text(_ report: ImportReport, dryRun: Bool) -> String {
    var lines = report.notes
    func count(_ number: Int, _ thing: String) -> String {
      "\(number) \(thing)\(number == 1 ? "" : "s")"
    }
    let found = count(report.found, "message")
    let places = count(report.conversations, "conversation")
    lines.append("Found \(found) in \(places) (\(count(report.files, "file"))).")
    let counts = "\(report.added) added, \(report.updated) updated, \(report.known) already known"
    let skips = report.skipped.count + report.skippedMore
    lines.append("\(dryRun ? "It would be " : "")\(counts), \(skips) skipped.")
    for skip in report.skipped.prefix(50) {
      let place = skip.at.isEmpty ? skip.file : "\(skip.file):\(skip.at)"
      lines.append("  skipped \(place): \(skip.reason)")
    }
    if skips > 50 {
      let named = report.skippedMore == 0 ? "them all" : "\(report.skipped.count) of them"
      lines.append("  and \(skips - 50) more; --json names \(named).")
    }
    return lines.joined(separator: "\n")
  }

  static func json(_ report: ImportReport) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }
}
