import Domain

/// Us on one network, in the files of one import: exports put our name of today under all that we ever
/// wrote, so that it is another one in an export from before.
struct MetaOwner {
  /// As the files call us, the newest name that we know of.
  let name: String
  /// Of the account in the store.
  let account: String
  /// What we are called in keys: our name when the account was new.
  let keyName: String
  /// What else we are called in files of this import.
  private(set) var others: Set<String> = []

  /// An account of its own.
  init(_ name: String, on network: Network) {
    self.name = name
    keyName = StableKey.name(name)
    account = "\(network.rawValue):" + keyName
  }

  /// An account that was here before we were called so.
  init(_ name: String, in account: Account, keyName: String) {
    self.name = name
    self.account = account.remoteID
    self.keyName = keyName
    others = name == keyName ? [] : [keyName]
  }

  /// Exports of different ages in one import: we are also called as another profile says, where a
  /// thread that is ours has that name in place of ours.
  /// - Parameters:
  ///   - own: what profiles beside the messages say of their owners.
  ///   - isHere: whether a thread was taken into our account before.
  mutating func know(
    _ own: Set<String>, of threads: [MetaThread],
    isHere: (MetaThread) throws(ImportStop) -> Bool
  ) throws(ImportStop) {
    for other in own.subtracting(others).subtracting([name]).sorted() {
      let called = threads.filter { $0.participants.contains(other) }
      guard !called.contains(where: { self.name(in: $0) != nil }) else { continue }
      let ours = Set(threads.filter { self.name(in: $0) != nil }.compactMap(\.ownID))
      var isUs = called.contains { thread in thread.ownID.map(ours.contains) ?? false }
      for thread in called where !isUs { isUs = try isHere(thread) }
      if isUs { others.insert(other) }
    }
  }

  /// As the people of a thread have us, where they do.
  private func name(in thread: MetaThread) -> String? {
    if thread.participants.contains(name) { return name }
    return others.sorted().first(where: thread.participants.contains)
  }

  /// As the messages of a thread have us.
  func calledIn(_ thread: MetaThread) -> String { name(in: thread) ?? name }

  /// A thread whose keys are those from when the account was new.
  func keying(_ thread: MetaThread) -> MetaThread {
    guard let name = name(in: thread), StableKey.name(name) != keyName else { return thread }
    var thread = thread
    thread.keyPeople = thread.participants.map { $0 == name ? keyName : $0 }
    return thread
  }
}
