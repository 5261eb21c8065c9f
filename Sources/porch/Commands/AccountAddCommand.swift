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
  @OptionGroup var token: TokenOptions
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
    guard token.count == 1 else {
      throw ValidationError("Say one of --token-file, --token-env and --token-command.")
    }
  }

  func run() throws {
    let paths = Paths()
    let section = AccountSection(name: name, entries: try entries())
    guard let source = try token.source() else { return }
    let server = ConnectionSettings(
      name: name, address: try ServerAddress(typed: url), token: source,
      authorityFile: caFile.map(Paths.expanding), sendsReadMarks: readReceipts)
    let config = ConfigFile(path: paths.config)
    // A config that cannot be changed is said before anybody waits for a server.
    _ = try section.added(to: try config.text())
    if !noCheck { try server.check("written") }
    try config.change(section.added)
    let place = SafeText(line: paths.config, limit: 1000)
    print("Written to \(place). `porch sync \(name)` reads it now; `porch` follows it.")
  }

  private func entries() throws -> [(key: String, value: AccountSection.Value)] {
    var entries: [(key: String, value: AccountSection.Value)] = [("url", .text(url))]
    entries += try token.entries()
    if let caFile { entries.append(("ca_file", .text(AccountSection.path(caFile)))) }
    if readReceipts { entries.append(("read_receipts", .yes)) }
    return entries
  }
}

extension ConnectionSettings {
  /// Says what the server answers.
  /// - Parameter deed: what did not happen to the config where it does not: "written".
  func check(_ deed: String) throws {
    switch ServerCheck.look(at: self) {
    case .success(let me): for line in ServerCheck.lines(me, self) { print(line) }
    case .failure(let trouble):
      throw CommandError("\(trouble) Nothing was \(deed); --no-check writes it all the same.")
    }
  }
}

extension ServerAddress {
  /// An address as somebody typed it.
  init(typed url: String) throws {
    do throws(AddressError) {
      self = try ServerAddress(url)
    } catch {
      throw ValidationError(error.notice.text.string)
    }
  }
}
