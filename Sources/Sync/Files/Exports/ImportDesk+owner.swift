import Domain

extension ImportDesk {
  /// Who we are in these files; nil when that has to be asked, which is done.
  /// - Parameter title: of a network that has no name of its own here.
  func answer(
    _ finder: OwnerFinder, on network: Network, called title: String? = nil, files: [ExportFile]
  ) -> String? {
    switch finder.answer() {
    case .found(let owner, let how):
      note("On \(title ?? network.title) \(how).")
      return owner
    case .unknown(let candidates):
      let me = finder.me.map(OwnerFinder.folded)
      if let told = finder.me, !candidates.contains(where: { OwnerFinder.folded($0) == me }) {
        note("On \(title ?? network.title) nobody is called \(SafeText(line: told, limit: 100)).")
      }
      need(
        .me(
          network: network, candidates: candidates.map { SafeText(line: $0) },
          files: files.map(shown)))
      return nil
    }
  }

  /// Of files that hold messages of several accounts of ours and do not tell which are whose.
  func refuse(_ files: [ExportFile], ofAccounts names: Set<String>) {
    let some = names.sorted().prefix(5).joined(separator: ", ")
    for file in files {
      skip(file, "exports of several accounts lie together (\(some)); import one after the other")
    }
  }
}
