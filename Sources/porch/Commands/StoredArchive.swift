import Domain
import Storage
import Sync

/// An account that no server feeds, as somebody names it.
struct StoredArchive {
  var account: Account

  var name: SafeText { account.name }

  /// The one with this id, else the one with this name; both as they are printed.
  /// - Throws: a sentence, which lists the ids where several have the name.
  static func named(_ typed: String, in store: Store) throws -> StoredArchive {
    let shown = SafeText(line: typed)
    let accounts = try store.accounts()
    let isHere = { (account: Account) in
      if case .server = account.delivery { false } else { true }
    }
    let ways: [(Account) -> Bool] = [
      { $0.remoteID == typed }, { SafeText(line: $0.remoteID) == shown }, { $0.name == shown },
    ]
    for way in ways {
      let found = accounts.filter { isHere($0) && way($0) }
      guard let first = found.first else { continue }
      guard found.count == 1 else { throw several(found, shown) }
      return StoredArchive(account: first)
    }
    let carried = accounts.first { $0.remoteID == typed || $0.name == shown }
    if case .server(let server)? = carried?.delivery {
      throw CommandError(
        "“\(shown)” is an account of the server “\(SafeText(line: server))”, and goes with it: "
          + "`porch account remove \(PeopleWords.quoted(server))`.")
    }
    throw unknown(typed)
  }

  static func unknown(_ typed: String) -> CommandError {
    CommandError(
      "There is no account “\(SafeText(line: typed, limit: 64))”. `porch account list` names them.")
  }

  private static func several(_ found: [Account], _ shown: SafeText) -> CommandError {
    let ids = found.prefix(20).map { PeopleWords.quoted(SafeText(line: $0.remoteID).string) }
    let areSame = Set(ids).count < ids.count
    return CommandError(
      areSame
        ? "Several accounts have an id that looks like “\(shown)”; `porch account list --json` "
          + "has them as they are."
        : "Several accounts are called “\(shown)”. Use an id: \(ids.joined(separator: ", ")).")
  }

  /// That its folder is read again; nil where nobody reads it.
  func folderWords(_ settings: Settings) -> String? {
    guard case .dropFolder(let path) = account.delivery,
      settings.dropFolders.contains(where: { DropFolder.absolute($0) == path })
    else { return nil }
    return "Its folder \(SafeText(line: path, limit: 1000)) is in the config and will be read "
      + "again, with what lies in it; take it out there to be rid of it."
  }
}
