import ArgumentParser
import Domain
import Foundation
import Storage
import Sync

/// `porch account remove NAME`: no longer follows a server, and keeps or deletes what came from it.
struct AccountRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "No longer follows a server; asks what happens to its messages.")

  @Argument(help: "The account's name.")
  var name: String
  @Flag(help: "Keeps its conversations in the inbox.")
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
    let file = store.resolved(paths)
    let store = FileManager.default.fileExists(atPath: file) ? try Store.opened(at: file) : nil
    let stored = try store?.connections().first { $0.name == name }
    let isStored = stored != nil
    guard isConfigured || isStored else {
      let shown = SafeText(line: name, limit: 64)
      throw CommandError("There is no account “\(shown)”. `porch account list` names them.")
    }
    let unsent = stored?.waitingReplies ?? 0
    let keeps = isStored ? try isKept(unsent: unsent) : true
    if isConfigured { try config.change { try AccountSection.removed(name, from: $0) } }
    if isStored { try store?.removeConnection(name, keepingMessages: keeps) }
    print("“\(name)” is no longer followed.\(words(isStored: isStored, keeps: keeps, unsent))")
  }

  private func words(isStored: Bool, keeps: Bool, _ unsent: Int) -> String {
    guard isStored else { return "" }
    let lost = unsent == 0 ? "" : ", with \(unsent) unsent repl\(unsent == 1 ? "y" : "ies")"
    return keeps
      ? " Its conversations stay in the inbox." : " Its conversations are deleted\(lost)."
  }

  /// Asks a person; a script has to say it.
  private func isKept(unsent: Int) throws -> Bool {
    if keep || delete { return keep }
    guard isatty(STDIN_FILENO) == 1, Output.isTerminal else {
      throw ValidationError("Say --keep or --delete: what happens to its messages on this machine?")
    }
    print("What happens to the conversations of “\(name)” on this machine?")
    if unsent > 0 {
      print("\(unsent) repl\(unsent == 1 ? "y is" : "ies are") not sent yet; deleting loses them.")
    }
    while true {
      print(
        "k keeps them, d deletes them; an empty line leaves everything as it is: ", terminator: "")
      fflush(nil)
      switch readLine()?.trimmingCharacters(in: .whitespaces).lowercased() {
      case "k", "keep": return true
      case "d", "delete": return false
      case nil, "": throw CommandError("Nothing was changed.")
      default: continue
      }
    }
  }
}
