import ArgumentParser
import Domain
import Foundation
import Storage
import Sync

/// `porch account remove NAME`: no longer follows a server, and keeps or deletes what came from it;
/// or deletes what an import or a drop folder brought.
struct AccountRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Lets a server go, or deletes an archive; asks what happens to its messages.")

  @Argument(help: "The account's name, or its id, as `porch account list` prints them.")
  var name: String
  @Flag(help: "Keeps a server's conversations in the inbox.")
  var keep = false
  @Flag(help: "Deletes its conversations, drafts and unsent replies from this machine.")
  var delete = false
  @OptionGroup var store: StoreOption

  func validate() throws {
    if keep && delete { throw ValidationError("Say --keep or --delete, not both.") }
  }

  func run() throws {
    let paths = Paths()
    let config = ConfigFile(path: paths.config)
    let isConfigured = try AccountSection.names(in: config.text()).contains(name)
    let store = try store.openedIfAny()
    if let stored = try store?.connections().first(where: { $0.name == name }), let store {
      let holdings = try store.holdings(of: stored.id)
      let keeps = try isKept(holdings)
      if isConfigured { try config.change { try AccountSection.removed(name, from: $0) } }
      try store.removeConnection(name, keepingMessages: keeps)
      let rest =
        keeps
        ? "Its conversations stay in the inbox."
        : "What came from it is deleted: \(holdings.words)."
      print("“\(name)” is no longer followed. \(rest)")
    } else if isConfigured {
      try config.change { try AccountSection.removed(name, from: $0) }
      print("“\(name)” is no longer followed.")
    } else if let store {
      let archive = try StoredArchive.named(name, in: store)
      try remove(archive, from: store, Settings.load(from: paths.config))
    } else {
      throw StoredArchive.unknown(name)
    }
  }

  // MARK: A server

  /// Asks a person; a script has to say it.
  private func isKept(_ holdings: AccountHoldings) throws -> Bool {
    if keep || delete { return keep }
    guard isatty(STDIN_FILENO) == 1, Output.isTerminal else {
      throw ValidationError("Say --keep or --delete: what happens to its messages on this machine?")
    }
    print("What happens to the conversations of “\(name)” on this machine?")
    print("Here are \(holdings.words).")
    if holdings.unsentReplies > 0 { print("Deleting loses what is not sent.") }
    while true {
      switch Self.answer(
        "k keeps them, d deletes them; an empty line leaves everything as it is: ")
      {
      case "k", "keep": return true
      case "d", "delete": return false
      case nil, "": throw CommandError("Nothing was changed.")
      default: continue
      }
    }
  }

  private static func answer(_ question: String) -> String? {
    print(question, terminator: "")
    fflush(nil)
    return readLine()?.trimmingCharacters(in: .whitespaces).lowercased()
  }

  // MARK: An archive, or what a drop folder brought

  private func remove(
    _ archive: StoredArchive, from store: Store, _ settings: Settings
  ) throws {
    guard !keep else {
      throw ValidationError(
        "“\(archive.name)” is only what is here: there is nothing to let go and keep it. Say "
          + "--delete, or leave it as it is.")
    }
    let holdings = try store.holdings(of: archive.account.id)
    let warning = archive.folderWords(settings)
    if !delete { try confirm(archive, holdings, warning) }
    try store.removeAccount(archive.account.id)
    print("“\(archive.name)” is deleted: \(holdings.words).")
    if let warning { print(warning) }
  }

  private func confirm(
    _ archive: StoredArchive, _ holdings: AccountHoldings, _ warning: String?
  ) throws {
    guard isatty(STDIN_FILENO) == 1, Output.isTerminal else {
      throw ValidationError("Say --delete: its conversations go from this machine.")
    }
    print("“\(archive.name)” is \(holdings.words).")
    if let warning { print(warning) }
    while true {
      switch Self.answer("d deletes all of it; an empty line leaves everything as it is: ") {
      case "d", "delete": return
      case nil, "": throw CommandError("Nothing was changed.")
      default: continue
      }
    }
  }
}

extension AccountHoldings {
  /// "3 conversations with 12 messages, 1 draft, 2 unsent replies"
  var words: String {
    func count(_ number: Int, _ one: String, _ many: String) -> String {
      "\(number) \(number == 1 ? one : many)"
    }
    var parts = [
      count(conversations, "conversation", "conversations") + " with "
        + count(messages, "message", "messages"), count(drafts, "draft", "drafts"),
    ]
    if unsentReplies > 0 { parts.append(count(unsentReplies, "unsent reply", "unsent replies")) }
    return parts.joined(separator: ", ")
  }
}
