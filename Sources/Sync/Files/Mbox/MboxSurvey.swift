import Domain
import Foundation

/// Which mails belong together, who writes where, and who could be us: from the headers alone.
struct MboxSurvey {
  /// Ids of mails that are kept in mind, about thirty megabytes; what comes later is told
  /// and left out.
  private static let mostIDs = 1_000_000
  private static let mostPeople = 200

  struct Thread {
    /// The same in every later archive: the first mail that its oldest one refers to.
    var key = ""
    var oldest = Date.distantFuture
    var newest = Date.distantPast
    var subject = ""
    /// Names by address; empty where none was told.
    var people: [String: String] = [:]
    var mails = 0
    var automated = 0
    var spam = 0
    var trash = 0
    var isStarred = false

    mutating func take(_ other: Thread) {
      if other.oldest < oldest { (key, oldest, subject) = (other.key, other.oldest, other.subject) }
      newest = max(newest, other.newest)
      for (address, name) in other.people { add(address, name) }
      mails += other.mails
      automated += other.automated
      spam += other.spam
      trash += other.trash
      isStarred = isStarred || other.isStarred
    }

    mutating func add(_ address: String, _ name: String) {
      if people[address]?.isEmpty != false {
        if people[address] != nil || people.count < MboxSurvey.mostPeople { people[address] = name }
      }
    }
  }

  private var nodes: [Int: Int32] = [:]
  private var parents: [Int32] = []
  private var threads: [Int32: Thread] = [:]
  private(set) var drafts = 0
  private(set) var deliveredTo: Set<String> = []
  /// Who wrote what the archive calls sent.
  private(set) var senders: Set<String> = []

  mutating func add(_ mail: MailFacts) {
    guard !mail.has(MailFacts.drafts) else {
      drafts += 1
      return
    }
    // It is told when it is read.
    guard nodes.count < Self.mostIDs || nodes[mail.key.hashValue] != nil else { return }
    var node = find(self.node(mail.key))
    // Google's own number is whole; references are lost on the way.
    let kin = mail.googleThread.map { ["gm:" + $0] } ?? mail.references.map(StableKey.name)
    for other in kin { node = union(node, self.node(other)) }
    var thread = Thread()
    thread.key =
      mail.googleThread.map { "gm-" + StableKey.name($0) }
      ?? "mail-" + StableKey.of(mail.references.first.map(StableKey.name) ?? mail.key)
    thread.mails = 1
    thread.oldest = mail.date ?? .distantFuture
    thread.newest = mail.date ?? .distantPast
    thread.subject = mail.subject
    thread.automated = mail.isAutomated ? 1 : 0
    thread.spam = mail.has(MailFacts.spam) ? 1 : 0
    thread.trash = mail.has(MailFacts.trash) ? 1 : 0
    thread.isStarred = mail.has(MailFacts.starred)
    for one in (mail.from.map { [$0] } ?? []) + mail.others { thread.add(one.address, one.name) }
    if threads[node] == nil { threads[node] = thread } else { threads[node]?.take(thread) }
    if let address = mail.deliveredTo, deliveredTo.count < 1000 { deliveredTo.insert(address) }
    if mail.has(MailFacts.sent) || mail.isSaidToBeOurs, let from = mail.from, senders.count < 1000 {
      senders.insert(from.address)
    }
  }

  // MARK: Threads

  private mutating func node(_ name: String) -> Int32 {
    let hash = name.hashValue
    if let node = nodes[hash] { return node }
    let node = Int32(parents.count)
    parents.append(node)
    if nodes.count < Self.mostIDs { nodes[hash] = node }
    return node
  }

  private mutating func find(_ node: Int32) -> Int32 {
    var node = node
    while parents[Int(node)] != node {
      parents[Int(node)] = parents[Int(parents[Int(node)])]
      node = parents[Int(node)]
    }
    return node
  }

  private mutating func union(_ one: Int32, _ other: Int32) -> Int32 {
    let (first, second) = (find(one), find(other))
    guard first != second else { return first }
    parents[Int(second)] = first
    if let thread = threads.removeValue(forKey: second) {
      if threads[first] == nil { threads[first] = thread } else { threads[first]?.take(thread) }
    }
    return first
  }

  /// After the last mail: what every mail belongs to.
  func thread(of mail: MailFacts) -> Thread? {
    guard var node = nodes[mail.key.hashValue] else { return nil }
    while parents[Int(node)] != node { node = parents[Int(node)] }
    return threads[node]
  }

  var all: [Thread] { threads.values.filter { $0.mails > 0 }.sorted { $0.key < $1.key } }

  // MARK: Who we are

  func finder(me: String?, stored: [String]) -> OwnerFinder {
    let told = all
    // Mail to a list names the list and not us.
    let personal = told.filter { $0.automated < $0.mails }
    let marked =
      deliveredTo.count == 1 ? deliveredTo.first : senders.count == 1 ? senders.first : nil
    return OwnerFinder(
      chats: (personal.isEmpty ? told : personal).map { thread in
        OwnerFinder.Chat(
          people: Set(thread.people.keys), other: nil, owner: marked,
          isGroup: thread.people.count > 2, isComplete: true)
      },
      me: me.map(address), stored: stored)
  }

  /// A name that one address has is as good as the address.
  private func address(of me: String) -> String {
    guard !me.contains("@") else { return me.lowercased() }
    let wanted = OwnerFinder.folded(me)
    var found: Set<String> = []
    for thread in threads.values {
      for (address, name) in thread.people where OwnerFinder.folded(name) == wanted {
        found.insert(address)
      }
    }
    return found.count == 1 ? found.first ?? me : me
  }
}
