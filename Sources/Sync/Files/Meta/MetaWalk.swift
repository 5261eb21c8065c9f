import Foundation

/// What one `message_N.json` says of its thread. Texts are repaired.
struct MetaFacts {
  /// In the file's order.
  var participants: [String] = []
  var title: String?
  /// Only Facebook writes it.
  var threadType: String?
  /// The folder the thread had in the app's own store: `inbox/NAME_ID`.
  var threadPath: String?
  /// The flat dialect of Messenger's end-to-end export.
  var isFlat = false
  var hasMessages = false
}

/// Walks one `message_N.json` from front to back: its messages one by one, and beside them what it
/// says of its thread.
///
/// Broken JSON costs what is broken: the walk goes on at the next brace, and what follows is a message
/// as long as no key of the thread itself says that the messages are over.
struct MetaWalk {
  /// Decoding takes several times the bytes: no message is a thousandth of this.
  static let longestMessage = 8 << 20
  /// Of the small values beside the messages, in bytes.
  private static let longestValue = 1 << 20
  /// Far more than any group has members: what is above is noise.
  static let mostParticipants = 10_000

  private enum Place { case start, thread, participants, messages, end }

  private(set) var facts = MetaFacts()
  /// The first that was met.
  private(set) var trouble: JSONTrouble?
  /// Of the piece given last, counted from 1.
  private(set) var number = 0

  private let reader: JSONReader?
  private let decoder = JSONDecoder()
  private var place = Place.start

  init(_ stream: any ByteStream) {
    do throws(JSONTrouble) {
      reader = try JSONReader(stream, longest: Self.longestMessage)
    } catch {
      reader = nil
      trouble = error
    }
  }

  /// After broken JSON: a piece that is no message may be the rest of one.
  var isGoingOn: Bool { trouble != nil }

  /// The bytes of the next message, valid until the one after it is asked for; nil at the end.
  mutating func next() -> JSONReader.Piece? {
    guard let reader else { return nil }
    while place != .end {
      do throws(JSONTrouble) {
        if let piece = try step(reader) {
          number += 1
          return piece
        }
      } catch {
        goOn(after: error, reader)
      }
    }
    return nil
  }

  private mutating func step(_ reader: JSONReader) throws(JSONTrouble) -> JSONReader.Piece? {
    switch place {
    case .start:
      try reader.enterObject()
      place = .thread
    case .thread: try takeKey(reader)
    case .participants:
      if try reader.element() { takeParticipant(try reader.take()) } else { place = .thread }
    case .messages:
      if try reader.element() { return try reader.take() }
      place = .thread
    case .end: break
    }
    return nil
  }

  private mutating func takeKey(_ reader: JSONReader) throws(JSONTrouble) {
    let key = try reader.key()
    let isArray = key == nil ? false : try reader.peek() == .array
    switch key {
    case "messages" where isArray:
      facts.hasMessages = true
      place = .messages
      try reader.enterArray()
    case "participants" where isArray && facts.participants.isEmpty:
      place = .participants
      try reader.enterArray()
    case "title", "threadName":
      if key == "threadName" { facts.isFlat = true }
      let name = try text(reader)
      facts.title = facts.title ?? name
    case "thread_type":
      let type = try text(reader)
      facts.threadType = facts.threadType ?? type
    case "thread_path":
      let path = try text(reader)
      facts.threadPath = facts.threadPath ?? path
    case let key? where trouble == nil || Self.others.contains(key): try reader.pass()
    case nil where trouble == nil: place = .end
    default: throw .notJSON(reader.offset)
    }
  }

  /// What else stands beside the messages of a thread.
  private static let others: Set<String> = [
    "is_still_participant", "magic_words", "joinable_mode", "image", "participants", "messages",
  ]

  private func text(_ reader: JSONReader) throws(JSONTrouble) -> String? {
    try reader.string().map(Mojibake.repaired)
  }

  private mutating func goOn(after error: JSONTrouble, _ reader: JSONReader) {
    trouble = trouble ?? error
    let goesOn = reader.recover(after: error)
    if goesOn { facts.hasMessages = true }
    place = goesOn ? .messages : .end
  }

  /// `{"name": …}`, or the name itself in the flat dialect.
  private mutating func takeParticipant(_ piece: JSONReader.Piece) {
    struct Named: Decodable { var name: String }
    guard case .bytes(let bytes) = piece, bytes.count <= Self.longestValue,
      facts.participants.count < Self.mostParticipants
    else { return }
    let data = Data(bytes)
    // Whatever is neither has no name to offer.
    let name =
      (try? decoder.decode(Named.self, from: data))?.name
      ?? (try? decoder.decode(String.self, from: data))
    if let name { facts.participants.append(Mojibake.repaired(name)) }
  }
}

extension MetaMessage {
  /// One message of a walk.
  static func decoded(
    _ piece: JSONReader.Piece, _ decoder: JSONDecoder
  ) throws(Rejection) -> (message: MetaMessage, payload: [UInt8]) {
    guard case .bytes(let bytes) = piece else {
      throw Rejection("it is longer than \(MetaWalk.longestMessage >> 20) MB")
    }
    let payload = [UInt8](bytes)
    return (try decoder.message(MetaMessage.self, in: Data(payload)), payload)
  }
}
