import ArgumentParser
import Domain
import Foundation
import Hub
import Storage

/// `porch hub token`: who may use a hub.
struct HubTokenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Lets people and bridges in, and out.",
    subcommands: [HubTokenAdd.self, HubTokenList.self, HubTokenRevoke.self])
}

struct HubTokenAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Makes a token and shows it, once.",
    discussion: """
      A reader reads; an agent also replies and sorts; an admin also hands messages in (bridges) \
      and reads the figures. The token is the last word of the output and is kept nowhere.
      """)

  @Argument(help: "The user's name; it is their id too.")
  var name: String
  @Option(help: "reader, agent or admin.")
  var role: String
  @OptionGroup var store: StoreOption

  func validate() throws {
    guard ["reader", "agent", "admin"].contains(role) else {
      throw ValidationError("“\(role)” is no role: use reader, agent or admin.")
    }
    let isPrintable = name.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
    guard (1...255).contains(name.utf8.count), isPrintable else {
      throw ValidationError("A name has 1 to 255 bytes and no control characters.")
    }
  }

  func run() throws {
    let store = try Store.opened(at: store.resolved(Paths()))
    let token = try Hub.addToken(name, role: role, to: store)
    var output = Output()
    try output.line("The token of \(SafeText(line: name)) (\(role)), shown only now: \(token)")
    try output.finish()
  }
}

struct HubTokenList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the tokens there are, by name.")

  @OptionGroup var store: StoreOption

  func run() throws {
    let store = try store.openedIfThere()
    var output = Output()
    let users = try store.hubUsers()
    if users.isEmpty { Main.writeError("There are no tokens yet: `porch hub token add NAME`.") }
    for user in users {
      let day = user.createdAt.formatted(.iso8601.year().month().day())
      let end = user.revokedAt.map { " · revoked \($0.formatted(.iso8601.year().month().day()))" }
      try output.line("\(SafeText(line: user.name)) · \(user.role) · since \(day)\(end ?? "")")
    }
    try output.finish()
  }
}

struct HubTokenRevoke: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Ends a token; a hub that runs turns it away at once.")

  @Argument(help: "The user's name.")
  var name: String
  @OptionGroup var store: StoreOption

  func run() throws {
    let store = try store.openedIfThere()
    guard try store.revokeHubUser(name, at: Date()) else {
      throw CommandError(
        "There is no token of \(SafeText(line: name)). See `porch hub token list`.")
    }
    var output = Output()
    try output.line("\(SafeText(line: name)) is no longer let in.")
    try output.finish()
  }
}
