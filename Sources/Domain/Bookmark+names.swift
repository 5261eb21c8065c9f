extension Batch.Bookmark {
  /// Of a thread of an account that keeps its id through renames: which conversation it is here.
  package static func source(ofThread thread: String, in account: String) -> String {
    source(ofThreadsIn: account) + thread
  }

  /// What the sources of all threads of an account begin with, and those of no thread of another
  /// account unless its id begins with this one's and a colon.
  package static func source(ofThreadsIn account: String) -> String { "meta-thread:\(account):" }

  /// Of a drop folder: that it has been read once.
  /// - Parameter path: absolute, without links.
  package static func source(ofFolder path: String) -> String { "drop-folder:\(path)" }

  /// Of a file of a drop folder: how far it has been read.
  package static func source(ofFile path: String) -> String { "drop-file:\(path)" }
}
