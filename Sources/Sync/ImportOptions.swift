package import Domain
package import Foundation

/// The order of day, month and year in a text export's dates.
package enum DateOrder: String, CaseIterable, Hashable, Sendable {
  case dmy, mdy, ymd
}

/// What the person said beside the paths.
package struct ImportOptions: Sendable {
  /// A name, handle, address or id that is us.
  package var me: String?
  /// The same for one network each: counts before ``me``.
  package var meByNetwork: [Network: String]
  package var dateOrder: DateOrder?
  /// For times without a zone.
  package var timeZone: TimeZone
  /// For exports that do not tell which network they are from.
  package var network: Network?
  package var dryRun: Bool

  package init(
    me: String? = nil, dateOrder: DateOrder? = nil, timeZone: TimeZone = .current,
    network: Network? = nil, dryRun: Bool = false, meByNetwork: [Network: String] = [:]
  ) {
    self.me = me
    self.meByNetwork = meByNetwork
    self.dateOrder = dateOrder
    self.timeZone = timeZone
    self.network = network
    self.dryRun = dryRun
  }

  /// Who we are on a network, as said.
  func me(on network: Network) -> String? { meByNetwork[network] ?? me }
}

/// What an import cannot work out and will not guess: the program asks, or names the option.
package enum ImportNeed: Hashable, Sendable {
  /// Which of these people is us. `--me`.
  case me(network: Network, candidates: [SafeText], files: [String])
  /// Whether `example` is day first or month first. `--date-order`.
  case dateOrder(file: String, example: SafeText)
  /// Instagram or Messenger. `--network`.
  case network(path: String)

  /// The file that waits for the answer, or the first of them and how many more there are.
  var place: String {
    switch self {
    case .me(_, _, let files):
      (files.first ?? "") + (files.count > 1 ? " and \(files.count - 1) more" : "")
    case .dateOrder(let file, _): file
    case .network(let path): path
    }
  }

  /// One sentence and the option that answers it.
  package var sentence: String {
    switch self {
    case .me(let network, let candidates, _) where candidates.isEmpty:
      "Who are you on \(network.title)? The files do not say it. Say it with --me NAME."
    case .me(let network, let candidates, _):
      "Which of these is you \(network == .other ? "in these files" : "on \(network.title)"): "
        + candidates.prefix(8).map(\.string).joined(separator: ", ")
        + (candidates.count > 8 ? ", …" : "") + "? Say it with --me NAME."
    case .dateOrder(_, let example):
      "Is \(example) day first or month first? "
        + "Say it with --date-order dmy or --date-order mdy."
    case .network:
      "It could be from Instagram or from Facebook. "
        + "Say it with --network instagram or --network messenger."
    }
  }
}

/// How far an import is, for a line on the terminal. The rate is the caller's to compute.
package struct ImportProgress: Hashable, Sendable {
  package var bytesDone: Int64
  package var bytesTotal: Int64
  package var messages: Int
}

/// Why an import could not go on at all. What concerns one file only is a skip in the report.
package enum ImportError: Error, Equatable {
  /// The store's own sentence says why.
  case store(SafeText)
  case nothingThere(path: String)
  /// An empty path, which would lead to the working folder.
  case emptyPath

  package var notice: Notice {
    switch self {
    case .store(let text): Notice(.failure, text)
    case .emptyPath: Notice(.failure, "One of the paths is empty. Name the file or folder.")
    case .nothingThere(let path):
      Notice(.failure, SafeText(line: "There is nothing at \(path). Check the path."))
    }
  }
}
