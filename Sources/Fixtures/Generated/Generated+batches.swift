package import Domain
import FoundationEssentials

extension Generated {
  /// The whole as batches of about `size` messages, made one at a time as they are asked for.
  ///
  /// The first begins with the account. Everything is history.
  package func batches(of size: Int = 2_000) -> Batches { Batches(source: self, size: size) }

  package struct Batches: Sequence, IteratorProtocol {
    private let source: Generated
    private let size: Int
    private let lengths: [Int]
    private var number = 0

    init(source: Generated, size: Int) {
      self.source = source
      self.size = size
      lengths = source.lengths()
    }

    package mutating func next() -> Batch? {
      guard number < lengths.count else { return nil }
      var items: [Incoming] = number == 0 ? [source.account] : []
      items.reserveCapacity(size + 100)
      while number < lengths.count, items.count < size {
        source.append(number, length: lengths[number], to: &items)
        number += 1
      }
      return Batch(items: items, isHistory: true)
    }
  }

  private var account: Incoming {
    .account(
      IncomingAccount(
        id: Self.accountID, network: .other, name: "Generated", selfID: Self.selfID,
        delivery: .handover))
  }

  private func append(_ number: Int, length: Int, to items: inout [Incoming]) {
    var plan = plan(number, length: length)
    let name = SafeText(alreadySafe: String(decoding: plan.name, as: UTF8.self))
    let them = IncomingParticipant(id: "p\(number)", name: name)
    let us = IncomingParticipant(id: Self.selfID, name: "Us", isSelf: true)
    items.append(
      .conversation(
        IncomingConversation(
          id: plan.id, account: Self.accountID, network: plan.network, kind: .direct, title: name,
          participants: [them, us],
          initialTriage: TriageState(flagged: plan.flagged, lane: plan.lane))))
    var text: [UInt8] = []
    for index in 0..<length {
      text.removeAll(keepingCapacity: true)
      let said = say(index, of: &plan, into: &text)
      items.append(
        .message(
          IncomingMessage(
            id: "m\(number)-\(index)", account: Self.accountID, conversation: plan.id,
            author: said.isOurs ? us : them, direction: said.isOurs ? .out : .in,
            text: SafeText(alreadySafe: String(decoding: text, as: UTF8.self)),
            sentAt: Date(timeIntervalSince1970: Double(said.milliseconds) / 1000), payload: text)))
    }
  }
}
