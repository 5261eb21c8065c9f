import Domain
import Foundation
import InboxAPI

/// Reads one line after the other into things of the domain.
struct LineTaker {
  var ledger: LineLedger
  /// Whether what only Porch's own export says is believed; see ``Normalise/keep(_:in:)``.
  private let keeps: Bool
  private let decoder = JSONDecoder()

  init(ledger: LineLedger, keeps: Bool = false) {
    self.ledger = ledger
    self.keeps = keeps
  }

  /// What a line holds: nothing for a blank one, or an account before what belongs to it.
  mutating func take(_ line: UnsafeRawBufferPointer) throws(Rejection) -> [Incoming] {
    guard let start = line.baseAddress, !Self.isBlank(line) else { return [] }
    let data = Data(
      bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: line.count, deallocator: .none)
    let resource: LineResource
    do {
      resource = try decoder.decode(LineResource.self, from: data)
    } catch {
      throw Self.rejection(error, of: line)
    }
    return try things(of: resource, payload: line)
  }

  private mutating func things(
    of resource: LineResource, payload line: UnsafeRawBufferPointer
  ) throws(Rejection) -> [Incoming] {
    switch resource {
    case .message(let message):
      let account = ledger.account(of: message)
      var incoming = try Normalise.message(
        message, account: account, selfID: ledger.selfID(of: account), payload: [UInt8](line),
        asItStands: keeps && message.porch != nil)
      if keeps { Normalise.keep(message, in: &incoming) }
      return introduced(account, .message(incoming))
    case .conversation(let conversation):
      let account = ledger.account(ofConversation: conversation)
      var incoming = Normalise.conversation(
        conversation, account: account, payload: [UInt8](line))
      if keeps { Normalise.keep(conversation, in: &incoming) }
      return introduced(account, .conversation(incoming))
    case .account(let account):
      let kept = ledger.open(account)
      return [.account(Normalise.account(kept, delivery: ledger.delivery))]
    case .participant(let participant):
      guard keeps else { return [] }
      let account = ledger.account(ofParticipant: participant)
      return introduced(account, .identity(Normalise.identity(participant, account: account)))
    case .people(let people): return keeps ? Normalise.people(people).map(Incoming.people) : []
    }
  }

  private mutating func introduced(_ account: String, _ item: Incoming) -> [Incoming] {
    guard let introduction = ledger.introduce(account) else { return [item] }
    return [introduction, item]
  }

  private static func isBlank(_ line: UnsafeRawBufferPointer) -> Bool {
    guard let first = line.first else { return true }
    return first <= 0x20 && line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }

  private static func rejection(_ error: any Error, of line: UnsafeRawBufferPointer) -> Rejection {
    if let trouble = FileForm.encodingTrouble(in: line) { return Rejection(trouble) }
    if let error = error as? WireError { return Rejection(error.sentence) }
    if line.first == UInt8(ascii: "<") { return Rejection("it is HTML, not a JSON object") }
    if case DecodingError.typeMismatch = error { return Rejection("it is not a JSON object") }
    return Rejection("it is not complete JSON")
  }
}
