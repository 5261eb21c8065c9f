import ArgumentParser
import Foundation

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
      ReplyCommand.self, SnoozeCommand.self, FlagCommand.self, DoneCommand.self,
      DoctorCommand.self, KeysCommand.self, ThemeCommand.self,
    ],
    defaultSubcommand: OpenCommand.self)
}

/// What every command that works on the store takes.
struct StoreOption: ParsableArguments {
  @Option(name: .customLong("store"), help: "The store's file, instead of the usual one.")
  var path: String?

  /// The path to open.
  func resolved(_ paths: Paths) -> String { path.map(Paths.expanding) ?? paths.store }
}
