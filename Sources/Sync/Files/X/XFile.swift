import Foundation

/// Walks one file of direct messages of an X archive and tells what it meets.
///
/// It is JavaScript: `window.YTD.direct_messages.part0 = [ {dmConversation: {conversationId, name?,
/// messages: [ {messageCreate: {…}} ]}} ]`. What is broken costs what it touches: the walk goes on at
/// the next object, which shows by its keys what it is.
final class XFile {
  enum Event {
    case conversation
    case id(String)
    case name(String)
    /// Any of the things that happen in a conversation; its bytes are valid until the next event.
    case happening(UnsafeRawBufferPointer)
    /// One that was put together from what a damaged place left of it.
    case remnant([UInt8])
    case tooLong
    /// Something has another shape than it should and is passed over: a sentence.
    case odd(String)
    /// Told once a file, and for its end.
    case trouble(JSONTrouble)
  }

  /// No message is a hundredth of this.
  static let longest = 4 << 20

  private enum Place { case list, wrapper, conversation, messages }

  private let reader: JSONReader
  private var places: [Place] = [.list]
  private var isLost = false
  private var told = ToldTrouble()
  /// The object stepped into has shown what it is; after damage that is no longer asked.
  private var isKnown = true
  private var hasMessages = true
  private var due: Event?

  init(_ stream: any ByteStream) throws(JSONTrouble) {
    reader = try JSONReader(stream, longest: Self.longest)
    if try reader.peek() == .other, try !reader.pass(through: "=") {
      throw .notJSON(0)
    }
    try reader.enterArray()
  }

  /// The rest of something that could not be decoded: what follows may have become a part of it.
  init(within bytes: Data) throws(JSONTrouble) {
    reader = try JSONReader(MemoryStream([UInt8](bytes)), longest: Self.longest)
    (isLost, told) = (true, ToldTrouble(hasTold: true))
  }

  /// nil at the end of the file.
  func next() -> Event? {
    while let place = places.last {
      do throws(JSONTrouble) {
        if let event = try isLost ? remnant() : step(at: place) { return event }
      } catch {
        if let event = goOn(after: error) { return event }
      }
    }
    return nil
  }

  private func step(at place: Place) throws(JSONTrouble) -> Event? {
    switch place {
    case .list:
      if try reader.element() {
        if try reader.peek() == .object {
          try reader.enterObject()
          places.append(.wrapper)
          isKnown = false
          return nil
        }
        try reader.pass()
        return .odd("what stands in its list is no conversation")
      }
    case .wrapper:
      if let key = try reader.key() { return try wrapped(key) }
      if !isKnown { due = .odd("what stands in its list is no conversation") }
    case .conversation:
      if let key = try reader.key() { return try field(key) }
      if !hasMessages { due = .odd("a conversation in it has no list of messages") }
    case .messages:
      if try reader.element() {
        if case .bytes(let bytes) = try reader.take() { return .happening(bytes) }
        return .tooLong
      }
    }
    places.removeLast()
    defer { due = nil }
    return due
  }

  private func wrapped(_ key: String) throws(JSONTrouble) -> Event? {
    guard key == "dmConversation", try reader.peek() == .object else {
      try reader.pass()
      return nil
    }
    try reader.enterObject()
    places.append(.conversation)
    (isKnown, hasMessages) = (true, false)
    return .conversation
  }

  private func field(_ key: String) throws(JSONTrouble) -> Event? {
    switch key {
    case "conversationId": return try text().map { .id($0) }
    case "name": return try text().map { .name($0) }
    case "messages":
      if try reader.peek() == .array {
        try reader.enterArray()
        places.append(.messages)
        hasMessages = true
        return nil
      }
      fallthrough
    default:
      try reader.pass()
      return nil
    }
  }

  private func text() throws(JSONTrouble) -> String? {
    let text = try reader.string() ?? ""
    return text.isEmpty ? nil : text
  }

  // MARK: Damage

  private func goOn(after trouble: JSONTrouble) -> Event? {
    isLost = reader.recover(after: trouble)
    if !isLost { places = [] }
    return told.isNews(trouble) ? .trouble(trouble) : nil
  }

  /// Reads an object key by key until it shows what it is.
  private func remnant() throws(JSONTrouble) -> Event? {
    isLost = false
    (isKnown, hasMessages) = (true, true)
    places = [.list, .wrapper, .conversation, .messages]
    try reader.enterObject()
    while let key = try reader.key() {
      if key == "dmConversation", try reader.peek() == .object {
        places = [.list, .wrapper]
        return try wrapped(key)
      }
      if key == "conversationId" {
        places = [.list, .wrapper, .conversation]
        return try field(key)
      }
      guard XHappening.Kind(rawValue: key) != nil else {
        try reader.pass()
        continue
      }
      guard case .bytes(let value) = try reader.take() else { continue }
      // The rest of the object it stands in is passed over next.
      places.append(.wrapper)
      return .remnant(Array("{\"\(key)\":".utf8) + value + [UInt8(ascii: "}")])
    }
    return nil
  }
}
