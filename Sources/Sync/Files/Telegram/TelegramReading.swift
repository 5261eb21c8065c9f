import Domain
import Foundation

/// One `result.json` on its way into the store, chat by chat as they come.
struct TelegramReading {
  private let survey: TelegramSurvey
  private let owner: TelegramOwner
  private let desk: ImportDesk
  private let account: String
  private let decoder = JSONDecoder()
  private let packer: ParcelPacker
  /// Which of the survey's chats, counted from 1.
  private var number = 0
  private var chat: TelegramChat?
  private var progress = TelegramChat.Progress()
  private var messages = 0
  private var hasToldZone = false

  init(survey: TelegramSurvey, owner: TelegramOwner, desk: ImportDesk) {
    self.survey = survey
    self.owner = owner
    self.desk = desk
    account = Self.account(of: owner)
    packer = ParcelPacker(desk: desk, file: desk.shown(survey.file))
  }

  static func account(of owner: TelegramOwner) -> String {
    "telegram:" + StableKey.name(owner.key)
  }

  mutating func take(_ event: TelegramFile.Event) throws(ImportStop) {
    switch event {
    case .owner, .field: break
    case .chat: begin()
    case .message(let bytes):
      messages += 1
      try take(Data(bytes), isWhole: true)
    case .remnant(let bytes):
      messages += 1
      try take(Data(bytes), isWhole: false)
    case .tooLong:
      messages += 1
      packer.skip(at: place, "it is longer than \(TelegramFile.longestMessage >> 20) MB")
    case .odd(let sentence): packer.skip(at: place, sentence)
    case .trouble(let trouble): packer.skip(at: place, trouble.sentence)
    }
  }

  /// Which chat, and which of its messages, both counted from 1.
  private var place: String {
    let message = "message \(messages)"
    return survey.chats.count > 1 ? "chat \(max(number, 1)), \(message)" : message
  }

  private mutating func begin() {
    number += 1
    messages = 0
    progress = TelegramChat.Progress()
    chat = nil
  }

  /// The chat's conversation is told with its first message: many chats of an export are empty.
  private mutating func open() throws(ImportStop) -> TelegramChat? {
    if let chat { return chat }
    guard number >= 1, number <= survey.chats.count else { return nil }
    let chat = TelegramChat(
      survey.chats[number - 1], owner: owner, account: account, file: survey.file,
      exports: desk.exports, time: LocalTime(zone: desk.options.timeZone))
    self.chat = chat
    try packer.add(.conversation(chat.conversation), at: "")
    return chat
  }

  private mutating func take(_ bytes: Data, isWhole: Bool) throws(ImportStop) {
    let raw: TelegramMessage
    do throws(Rejection) {
      raw = try decoder.message(TelegramMessage.self, in: bytes)
    } catch {
      // What a damaged place left may be any part of a message: the damage itself is told.
      guard isWhole else { return }
      packer.skip(at: place, error.reason)
      return try takeParts(of: bytes)
    }
    guard let chat = try open() else {
      return packer.skip(at: place, "there are more chats than Porch reads from one file")
    }
    let message: IncomingMessage
    do throws(Rejection) {
      message = try chat.message(raw, payload: [UInt8](bytes), &progress)
    } catch {
      return packer.skip(at: place, error.reason)
    }
    if progress.hasLocalTimes && !hasToldZone {
      hasToldZone = true
      desk.note(
        "Times without a zone in \(packer.file) are read as \(desk.options.timeZone.identifier).")
    }
    try packer.add(.message(message), at: place)
  }

  /// Where one brace is lost, what is taken for a message has others in it.
  private mutating func takeParts(of bytes: Data) throws(ImportStop) {
    // With nothing in it that can be walked there is nothing to take.
    guard let walk = try? TelegramFile(within: bytes) else { return }
    while let event = walk.next() {
      switch event {
      case .message(let bytes): try take(Data(bytes), isWhole: false)
      case .remnant(let bytes): try take(Data(bytes), isWhole: false)
      case .owner, .chat, .field, .tooLong, .odd, .trouble: break
      }
    }
  }
}
