import ArgumentParser
import Domain
import Foundation
import Logging
import Storage
import Sync

/// The command line's root. Without a subcommand it opens the inbox.
struct Porch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "porch",
    abstract: "An inbox for people who answer direct messages: who waits for you, longest first.",
    discussion:
      "Without a command, porch opens the inbox. `porch demo` shows it on made-up people.",
    version: "porch 0.1.0",
    subcommands: [
      OpenCommand.self, DemoCommand.self, ImportCommand.self, ListCommand.self, ShowCommand.self,
      ExportCommand.self, PeopleCommand.self, SyncCommand.self, AccountCommand.self,
      ReplyCommand.self, SnoozeCommand.self,
      FlagCommand.self, DoneCommand.self, DoctorCommand.self, HubCommand.self, KeysCommand.self,
      ThemeCommand.self,
    ],
    defaultSubcommand: OpenCommand.self)
}

extension Porch {
  /// A sentence when the first word is no command; the parser would take it for a word too many, or
  /// help with all of Porch instead.
  static func wrongCommand(_ arguments: [String]) -> String? {
    guard let first = arguments.dropFirst().first, !first.hasPrefix("-") else { return nil }
    if first != "help" { return wrongWord(first, after: "porch", in: Porch.self) }
    var command: any ParsableCommand.Type = Porch.self
    var path = "porch"
    for word in arguments.dropFirst(2) where !word.hasPrefix("-") && word != "help" {
      if let sentence = wrongWord(word, after: path, in: command) { return sentence }
      guard let next = command.configuration.subcommands.first(where: { name($0) == word }) else {
        break
      }
      (command, path) = (next, "\(path) \(word)")
    }
    return nil
  }

  private static func name(_ command: any ParsableCommand.Type) -> String? {
    command.configuration.commandName
  }

  private static func wrongWord(
    _ word: String, after path: String, in command: any ParsableCommand.Type
  ) -> String? {
    let names = command.configuration.subcommands.compactMap(name)
    guard !names.contains(word) else { return nil }
    let nearest = names.map { (name: $0, steps: $0.difference(from: word).count) }
      .min { $0.steps < $1.steps }
    let guess =
      nearest.flatMap { $0.steps <= 2 ? " Did you mean `\(path) \($0.name)`?" : nil } ?? ""
    return "porch: There is no command “\(SafeText(line: word, limit: 40))”.\(guess)"
      + " `\(path) --help` names them."
  }
}

extension Store {
  /// The store at a path. Bringing a large one of an older Porch up to date takes a while: that is
  /// said before, not after.
  static func opened(at path: String) throws(StoreError) -> Store {
    try open(path: path) { step in
      switch step {
      case .begins:
        Main.writeError("porch: Bringing the store into this version's form; it is copied first.")
      case .done(let copy):
        Main.writeError(
          "porch: As it was, the store stays at \(SafeText(line: copy, limit: 1000)); delete that "
            + "once all is well.")
      }
    }
  }
}

/// What every command that works on the store takes.
struct StoreOption: ParsableArguments {
  @Option(name: .customLong("store"), help: "The store's file, instead of the usual one.")
  var path: String?

  /// The path to open.
  func resolved(_ paths: Paths) -> String { path.map(Paths.expanding) ?? paths.store }

  /// The store with what lies in the followed folders now, for commands about conversations. What
  /// cannot be read is said on stderr and keeps nobody from the rest.
  func opened() throws -> Store {
    let store = try openedAsItIs()
    readFolders(into: store)
    return store
  }

  /// The store as somebody has last seen it, for commands that answer or put away: what lies in the
  /// folders since then is not meant. One that `--store` names has to be there; the usual one is
  /// made.
  func openedAsItIs() throws -> Store {
    path == nil ? try Store.opened(at: resolved(Paths())) : try openedIfThere()
  }

  /// A store that has to be there: a mistyped path must not make one.
  func openedIfThere() throws -> Store {
    let paths = Paths()
    if let missing = missing(paths) { throw missing }
    return try Store.opened(at: resolved(paths))
  }

  /// The store, or nil where there is none yet; one that `--store` names has to be there.
  func openedIfAny() throws -> Store? {
    guard let missing = missing(Paths()) else { return try openedIfThere() }
    if path != nil { throw missing }
    return nil
  }

  /// Why there is nothing to open, if there is not.
  func missing(_ paths: Paths) -> CommandError? {
    let file = resolved(paths)
    guard !FileManager.default.fileExists(atPath: file) else { return nil }
    let place = SafeText(line: file, limit: 1000)
    let step =
      path == nil
      ? "`porch import PATH` makes it"
      : "Check the path; `porch import PATH --store FILE` makes one"
    return CommandError("There is no store at \(place). \(step).")
  }

  /// Takes in what lies in the followed folders now.
  func readFolders(into store: Store) {
    let paths = Paths()
    let log = Log.start(at: paths.log)
    for folder in Settings.load(from: paths.config).dropFolders {
      let sentences = DropFolder.readOnce(folder, into: store)
      for sentence in sentences.prefix(Self.mostSentences) {
        Main.writeError("porch: \(sentence)")
        log.warning("\(sentence)")
      }
      let more = sentences.count - Self.mostSentences
      guard more > 0 else { continue }
      let rest = SafeText(line: "\(more) more lines of \(folder) were skipped.")
      Main.writeError("porch: \(rest)")
      log.warning("\(rest)")
    }
  }

  /// About one folder: a file that is no JSON has a mistake in every line.
  private static let mostSentences = 10
}
