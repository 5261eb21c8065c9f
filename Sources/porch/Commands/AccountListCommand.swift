import ArgumentParser
import Cells
import Domain
import Foundation
import Interface
import Storage
import Sync

/// `porch account list`: the servers, and whatever else the inbox holds. Nobody is asked for it.
struct AccountListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the accounts and how they stand; asks no server.")

  @Flag(help: "One JSON object a line.")
  var json = false
  @OptionGroup var store: StoreOption

  func run() throws {
    let paths = Paths()
    let settings = Settings.load(from: paths.config)
    for notice in settings.notices { Main.writeError("porch: \(notice.text)") }
    let store = try store.openedIfAny()
    let listed = try ListedAccount.all(settings, store)
    var output = Output()
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
      for account in listed {
        try output.json(String(decoding: try encoder.encode(account), as: UTF8.self))
      }
    } else {
      for line in ListedAccount.table(listed) { try output.line(line) }
    }
    try output.finish()
    if listed.isEmpty, !json {
      Main.writeError("No accounts. `porch account add NAME --url URL` follows a server.")
    }
  }
}

/// One line of the list.
struct ListedAccount: Encodable {
  /// "server", "folder" or "archive".
  var kind: String
  var name: String
  /// The id it can be named by too; nil for a server.
  var id: String?
  /// false for a server that is only in the store.
  var isConfigured: Bool
  var url: String?
  /// Where the token comes from; never the token.
  var token: String?
  /// What it carries: a network and a name each.
  var accounts: [String]
  /// Who we are there, and as what.
  var user: String?
  var role: String?
  var lastSuccess: Date?
  var waitingReplies: Int
  var waitingChanges: Int
  var lastError: String?

  enum CodingKeys: String, CodingKey {
    case kind, name, id, url, token, accounts, user, role
    case isConfigured = "configured"
    case lastSuccess = "last_success"
    case waitingReplies = "waiting_replies"
    case waitingChanges = "waiting_changes"
    case lastError = "last_error"
  }

  func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: CodingKeys.self)
    try sink.encode(kind, forKey: .kind)
    try sink.encode(name, forKey: .name)
    try sink.encodeIfPresent(id, forKey: .id)
    try sink.encode(isConfigured, forKey: .isConfigured)
    try sink.encodeIfPresent(url, forKey: .url)
    try sink.encodeIfPresent(token, forKey: .token)
    try sink.encode(accounts, forKey: .accounts)
    try sink.encodeIfPresent(user, forKey: .user)
    try sink.encodeIfPresent(role, forKey: .role)
    try sink.encodeIfPresent(lastSuccess?.formatted(.iso8601), forKey: .lastSuccess)
    try sink.encode(waitingReplies, forKey: .waitingReplies)
    try sink.encode(waitingChanges, forKey: .waitingChanges)
    try sink.encodeIfPresent(lastError, forKey: .lastError)
  }

  static func all(_ settings: Settings, _ store: Store?) throws -> [ListedAccount] {
    let known = try store?.connections() ?? []
    let accounts = try store?.accounts() ?? []
    var listed = settings.accounts.map { server in
      line(server.name, server, known.first { $0.name == server.name }, accounts)
    }
    let names = Set(settings.accounts.map(\.name))
    listed += known.filter { !names.contains($0.name) }.map {
      line($0.name, nil, $0, accounts)
    }
    for account in accounts {
      let kind: String
      switch account.delivery {
      case .server: continue
      case .dropFolder: kind = "folder"
      case .handover, .demo: kind = "archive"
      }
      listed.append(
        ListedAccount(
          kind: kind, name: account.name.string, id: account.remoteID, isConfigured: true,
          accounts: [words(account)], waitingReplies: 0, waitingChanges: 0))
    }
    return listed
  }

  private static func line(
    _ name: String, _ server: ConnectionSettings?, _ known: Connection?, _ accounts: [Account]
  ) -> ListedAccount {
    let url = server.map { "\($0.address)" } ?? known?.url
    return ListedAccount(
      kind: "server", name: name, isConfigured: server != nil,
      url: url.map { SafeText(line: $0).string }, token: server?.token.words,
      accounts: accounts.filter { $0.delivery == .server(connection: name) }.map(words),
      user: known?.userID.map { SafeText(line: $0, limit: 60).string },
      role: known?.role.map { SafeText(line: $0, limit: 40).string }, lastSuccess: known?.syncedAt,
      waitingReplies: known?.waitingReplies ?? 0,
      waitingChanges: known?.waitingChanges ?? 0,
      lastError: known?.failure?.string)
  }

  private static func words(_ account: Account) -> String {
    "\(account.network.rawValue) \(SafeText(line: account.name.string))"
  }

  // MARK: For a person

  static func table(_ listed: [ListedAccount]) -> [String] {
    let widths = listed.map { TextLayout.width(of: $0.name) }
    let column = min(max(widths.max() ?? 0, 16), 40)
    return listed.map { account in
      var facts = [account.kind]
      let standing = ConnectionStanding(
        name: account.name, url: .empty, waitingReplies: account.waitingReplies,
        waitingChanges: account.waitingChanges, user: account.user.map { SafeText(line: $0) },
        role: account.role)
      if let url = account.url { facts.append(url) }
      if let id = account.id {
        facts.append("id \(PeopleWords.quoted(SafeText(line: id).string))")
      }
      if account.kind == "server" {
        facts.append(
          account.accounts.isEmpty ? "nothing read yet" : account.accounts.joined(separator: ", "))
        facts.append(
          account.lastSuccess.map { "read \(DateWords.moment($0, now: Date(), in: .current))" }
            ?? "never read")
        if let user = standing.userWords { facts.append(user) }
        facts.append("token from \(account.token ?? "nowhere")")
      }
      if !account.isConfigured { facts.append("no longer configured") }
      if let queue = standing.queueWords { facts.append(queue) }
      if let error = account.lastError { facts.append("last error: \(error)") }
      // Whole: it is what has to be typed.
      let space = String(
        repeating: " ", count: max(0, column - TextLayout.width(of: account.name)))
      return "\(account.name)\(space)  \(facts.joined(separator: " · "))"
    }
  }
}

extension TokenSource {
  /// Where it comes from, without its arguments: a command's may say more than they should.
  var words: String {
    switch self {
    case .file(let path): "the file \(SafeText(line: path, limit: 1000))"
    case .environment(let name) where TokenSource.mayBeNamed(name): "the variable \(name)"
    case .environment: "a variable that is not set"
    case .command(let words): "the command \(SafeText(line: words.first ?? "", limit: 1000))"
    }
  }
}
