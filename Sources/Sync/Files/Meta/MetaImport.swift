import Domain
import Foundation

/// All Instagram and Facebook threads of one import.
struct MetaImport: ExportFormat {
  static let passes = 1

  static func claim(_ sample: FileSample) -> FileClaim? {
    guard sample.first == UInt8(ascii: "{") else { return nil }
    let keys = JSONPieces.firstKeys(of: sample.head)
    let isThread =
      keys["messages"] != nil || keys["threadName"] != nil
      || (keys["participants"] != nil && keys["type"] == nil)
    return isThread ? .messages : nil
  }

  private let desk: ImportDesk
  private let paths: [String]

  init(files: [ClaimedFile], desk: ImportDesk) {
    self.desk = desk
    paths = files.map { desk.exports.diskPath(of: $0.file) }
  }

  /// A thread that is ready to be taken in, with the key that is its own.
  struct Keyed {
    var thread: MetaThread
    var id: String
  }

  func run() throws(ImportStop) {
    var byNetwork: [Network: [MetaThread]] = [:]
    for group in MetaThread.grouped(paths) {
      let thread: MetaThread
      do throws(UnreadableFile) {
        thread = try MetaThread(paths: group) { desk.skip($0, $1) }
      } catch {
        continue
      }
      if let network = MetaNetwork.of(thread) ?? asked() {
        byNetwork[network, default: []].append(thread)
      } else {
        let folder = FolderWatch.parent(of: FolderWatch.parent(of: thread.paths[0]))
        desk.need(
          .network(
            path: group.count == 1 && paths.count == 1
              ? desk.shown(thread.paths[0]) : desk.shown(folder)))
      }
    }
    for (network, threads) in byNetwork.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      try read(threads, of: network)
    }
  }

  /// What the person said, where it is one of the two.
  private func asked() -> Network? {
    desk.options.network == .instagram || desk.options.network == .messenger
      ? desk.options.network : nil
  }

  private func read(_ threads: [MetaThread], of network: Network) throws(ImportStop) {
    guard let owner = try owner(of: threads, on: network) else { return }
    if network == .instagram {
      desk.note("Instagram's times are taken as UTC; some exports give the phone's local time.")
    }
    let account = "\(network.rawValue):" + StableKey.name(owner)
    let described = IncomingAccount(
      id: account, network: network, name: SafeText(line: "\(network.title) of \(owner)"),
      selfID: StableKey.name(owner), delivery: .handover)
    try desk.send(
      Parcel(
        file: "", batch: Batch(items: [.account(described)], isHistory: true), places: [""]))
    for keyed in try keyed(threads, account: account) {
      try MetaReading(
        desk: desk, thread: keyed.thread, id: keyed.id, network: network, account: account,
        owner: owner
      ).start()
    }
  }

  private func owner(
    of threads: [MetaThread], on network: Network
  ) throws(ImportStop) -> String? {
    let own = MetaNetwork.ownNames(beside: threads[0].paths[0])
    let stored = try desk.accounts(of: network)
    let finder = OwnerFinder(
      chats: threads.map { thread in
        OwnerFinder.Chat(
          people: Set(thread.participants), other: thread.other,
          owner: thread.participants.first(where: own.contains), isGroup: !thread.isDirect,
          isComplete: true)
      },
      me: desk.options.me(on: network), stored: stored.compactMap(\.selfID))
    switch finder.answer() {
    case .found(let owner, let how):
      desk.note("On \(network.title) \(how).")
      return owner
    case .unknown(let candidates):
      desk.need(
        .me(
          network: network, candidates: candidates.map { SafeText(line: $0) },
          files: threads.flatMap(\.paths).map(desk.shown)))
      return nil
    }
  }

  /// By when they began; each file is read once for that.
  private static func inOrder(_ threads: [MetaThread]) -> [MetaThread] {
    threads.map { (began: $0.oldest(), thread: $0) }.sorted { $0.began < $1.began }.map(\.thread)
  }

  /// Under what name the conversation of a thread is remembered.
  static func bookmark(of thread: MetaThread, account: String) -> String? {
    thread.ownID.map { "meta-thread:\(account):\($0)" }
  }

  /// A thread that was taken in before goes on where it is, though people have joined or left, or
  /// it was renamed. Of two exports in one import, the second goes where the first does.
  private func keyed(_ threads: [MetaThread], account: String) throws(ImportStop) -> [Keyed] {
    var known: [Keyed] = []
    var fresh: [MetaThread] = []
    var again: [MetaThread] = []
    var met: Set<String> = []
    for thread in threads {
      if let place = Self.bookmark(of: thread, account: account) {
        if let id = try desk.remembered(place) {
          known.append(Keyed(thread: thread, id: id))
          continue
        }
        guard met.insert(place).inserted else {
          again.append(thread)
          continue
        }
      }
      fresh.append(thread)
    }
    let keyed = known + Self.numbered(fresh, besides: known)
    let ids = Dictionary(
      keyed.compactMap { keyed in keyed.thread.ownID.map { ($0, keyed.id) } },
      uniquingKeysWith: { first, _ in first })
    return keyed
      + again.compactMap { thread in
        thread.ownID.flatMap { ids[$0] }.map { Keyed(thread: thread, id: $0) }
      }
  }

  /// Two people of one name make two threads of one key: the one that began later gets a number.
  /// What moved to the end-to-end part of an export is the same thread going on.
  /// - Parameter known: threads of this import that are in the store already. Their ids are taken;
  ///   a part that goes on goes on there when it is called as they are called now.
  private static func numbered(_ threads: [MetaThread], besides known: [Keyed]) -> [Keyed] {
    let taken = Set(known.map(\.id))
    let homes = Dictionary(known.map { ($0.thread.contentKey, $0.id) }, uniquingKeysWith: min)
    var byKey: [String: [MetaThread]] = [:]
    for thread in threads { byKey[thread.contentKey, default: []].append(thread) }
    return byKey.sorted { $0.key < $1.key }.flatMap { key, same -> [Keyed] in
      let apart = same.filter { $0.section != "e2ee_cutover" && !$0.isFlat }
      let going = same.filter { $0.section == "e2ee_cutover" || $0.isFlat }
      let ordered = apart.count > 1 ? inOrder(apart) : apart
      let ids = (1...).lazy.map { $0 == 1 ? "meta-\(key)" : "meta-\(key)-\($0)" }
        .filter { !taken.contains($0) }
      let numbered = zip(ordered, ids).map { Keyed(thread: $0, id: $1) }
      guard let home = homes[key] ?? ids.first(where: { _ in true }) else { return numbered }
      return numbered + going.map { Keyed(thread: $0, id: home) }
    }
  }
}
