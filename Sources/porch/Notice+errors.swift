import Domain
import Storage
import Sync

extension Notice {
  /// The sentence for anything that was thrown, and so is not tried again by itself. Errors of ours
  /// know their own.
  init(reporting error: any Error) {
    if let error = error as? StoreError {
      self = error.notice
    } else if let error = error as? ImportError {
      self = error.notice
    } else if case .server(let error)? = error as? SyncTrouble {
      self = error.noticeOfOneTry
    } else if let error = error as? SyncTrouble {
      self = error.notice
    } else if let error = error as? APIError {
      self = error.noticeOfOneTry
    } else if let error = error as? TokenError {
      self = error.notice
    } else if let error = error as? AddressError {
      self = error.notice
    } else {
      self.init(.failure, SafeText(line: "\(error)"))
    }
  }
}
