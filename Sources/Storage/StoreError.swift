package import Domain
import GRDB

/// Why the store could not do what was asked. Cases carry what a sentence needs; see ``notice``.
package enum StoreError: Error, Equatable {
  /// Another program held the store for longer than we wait.
  case locked(path: String)
  case readOnly(path: String)
  /// Not a database, or a damaged one.
  case corrupt(path: String)
  /// A database, but of some other program; it was left as it is.
  case notAStore(path: String)
  /// No room on the disk; the transaction has not happened.
  case full(path: String)
  /// The disk has no room for bringing the store into this version's form; `bytes` are enough.
  case noRoomToUpgrade(path: String, bytes: Int64)
  /// Made by a newer version of this program.
  case newer(path: String, found: Int, known: Int)
  case cannotOpen(path: String, reason: String)
  case noSuch(id: String)
  /// The same of somebody: an identity.
  case nobody(id: String)
  /// A printed id that several accounts share; `matches` are the ids to choose from.
  case ambiguous(id: String, matches: [String])
  /// Several ids that look like this one when they are printed; `list` is the command that has them
  /// as they are.
  case alike(id: String, list: String)
  /// `reason` is what went wrong, or a whole sentence, which is then said as it is.
  case failed(reason: String)

  /// One sentence and a next step.
  package var notice: Notice { Notice(.failure, SafeText(line: sentence, limit: 1000)) }

  private var sentence: String {
    switch self {
    case .locked(let path):
      "Another program is writing to the store at \(path). Close it and try again."
    case .readOnly(let path):
      "The store at \(path) cannot be written. Make the file and its folder writable and try again."
    case .corrupt(let path):
      "The file \(path) is damaged or not a store. Move it away, or put a backup in its place."
    case .notAStore(let path): "\(path) is not a Porch store; choose another file."
    case .full(let path):
      "The disk that holds \(path) is full; nothing was changed. Free some space and try again."
    case .noRoomToUpgrade(let path, let bytes):
      "The disk has no room to bring the store at \(path) into this version's form; nothing was"
        + " changed. Free \((bytes + 999_999) / 1_000_000) MB there and try again."
    case .newer(let path, let found, let known):
      "The store at \(path) has version \(found), and this program knows up to \(known)."
        + " Install the newer version."
    case .cannotOpen(let path, let reason):
      "Cannot open the store at \(path): \(reason). Check the path and its permissions."
    case .noSuch(let id):
      "Nothing here has the id \(id). List the conversations to see their ids."
    case .nobody(let id):
      "Nobody here has the id \(id). `porch people` lists everybody with their ids, `porch people "
        + "suggest` who may be one."
    case .alike(let id, let list):
      "Several ids look like \(id) when they are printed. `\(list)` has them as they are."
    case .ambiguous(let id, let matches):
      "Several accounts have \(id). Use one of: \(matches.joined(separator: ", "))."
    case .failed(let reason) where reason.hasSuffix("."): reason
    case .failed(let reason):
      "The store could not do this: \(reason). Try again; if it stays, check the store."
    }
  }
}

extension StoreError {
  /// What an error out of SQLite means to a person.
  init(_ error: any Error, path: String) {
    if let known = error as? StoreError {
      self = known
      return
    }
    guard let error = error as? DatabaseError else {
      self = .failed(reason: String(describing: error))
      return
    }
    switch error.resultCode.primaryResultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path)
    case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path: path)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: self = .corrupt(path: path)
    case .SQLITE_FULL: self = .full(path: path)
    // Of the files beside its own SQLite does not say why they cannot be made longer.
    case .SQLITE_IOERR where Store.isDiskFull(at: path): self = .full(path: path)
    case .SQLITE_CANTOPEN where Store.isDiskFull(at: path): self = .full(path: path)
    case .SQLITE_CANTOPEN:
      self = .cannotOpen(path: path, reason: error.message ?? "it cannot be opened")
    default: self = .failed(reason: error.message ?? error.resultCode.description)
    }
  }
}
