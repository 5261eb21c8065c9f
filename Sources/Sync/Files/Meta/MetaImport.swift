import Domain
import Foundation

/// All Instagram and Facebook threads of one import: surveyed first, because who we are shows in all
/// of them, and then read in the order in which they lie.
struct MetaImport: ExportFormat {
  static let passes = 2

  static func claim(_ sample: FileSample) -> FileClaim? {
    guard sample.first == UInt8(ascii: "{") else { return nil }
    let keys = JSONPieces.firstKeys(of: sample.head)
    if MetaProfile.isOne(keys) { return .companion }
    let isThread =
      keys["messages"] != nil || keys["threadName"] != nil
      || (keys["participants"] != nil && keys["type"] == nil)
    return isThread ? .messages : nil
  }

  let files: [ClaimedFile]
  let desk: ImportDesk

  func run() throws(ImportStop) {
    var surveys: [ExportFile: MetaSurvey] = [:]
    var profiles: [MetaProfile] = []
    let companions = Set(files.companions)
    try desk.read(files.map(\.file)) { file, stream in
      if companions.contains(file) {
        if let profile = MetaProfile(stream) { profiles.append(profile) }
        return
      }
      do throws(UnreadableFile) {
        surveys[file] = try MetaSurvey(file, stream)
      } catch {
        desk.skip(file, error.reason)
      }
    }
    var places: [ExportFile: MetaReading.Place] = [:]
    for (network, threads) in byNetwork(surveys).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let own = Set(profiles.filter { $0.network == network }.flatMap(\.names))
      guard let name = try owner(of: threads, on: network, own: own) else { continue }
      let owner = try account(of: name, threads, on: network, own: own)
      try begin(network, owner: owner)
      for keyed in try MetaKeys(desk: desk, owner: owner).keyed(threads.map(owner.keying)) {
        let place = MetaReading.Place(keyed, network: network, owner: owner)
        for file in keyed.thread.files { places[file] = place }
      }
    }
    try MetaReading(desk: desk, places: places).run()
  }

  private func byNetwork(_ surveys: [ExportFile: MetaSurvey]) -> [Network: [MetaThread]] {
    let networks = MetaNetwork(desk.exports)
    let groups = MetaPlace.grouped(Array(surveys.keys), in: desk.exports)
    var threads: [Network: [MetaThread]] = [:]
    for group in groups {
      let folders = MetaPlace.folders(above: group[0], in: desk.exports)
      guard let thread = MetaThread(group.compactMap { surveys[$0] }, folders: folders) else {
        continue
      }
      if let network = networks.of(thread) ?? asked() {
        threads[network, default: []].append(thread)
      } else {
        desk.need(.network(path: shown(thread, isOnly: surveys.count == 1)))
      }
    }
    return threads
  }

  /// What the person said, where it is one of the two.
  private func asked() -> Network? {
    desk.options.network == .instagram || desk.options.network == .messenger
      ? desk.options.network : nil
  }

  /// The folder in which the threads lie: one question for all of them.
  private func shown(_ thread: MetaThread, isOnly: Bool) -> String {
    let file = thread.files[0]
    if case .file = desk.exports.containers[file.container] { return desk.shown(file) }
    guard !isOnly else { return desk.shown(file) }
    let above = file.path.split(separator: "/").dropLast(2)
    return ([desk.exports.name(of: file.container)] + above.map(String.init)).joined(separator: "/")
  }

  private func owner(
    of threads: [MetaThread], on network: Network, own: Set<String>
  ) throws(ImportStop) -> String? {
    let stored = try desk.accounts(of: network)
    let told = desk.options.me(on: network)
    let finder = OwnerFinder(
      chats: threads.map { thread in
        OwnerFinder.Chat(
          people: Self.people(of: thread, told: told), other: thread.other,
          owner: thread.participants.first(where: own.contains), isGroup: !thread.isDirect,
          isComplete: true)
      },
      me: told, stored: stored.compactMap(\.selfID))
    return desk.answer(finder, on: network, files: threads.flatMap(\.files))
  }

  /// Of more people than are kept, the one whom the person names may be among the rest.
  private static func people(of thread: MetaThread, told: String?) -> Set<String> {
    let people = Set(thread.participants)
    guard let told, thread.participants.count >= MetaWalk.mostParticipants else { return people }
    let isKept = people.contains { OwnerFinder.folded($0) == OwnerFinder.folded(told) }
    return isKept ? people : people.union([told])
  }

  /// Where we were renamed since an import before this one, we go on in its account.
  private func account(
    of name: String, _ threads: [MetaThread], on network: Network, own: Set<String>
  ) throws(ImportStop) -> MetaOwner {
    let rename = MetaRename(desk: desk, network: network, owner: name, threads: threads)
    let renamed = try rename.account(of: try desk.accounts(of: network))
    if let renamed {
      desk.note(
        "On \(network.title) you are \(name), who was \(renamed.keyName) in the account that is "
          + "here already.")
    }
    var owner = renamed ?? MetaOwner(name, on: network)
    let account = owner.account
    try owner.know(own, of: threads) { (thread) throws(ImportStop) in
      guard let bookmark = MetaKeys.bookmark(of: thread, account: account) else { return false }
      return try desk.remembered(bookmark) != nil
    }
    return owner
  }

  private func begin(_ network: Network, owner: MetaOwner) throws(ImportStop) {
    if network == .instagram {
      desk.note("Instagram's times are taken as UTC; some exports give the phone's local time.")
    }
    let described = IncomingAccount(
      id: owner.account, network: network,
      name: SafeText(line: "\(network.title) of \(owner.name)"), selfID: owner.keyName,
      delivery: .handover)
    try desk.add(described)
  }
}
