import Domain

extension ImportDesk {
  /// Who we are in these files; nil when that has to be asked, which is done.
  func answer(_ finder: OwnerFinder, on network: Network, files: [ExportFile]) -> String? {
    switch finder.answer() {
    case .found(let owner, let how):
      note("On \(network.title) \(how).")
      return owner
    case .unknown(let candidates):
      need(
        .me(
          network: network, candidates: candidates.map { SafeText(line: $0) },
          files: files.map(shown)))
      return nil
    }
  }
}
