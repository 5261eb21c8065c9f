import ArgumentParser
import Domain
import Foundation
import Storage
import Sync

/// `porch account add NAME --url URL`: checks a server and writes it into the config.
struct AccountAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Follows a server of the Inbox API; checks it at once.",
    discussion: """
      The token itself is never written into the config: say in which file, in which environment \
      variable, or from which command it comes. When the server does not answer as it should, \
      nothing is written.
      """)

  @Argument(help: "What you call it: letters, digits, - and _.")
  var name: String
  @Option(help: "Its address: https://…; http only on this machine.")
  var url: String
  @Option(help: ArgumentHelp("A file with the token, readable by you alone.", valueName: "file"))
  var tokenFile: String?
  @Option(help: ArgumentHelp("An environment variable with the token.", valueName: "variable"))
  var tokenEnv: String?
  @Option(
    help: ArgumentHelp(
      "A command that prints the token: \"pass show inbox\".", valueName: "command")
  )
  var tokenCommand: String?
  @Option(help: ArgumentHelp("A private authority's certificates (PEM).", valueName: "file"))
  var caFile: String?
  @Flag(help: "Tells the network what you have read.")
  var readReceipts = false
  @Flag(help: "Writes the config without asking the server.")
  var noCheck = false

  func validate() throws {
    guard AccountSettings.isName(name) else {
      let shown = SafeText(line: name, limit: 64)
      throw ValidationError("“\(shown)” is no name. Use 1 to 64 letters, digits, - and _.")
    }
    guard [tokenFile, tokenEnv, tokenCommand].count(where: { $0 != nil }) == 1 else {
      throw ValidationError("Say one of --token-file, --token-env and --token-command.")
    }
  }

  func run() throws {
    let paths = Paths()
    let section = AccountSection(name: name, entries: try entries())
    let server = ConnectionSettings(
      name: name, address: try address(), token: try source(),
      authorityFile: caFile.map(Paths.expanding), sendsReadMarks: readReceipts)
    let config = ConfigFile(path: paths.config)
    // A config that cannot be changed is said before anybody waits for a server.
    _ = try section.added(to: try config.text())
    if !noCheck { try check(server) }
    try config.change(section.added)
    print("Written to \(paths.config). `porch sync \(name)` reads it now; `porch` follows it.")
  }

  private func check(_ server: ConnectionSettings) throws {
    switch ServerCheck.look(at: server) {
    case .success(let me): for line in ServerCheck.lines(me, server) { print(line) }
    case .failure(let trouble):
      throw CommandError("\(trouble) Nothing was written; --no-check writes it all the same.")
    }
  }

  private func address() throws -> ServerAddress {
    do throws(AddressError) {
      return try ServerAddress(url)
    } catch {
      throw ValidationError(error.notice.text.string)
    }
  }

  private func source() throws -> TokenSource {
    if let tokenFile { return .file(Paths.expanding(tokenFile)) }
    if let tokenEnv { return .environment(tokenEnv) }
    return .command(try words())
  }

  private func words() throws -> [String] {
    guard let words = CommandWords.split(tokenCommand ?? ""), words.first?.isEmpty == false else {
      throw ValidationError(
        "--token-command wants a program and its arguments, with quotes closed.")
    }
    return words
  }

  /// What is written. A path beginning with ~ stays so: the config may travel.
  private func entries() throws -> [(key: String, value: AccountSection.Value)] {
    func path(_ path: String) -> String {
      path == "~" || path.hasPrefix("~/") ? path : Paths.expanding(path)
    }
    var entries: [(key: String, value: AccountSection.Value)] = [("url", .text(url))]
    if let tokenFile { entries.append(("token_file", .text(path(tokenFile)))) }
    if let tokenEnv { entries.append(("token_env", .text(tokenEnv))) }
    if tokenCommand != nil { entries.append(("token_command", .list(try words()))) }
    if let caFile { entries.append(("ca_file", .text(path(caFile)))) }
    if readReceipts { entries.append(("read_receipts", .yes)) }
    return entries
  }
}
