import Domain
import Foundation

/// Gives each thread of one account the id it has in every export.
struct MetaKeys {
  let desk: ImportDesk
  let owner: MetaOwner

  /// A thread that is ready to be taken in, with the id that is its own.
  struct Keyed {
    var thread: MetaThread
    var id: String
    /// What the other of a direct thread was called when it was taken in first.
    var knownAs: String?
  }

  /// Under what name the conversation of a thread is remembered.
  static func bookmark(of thread: MetaThread, account: String) -> String? {
    thread.ownID.map { Batch.Bookmark.source(ofThread: $0, in: account) }
  }

  /// A thread that was taken in before goes on where it is, though people have joined or left, or
  /// it was renamed. Of two exports in one import, the second goes where the first does.
  func keyed(_ threads: [MetaThread]) throws(ImportStop) -> [Keyed] {
    var known: [Keyed] = []
    var fresh: [MetaThread] = []
    var again: [MetaThread] = []
    var met: Set<String> = []
    for thread in threads {
      if let place = Self.bookmark(of: thread, account: owner.account) {
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
        thread.ownID.flatMap { homes[$0] }.map {
          Keyed(thread: thread, following: $0, owner: owner)
        }
      }
  }

  /// - Parameter value: an id, and in a later line the name.
  static func recalled(_ thread: MetaThread, _ value: String) -> Keyed {
    let parts = value.split(separator: "\n", maxSplits: 1).map(String.init)
    return Keyed(
      thread: thread, id: parts.first ?? value, knownAs: parts.count > 1 ? parts[1] : nil)
  }

  /// Two people of one name make two threads of one key: the one that began later gets a number.
  /// What moved to the end-to-end part of an export is the same thread going on, and so is a thread
  /// of another export that has messages of the same moments, for ids change between exports.
  /// - Parameter known: threads of this import that are in the store already. Their ids are taken;
  ///   a part that goes on goes on there when it is called as they are called now.
  private func numbered(
    _ threads: [MetaThread], besides known: [Keyed]
  ) throws(ImportStop) -> [Keyed] {
    let taken = Set(known.map(\.id))
    let before = Dictionary(grouping: known, by: \.thread.contentKey)
    var byKey: [String: [MetaThread]] = [:]
    for thread in threads { byKey[try key(of: thread), default: []].append(thread) }
    let moments = try moments(
      byKey.flatMap { key, same -> [MetaThread] in
        let all = Self.apart(same) + Self.apart((before[key] ?? []).map(\.thread))
        return all.count > 1 ? all : []
      })
    return byKey.sorted { $0.key < $1.key }.flatMap { key, same -> [Keyed] in
      var ids = (1...).lazy.map { $0 == 1 ? "meta-\(key)" : "meta-\(key)-\($0)" }
        .filter { !taken.contains($0) }.makeIterator()
      var homes = before[key] ?? []
      let old = homes.count
      for thread in Self.apart(same).sorted(by: { moments.began($0) < moments.began($1) }) {
        let home = homes.first { moments.areShared($0.thread, thread) }
        homes.append(
          home.map { Keyed(thread: thread, following: $0, owner: owner) }
            ?? Keyed(thread: thread, id: ids.next() ?? "meta-\(key)"))
      }
      let home = before[key]?.map(\.id).min() ?? homes.first?.id ?? ids.next() ?? "meta-\(key)"
      return homes[old...] + same.filter(\.isEndToEnd).map { Keyed(thread: $0, id: home) }
    }
  }

  private static func apart(_ threads: [MetaThread]) -> [MetaThread] {
    threads.filter { !$0.isEndToEnd }
  }

  /// A group that was taken in with the number of its file in its name stays where it is.
  private func key(of thread: MetaThread) throws(ImportStop) -> String {
    if let numbered = thread.numberedKey, try desk.holds("meta-\(numbered)", of: owner.account) {
      return numbered
    }
    return thread.contentKey
  }

  /// When the messages of threads of one key were sent. Read for these alone.
  private func moments(_ threads: [MetaThread]) throws(ImportStop) -> MetaMoments {
    var moments = MetaMoments()
    guard !threads.isEmpty else { return moments }
    let owners = Dictionary(
      threads.flatMap { thread in thread.files.map { ($0, thread.files[0]) } },
      uniquingKeysWith: { first, _ in first })
    try desk.read(Array(owners.keys)) { file, stream in
      let decoder = JSONDecoder()
      var walk = MetaWalk(stream)
      while let piece = walk.next() {
        // Unreadable ones are told when they are taken in.
        guard let owner = owners[file],
          let time = try? MetaMessage.decoded(piece, decoder).message.milliseconds
        else { continue }
        moments.add(time, to: owner)
      }
    }
    return moments
  }
}

extension MetaKeys.Keyed {
  /// A thread that goes where another export's of it goes.
  fileprivate init(thread: MetaThread, following home: Self, owner: MetaOwner) {
    self.init(
      thread: thread, id: home.id,
      knownAs: home.knownAs ?? home.thread.other(than: owner.calledIn(home.thread)))
  }
}

/// When the messages of some threads were sent, in milliseconds: of each thread its beginning and a
/// sample of its moments, which has a known size however long the thread is.
///
/// The sample is the moments that a scattering of all moments puts lowest, so that of two threads
/// which overlap the same ones are kept.
private struct MetaMoments {
  private static let mostKept = 256

  private var began: [ExportFile: Double] = [:]
  private var samples: [ExportFile: [UInt64: UInt64]] = [:]
  private var highest: [ExportFile: UInt64] = [:]

  /// - Parameter thread: its oldest file.
  mutating func add(_ time: Double, to thread: ExportFile) {
    began[thread] = min(began[thread] ?? time, time)
    let scattered = time.bitPattern &* 0x9E37_79B9_7F4A_7C15
    let place = scattered ^ (scattered >> 32)
    guard place < highest[thread] ?? .max else { return }
    samples[thread, default: [:]][place] = time.bitPattern
    // Dropping half at a time costs a sort for every so many moments.
    guard let sample = samples[thread], sample.count > 2 * Self.mostKept else { return }
    let kept = sample.keys.sorted().prefix(Self.mostKept)
    samples[thread] = sample.filter { $0.key <= kept[kept.endIndex - 1] }
    highest[thread] = kept.last
  }

  func began(_ thread: MetaThread) -> Double { began[thread.files[0]] ?? 0 }

  /// Whether both have a message of one millisecond: people of one name do not write at one. What
  /// one export keeps apart stays apart, though: of those who left, all are called the same.
  func areShared(_ one: MetaThread, _ other: MetaThread) -> Bool {
    guard Self.inbox(of: one) != Self.inbox(of: other) else { return false }
    guard let one = samples[one.files[0]], let other = samples[other.files[0]] else { return false }
    return one.contains { other[$0.key] == $0.value }
  }

  /// The folder that holds the folder of a thread, of this export alone.
  private static func inbox(of thread: MetaThread) -> String {
    let above = thread.files[0].folder.split(separator: "/").dropLast().joined(separator: "/")
    return "\(thread.files[0].container) \(above)"
  }
}

extension MetaThread {
  /// Whom a direct thread is with.
  func other(than owner: String) -> String? {
    isDirect ? participants.first { $0 != owner } : nil
  }
}
