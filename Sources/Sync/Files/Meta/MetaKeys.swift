import Domain
import Foundation

/// Gives each thread of one account the id it has in every export.
struct MetaKeys {
  let desk: ImportDesk
  let account: String
  let owner: String

  /// A thread that is ready to be taken in, with the id that is its own.
  struct Keyed {
    var thread: MetaThread
    var id: String
    /// What the other of a direct thread was called when it was taken in first.
    var knownAs: String?
  }

  /// Under what name the conversation of a thread is remembered.
  static func bookmark(of thread: MetaThread, account: String) -> String? {
    thread.ownID.map { "meta-thread:\(account):\($0)" }
  }

  /// A thread that was taken in before goes on where it is, though people have joined or left, or
  /// it was renamed. Of two exports in one import, the second goes where the first does.
  func keyed(_ threads: [MetaThread]) throws(ImportStop) -> [Keyed] {
    var known: [Keyed] = []
    var fresh: [MetaThread] = []
    var again: [MetaThread] = []
    var met: Set<String> = []
    for thread in threads {
      if let place = Self.bookmark(of: thread, account: account) {
        if let value = try desk.remembered(place) {
          known.append(Self.recalled(thread, value))
          continue
        }
        guard met.insert(place).inserted else {
          again.append(thread)
          continue
        }
      }
      fresh.append(thread)
    }
    let keyed = try known + numbered(fresh, besides: known)
    let homes = Dictionary(
      keyed.compactMap { keyed in keyed.thread.ownID.map { ($0, keyed) } },
      uniquingKeysWith: { first, _ in first })
    return keyed
      + again.compactMap { thread in
        thread.ownID.flatMap { homes[$0] }.map { home in
          Keyed(thread: thread, id: home.id, knownAs: home.thread.other(than: owner))
        }
      }
  }

  /// - Parameter value: an id, and in a later line the name.
  private static func recalled(_ thread: MetaThread, _ value: String) -> Keyed {
    let parts = value.split(separator: "\n", maxSplits: 1).map(String.init)
    return Keyed(
      thread: thread, id: parts.first ?? value, knownAs: parts.count > 1 ? parts[1] : nil)
  }

  /// Two people of one name make two threads of one key: the one that began later gets a number.
  /// What moved to the end-to-end part of an export is the same thread going on.
  /// - Parameter known: threads of this import that are in the store already. Their ids are taken;
  ///   a part that goes on goes on there when it is called as they are called now.
  private func numbered(
    _ threads: [MetaThread], besides known: [Keyed]
  ) throws(ImportStop) -> [Keyed] {
    let taken = Set(known.map(\.id))
    let homes = Dictionary(known.map { ($0.thread.contentKey, $0.id) }, uniquingKeysWith: min)
    var byKey: [String: [MetaThread]] = [:]
    for thread in threads { byKey[try key(of: thread), default: []].append(thread) }
    let began = try began(byKey.values.map(Self.apart).filter { $0.count > 1 }.flatMap { $0 })
    return byKey.sorted { $0.key < $1.key }.flatMap { key, same -> [Keyed] in
      let apart = Self.apart(same)
      let ordered = apart.sorted { (began[$0.files[0]] ?? 0) < (began[$1.files[0]] ?? 0) }
      let ids = (1...).lazy.map { $0 == 1 ? "meta-\(key)" : "meta-\(key)-\($0)" }
        .filter { !taken.contains($0) }
      let numbered = zip(ordered, ids).map { Keyed(thread: $0, id: $1) }
      guard let home = homes[key] ?? ids.first(where: { _ in true }) else { return numbered }
      return numbered + same.filter(\.isEndToEnd).map { Keyed(thread: $0, id: home) }
    }
  }

  private static func apart(_ threads: [MetaThread]) -> [MetaThread] {
    threads.filter { !$0.isEndToEnd }
  }

  /// A group that was taken in with the number of its file in its name stays where it is.
  private func key(of thread: MetaThread) throws(ImportStop) -> String {
    if let numbered = thread.numberedKey, try desk.holds("meta-\(numbered)", of: account) {
      return numbered
    }
    return thread.contentKey
  }

  /// When threads of one key began: the time of the oldest message in their oldest file, in
  /// milliseconds. Read for these alone.
  private func began(_ threads: [MetaThread]) throws(ImportStop) -> [ExportFile: Double] {
    var began: [ExportFile: Double] = [:]
    guard !threads.isEmpty else { return began }
    try desk.read(threads.map { $0.files[0] }) { file, stream in
      let decoder = JSONDecoder()
      var walk = MetaWalk(stream)
      while let piece = walk.next() {
        // Unreadable ones are told when they are taken in.
        guard let time = try? MetaMessage.decoded(piece, decoder).message.milliseconds else {
          continue
        }
        began[file] = min(began[file] ?? time, time)
      }
    }
    return began
  }
}

extension MetaThread {
  /// Whom a direct thread is with.
  func other(than owner: String) -> String? {
    isDirect ? participants.first { $0 != owner } : nil
  }
}
