import ArgumentParser
import Domain
import Foundation
import Sync

/// `porch account set NAME`: another address or token of a server that is followed.
struct AccountSetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Changes a server's address or where its token comes from.",
    discussion: """
      The server is asked at once, and when it does not answer as it should, nothing is changed. \
      All that is on this machine stays: drafts, replies and changes that have not left go to the \
      new address. A server with another log is read anew.
      """)

  @Argument(help: "The account's name.")
  var name: String
  @Option(help: "Its address: https://…; http only on this machine.")
  var url: String?
  @OptionGroup var token: TokenOptions
  @Flag(help: "Writes the config without asking the server.")
  var noCheck = false

  func validate() throws {
    guard token.count <= 1 else {
      throw ValidationError("Say only one of --token-file, --token-env and --token-command.")
    }
    guard url != nil || token.count == 1 else {
      throw ValidationError(
        "Say what changes: --url, --token-file, --token-env or --token-command.")
    }
  }

  func run() throws {
    let paths = Paths()
    guard var server = try Settings.load(from: paths.config).servers(named: [name]).first else {
      return
    }
    if let url { server.address = try ServerAddress(typed: url) }
    if let source = try token.source() { server.token = source }
    let entries =
      try (url.map { [("url", AccountSection.Value.text($0))] } ?? []) + token.entries()
    let section = AccountSection(name: name, entries: entries)
    let config = ConfigFile(path: paths.config)
    // A config that cannot be changed is said before anybody waits for a server.
    _ = try section.changed(in: try config.text())
    if !noCheck { try server.check("changed") }
    try config.change(section.changed)
    let place = SafeText(line: paths.config, limit: 1000)
    print("Written to \(place). A Porch that runs goes on as before until it starts again.")
  }
}
