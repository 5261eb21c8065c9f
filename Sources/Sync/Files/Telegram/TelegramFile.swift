import Foundation

/// Walks one `result.json`, of a single chat or of a whole account, and tells what it meets.
///
/// A single chat is `{name, type, id, messages: […]}`; an account has `personal_information` and
/// lists of such chats under `chats.list` and `left_chats.list`. Keys may stand in any order. What is
/// broken costs what it touches: the walk goes on at the next object, which shows by its keys whether
/// it is a chat or a message.
final class TelegramFile {
  enum Event {
    /// `personal_information`.
    case owner(UnsafeRawBufferPointer)
    /// Messages of another chat follow. Its fields may come before them or after.
    case chat(isLeft: Bool)
    case field(TelegramHeader.Field, String)
    /// The bytes are valid until the next event.
    case message(UnsafeRawBufferPointer)
    /// A message that was put together from what a damaged place left of it: may be none at all.
    case remnant([UInt8])
    case tooLong
    /// Something has another shape than it should and is passed over: a sentence.
    case odd(String)
    /// Told once a file, and for its end.
    case trouble(JSONTrouble)
  }

  /// No message is a hundredth of this.
  static let longestMessage = 4 << 20

  private static let noMessages = "a chat in it has no list of messages"

  private enum Place { case top, section, list, chat, messages }

  private let reader: JSONReader
  private var places: [Place] = [.top]
  private var isLeft = false
  private var isAccount = false
  private var hasChat = false
  private var isLost = false
  private var told = ToldTrouble()
  private var due: [Event] = []

  init(_ stream: any ByteStream) throws(JSONTrouble) {
    reader = try JSONReader(stream, longest: Self.longestMessage)
    try reader.enterObject()
  }

  /// The rest of a message that could not be decoded: what follows it may have become a part of it.
  init(within bytes: Data) throws(JSONTrouble) {
    reader = try JSONReader(MemoryStream([UInt8](bytes)), longest: Self.longestMessage)
    (isLost, hasChat, told) = (true, true, ToldTrouble(hasTold: true))
  }

  /// nil at the end of the file.
  func next() -> Event? {
    while true {
      if !due.isEmpty { return due.removeFirst() }
      guard let place = places.last else { return nil }
      do throws(JSONTrouble) {
        if let event = try isLost ? remnant() : step(at: place) { return event }
      } catch {
        if let event = goOn(after: error) { return event }
      }
    }
  }

  // MARK: Whole files

  private func step(at place: Place) throws(JSONTrouble) -> Event? {
    switch place {
    case .top, .chat:
      if let key = try reader.key() { return try field(key, at: place) }
      places.removeLast()
    case .section:
      guard let key = try reader.key() else {
        places.removeLast()
        return nil
      }
      guard key == "list", try reader.peek() == .array else {
        try reader.pass()
        return key == "about" ? nil : .odd("what its chats hold is no list of chats")
      }
      try reader.enterArray()
      places.append(.list)
    case .list:
      if try reader.element() {
        if try reader.peek() == .object { return try remnant() }
        try reader.pass()
        return .odd("what stands in the list of chats is no chat")
      } else {
        places.removeLast()
      }
    case .messages:
      if try reader.element() {
        if case .bytes(let bytes) = try reader.take() { return .message(bytes) }
        return .tooLong
      }
      places.removeLast()
    }
    return nil
  }

  private func field(_ key: String, at place: Place) throws(JSONTrouble) -> Event? {
    if key == "messages" {
      guard try reader.peek() == .array else {
        try reader.pass()
        return .odd(Self.noMessages)
      }
      try reader.enterArray()
      if place == .top && !hasChat { due.append(.chat(isLeft: false)) }
      hasChat = true
      places.append(.messages)
      return nil
    }
    if let field = TelegramHeader.Field(rawValue: key) {
      guard case .bytes(let value) = try reader.take() else { return nil }
      let event = Event.field(field, Self.text(value))
      guard place == .top && !hasChat else { return event }
      hasChat = true
      due.append(event)
      return .chat(isLeft: false)
    }
    if place == .top, key == "personal_information", case .bytes(let bytes) = try reader.take() {
      return .owner(bytes)
    }
    guard place == .top, key == "chats" || key == "left_chats" else {
      try reader.pass()
      return nil
    }
    guard try reader.peek() == .object else {
      try reader.pass()
      return .odd("its `\(key)` hold no list of chats")
    }
    try reader.enterObject()
    (isLeft, isAccount) = (key == "left_chats", true)
    places.append(.section)
    return nil
  }

  // MARK: Objects that may be a chat or a message

  /// Reads an object key by key: a chat shows by its `messages`, which then follow.
  private func remnant() throws(JSONTrouble) -> Event? {
    let isChat = !isLost
    if isLost { places = isAccount ? [.top, .section, .list, .messages] : [.top, .messages] }
    isLost = false
    try reader.enterObject()
    var found = Remnant()
    do throws(JSONTrouble) {
      while let key = try reader.key() {
        if key == "messages", try reader.peek() == .array {
          try reader.enterArray()
          places = [.top, .section, .list, .chat, .messages]
          due += found.fields.map { .field($0, $1) }
          return .chat(isLeft: isLeft)
        }
        if case .bytes(let value) = try reader.take() { found.add(key, value) }
      }
    } catch {
      // What stood before the damage may be a message, but for what is missing.
      if !found.isEmpty { due.append(.remnant(found.object)) }
      throw error
    }
    return isChat ? .odd(Self.noMessages) : .remnant(found.object)
  }

  /// The fields of an object, one by one.
  private struct Remnant {
    private(set) var fields: [(TelegramHeader.Field, String)] = []
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    var isEmpty: Bool { bytes.count == 1 }
    var object: [UInt8] { bytes + [UInt8(ascii: "}")] }

    mutating func add(_ key: String, _ value: UnsafeRawBufferPointer) {
      if let field = TelegramHeader.Field(rawValue: key) {
        fields.append((field, TelegramFile.text(value)))
      }
      guard bytes.count + value.count <= longestMessage, TelegramFile.isPlain(key) else { return }
      if !isEmpty { bytes.append(UInt8(ascii: ",")) }
      bytes += "\"\(key)\":".utf8
      bytes += value
    }
  }

  /// A name, a type or a number; empty for null and for what is none of these.
  fileprivate static func text(_ value: UnsafeRawBufferPointer) -> String {
    guard value.count < 1 << 16 else { return "" }
    if value.first != UInt8(ascii: "\"") {
      let text = String(decoding: value.prefix(30), as: UTF8.self)
      return text == "null" ? "" : text
    }
    // What is no text is no name.
    return (try? JSONDecoder().decode(String.self, from: Data(value))) ?? ""
  }

  fileprivate static func isPlain(_ key: String) -> Bool {
    key.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
  }

  // MARK: Damage

  private func goOn(after trouble: JSONTrouble) -> Event? {
    isLost = reader.recover(after: trouble)
    if !isLost { places = [] }
    return told.isNews(trouble) ? .trouble(trouble) : nil
  }
}
