import ArgumentParser
import Domain
import Foundation
import Storage
import Sync

/// `porch export`: the store as JSON lines, or one conversation as text, mbox or JSON lines.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes everything as JSON lines, or one conversation as text or mbox.",
    discussion: """
      The lines hold every conversation with its messages, status, labels, notes and drafts as they \
      were at one moment; `porch import FILE` makes the same inbox of them in an empty store. An \
      account that is imported so is an archive: its replies are handed over to you, and nothing \
      that waited to be sent is sent from there. Tokens, addresses of servers and folders stay here.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument { case jsonl, text, mbox }

  @Argument(help: "One conversation, by its id as `porch list` prints it; everything without one.")
  var id: String?
  @Option(
    name: [.customShort("o"), .long], help: "The file to write; - is the terminal or a pipe.")
  var output: String = "-"
  @Flag(help: "Replaces a file that is there.")
  var force = false
  @Option(help: "jsonl; of one conversation also text or mbox.")
  var format: Format = .jsonl
  @Option(help: "Only this account, by its name or id.")
  var account: String?
  @Option(help: "Only the conversations of a view: waiting, all, flagged, snoozed, done …")
  var view: String?
  @OptionGroup var store: StoreOption

  func validate() throws {
    if let view, InboxView(rawValue: view) == nil {
      let names = InboxView.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("There is no view “\(view)”. The views are \(names).")
    }
    if id == nil, format != .jsonl {
      throw ValidationError(
        "--format \(format.rawValue) is for one conversation: give its id, as `porch list` prints it."
      )
    }
    if id != nil, account != nil || view != nil {
      throw ValidationError("One conversation is chosen by its id alone.")
    }
  }

  func run() throws {
    let inbox = store
    let store = try inbox.openedIfThere()
    inbox.readFolders(into: store)
    _ = try store.wakeDue(at: Date())
    let selection = try selection(in: store)
    if output == "-" {
      var output = Output()
      // A terminal must not obey an id; a program gets every byte.
      let isEscaped = Output.isTerminal && format == .jsonl
      try write(selection, of: store) { bytes in
        if isEscaped, !bytes.isEmpty {
          try output.json(String(decoding: bytes.dropLast(), as: UTF8.self))
        } else {
          try output.bytes(bytes)
        }
      }
      try output.finish()
    } else {
      let file = try LeavingFile(at: Paths.expanding(output), replacing: force)
      do {
        try write(selection, of: store) { try file.write($0) }
        try file.finish()
      } catch {
        file.abandon()
        throw error
      }
    }
  }

  private func selection(in store: Store) throws -> ExportSelection {
    if let id { return ExportSelection(conversation: try store.resolve(typed: id)) }
    return ExportSelection(
      account: try account.map { try named($0, in: store) }, view: view.flatMap(InboxView.init))
  }

  private func named(_ name: String, in store: Store) throws -> Account.ID {
    let accounts = try store.accounts()
    let found =
      accounts.first { $0.remoteID == name }.map { [$0] }
      ?? accounts.filter { $0.name.string == name || connection(of: $0) == name }
    guard let first = found.first else {
      let shown = SafeText(line: name, limit: 100)
      throw CommandError(
        "There is no account “\(shown)”. They are: "
          + accounts.map(\.remoteID).joined(separator: ", ") + ".")
    }
    guard found.count == 1 else {
      let ids = found.map(\.remoteID).joined(separator: ", ")
      throw CommandError("Several accounts have that name. Say which by its id: \(ids).")
    }
    return first.id
  }

  private func connection(of account: Account) -> String? {
    if case .server(let name) = account.delivery { name } else { nil }
  }

  private func write(
    _ selection: ExportSelection, of store: Store, _ put: ([UInt8]) throws -> Void
  ) throws {
    let progress = LeavingProgress(isShown: output != "-")
    defer { progress.clear() }
    switch format {
    case .jsonl:
      var lines = LeavingLines()
      try store.export(selection) { thing in
        try put(lines.lines(of: thing))
        progress.count(thing)
      }
    case .text: try write(TextThread(zone: .current), selection, of: store, put)
    case .mbox: try write(MailThread(), selection, of: store, put)
    }
  }

  private func write(
    _ writing: some ThreadWriting, _ selection: ExportSelection, of store: Store,
    _ put: ([UInt8]) throws -> Void
  ) throws {
    var writing = writing
    var account: Account?
    try store.export(selection) { thing in
      switch thing {
      case .account(let ours): account = ours
      case .conversation(let conversation):
        guard let account else { return }
        try put(Array(writing.opening(conversation, account: account).utf8))
      case .message(let message): try put(Array(writing.text(of: message).utf8))
      case .conversations, .identity, .people: break
      }
    }
  }
}

/// How far an export is, on a terminal's stderr.
private final class LeavingProgress {
  private let isShown: Bool
  private let started = ContinuousClock.now
  private var shown = ContinuousClock.now
  private var isShowing = false
  private var messages = 0
  private var (conversations, all) = (0, 0)

  init(isShown: Bool) { self.isShown = isShown && isatty(STDERR_FILENO) == 1 }

  func count(_ thing: Exported) {
    switch thing {
    case .conversations(let count): all = count
    case .conversation: conversations += 1
    case .message: messages += 1
    default: break
    }
    guard isShown, messages % 256 == 0 else { return }
    let now = ContinuousClock.now
    guard now - shown > .milliseconds(200) else { return }
    shown = now
    isShowing = true
    let rate = Int(Double(messages) / max(0.001, (now - started) / .seconds(1)))
    let percent = all > 0 ? conversations * 100 / all : 0
    let line = "\r\u{1B}[K\(messages) messages  \(percent) %  \(rate)/s"
    StandardStreams.writeError(line)
  }

  func clear() {
    if isShowing { StandardStreams.writeError("\r\u{1B}[K") }
    isShowing = false
  }
}
