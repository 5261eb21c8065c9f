package import Domain
package import Storage

/// Why a connection could not be brought up to date.
package enum SyncTrouble: Error, Equatable {
  case server(APIError)
  case token(TokenError)
  case store(StoreError)
  /// The connection was removed meanwhile, and is not to come back by itself.
  case removed

  package var notice: Notice {
    switch self {
    case .server(let error): error.notice
    case .token(let error): error.notice
    case .store(let error): error.notice
    case .removed:
      Notice(.warning, "It was removed meanwhile and is not followed any more. Start Porch again.")
    }
  }

  /// For a store that keeps it: it does not say what is tried.
  var noticeToKeep: Notice {
    if case .server(let error) = self { return error.noticeToKeep }
    return notice
  }

  var isCancelled: Bool { self == .server(.cancelled) }
}
