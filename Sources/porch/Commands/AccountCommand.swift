import ArgumentParser
import Domain
import Foundation
import InboxAPI
import Storage
import Sync

/// `porch account`: the servers of the Inbox API that are followed.
struct AccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account",
    abstract: "Adds, lists, checks, changes and removes servers that are followed.",
    subcommands: [
      AccountAddCommand.self, AccountListCommand.self, AccountCheckCommand.self,
      AccountSetCommand.self, AccountRemoveCommand.self,
    ],
    defaultSubcommand: AccountListCommand.self)
}

/// `porch account check [NAME]`: asks servers who we are there.
struct AccountCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Asks a server, or all of them, who you are there.")

  @Argument(help: "The account's name; all of them unless told.")
  var name: String?

  func run() throws {
    let settings = Settings.load(from: Paths().config)
    let servers = try settings.servers(named: name.map { [$0] } ?? [])
    var failures = 0
    var output = Output()
    for server in servers {
      switch ServerCheck.look(at: server) {
      case .success(let me): for line in ServerCheck.lines(me, server) { try output.line(line) }
      case .failure(let trouble):
        failures += 1
        Main.writeError("porch: \(server.name): \(trouble)")
      }
    }
    try output.finish()
    if failures > 0 { throw ExitCode(failures == servers.count ? 1 : 3) }
  }
}

extension Settings {
  /// The configured servers of these names, all of them for none; mistakes in the config go to
  /// stderr.
  func servers(named names: [String]) throws -> [ConnectionSettings] {
    for notice in notices { Main.writeError("porch: \(notice.text)") }
    guard !names.isEmpty else {
      guard !accounts.isEmpty else {
        throw CommandError(
          "No server is followed. `porch account add NAME --url URL` adds one.")
      }
      return accounts
    }
    return try names.map { name in
      guard let server = accounts.first(where: { $0.name == name }) else {
        throw CommandError(
          "There is no account “\(SafeText(line: name, limit: 64))”. `porch account list` names them."
        )
      }
      return server
    }
  }
}

/// One look at a server: does it answer, and what may we do there?
enum ServerCheck {
  /// - Returns: a failure as a sentence with its next step.
  static func look(at server: ConnectionSettings) -> Result<MeResource, CommandError> {
    do {
      let client = InboxAPIClient(server, token: try server.token.read())
      defer { client.close() }
      return .success(try client.me())
    } catch {
      return .failure(CommandError(Notice(reporting: error).text.string))
    }
  }

  /// What it found, for a person.
  static func lines(_ me: MeResource, _ server: ConnectionSettings) -> [String] {
    let name = SafeText(line: me.server.name, limit: 60).string
    let version = SafeText(line: me.server.version, limit: 40).string
    var lines = [
      "\(server.name): \(server.address) answers (\([name, version].joined(separator: " ")))."
    ]
    lines.append("  You are \(user(me)), \(role(me.role)).")
    if me.accounts.isEmpty { lines.append("  It carries no account yet.") }
    lines += me.accounts.map { "  \(account($0))" }
    return lines
  }

  private static func user(_ me: MeResource) -> String {
    let name = SafeText(line: me.user.name, limit: 60).string
    let id = SafeText(line: me.user.id, limit: 60).string
    return name.isEmpty || name == id ? id : "\(name) (\(id))"
  }

  private static func role(_ role: String) -> String {
    switch role {
    case "reader": "a reader: you can look; what you decide stays on this machine"
    case "agent": "an agent: you can answer and sort"
    case "admin": "an admin: you can do everything"
    default: "as “\(SafeText(line: role, limit: 40))”, a role this version does not know"
    }
  }

  /// "instagram  Seed shop @seeds: can send, note, read".
  private static func account(_ account: AccountResource) -> String {
    let network = Network(lenient: account.network ?? "").title
    let name = SafeText(line: account.name ?? account.id, limit: 60).string
    let handle = account.handle.map { " " + SafeText(line: $0, limit: 60).string } ?? ""
    guard let said = account.capabilities else { return "\(network)  \(name)\(handle)" }
    let can = said.prefix(20).compactMap { Account.Capability(rawValue: $0)?.rawValue }
    let words = can.isEmpty ? "can only be read" : "can \(can.joined(separator: ", "))"
    return "\(network)  \(name)\(handle): \(words)"
  }
}
