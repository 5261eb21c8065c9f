import Domain
import Foundation

/// One file of direct messages on its way into the store, conversation by conversation.
struct XReading {
  private let survey: XSurvey
  private let owner: XOwner
  private let desk: ImportDesk
  private let decoder = JSONDecoder()
  private let packer: ParcelPacker
  /// Which conversation of the file, counted from 1.
  private var number = 0
  private var messages = 0
  private var header = XSurvey.Header()
  private var conversation: XConversation?
  private var moment = XMoment()

  init(survey: XSurvey, owner: XOwner, desk: ImportDesk) {
    self.survey = survey
    self.owner = owner
    self.desk = desk
    packer = ParcelPacker(desk: desk, file: desk.shown(survey.file))
  }

  static func account(of owner: XOwner) -> String { "x:" + StableKey.name(owner.id) }

  mutating func take(_ event: XFile.Event) throws(ImportStop) {
    switch event {
    case .conversation:
      try send(moment.close())
      number += 1
      (messages, conversation) = (0, nil)
      header = survey.late[number] ?? XSurvey.Header()
    case .id(let id): header.id = header.id ?? id
    case .name(let name): header.name = header.name ?? name
    case .happening(let bytes):
      messages += 1
      try take(Data(bytes), isWhole: true)
    case .remnant(let bytes):
      messages += 1
      try take(Data(bytes), isWhole: false)
    case .tooLong:
      messages += 1
      packer.skip(at: place, "it is longer than \(XFile.longest >> 20) MB")
    case .odd(let sentence): packer.skip(at: place, sentence)
    case .trouble(let trouble): packer.skip(at: place, trouble.sentence)
    }
  }

  mutating func finish() throws(ImportStop) {
    try send(moment.close())
  }

  /// Both counted from 1.
  private var place: String { "conversation \(max(number, 1)), message \(messages)" }

  private mutating func take(_ bytes: Data, isWhole: Bool) throws(ImportStop) {
    let happening: XHappening
    let chat: XConversation
    let message: IncomingMessage
    do throws(Rejection) {
      happening = try decoder.message(XHappening.self, in: bytes)
      chat = try self.chat(for: happening)
      message = try chat.message(happening, payload: [UInt8](bytes))
    } catch {
      // What a damaged place left may be any part of a message: the damage itself is told.
      guard isWhole else { return }
      packer.skip(at: place, error.reason)
      return try takeParts(of: bytes)
    }
    let tellsPeople = happening.kind == .joinConversation || happening.kind == .participantsJoin
    if tellsPeople || conversation?.id != chat.id {
      let people = tellsPeople ? happening.people : []
      try packer.add(.conversation(chat.conversation(with: people)), at: place)
    }
    conversation = chat
    try send(moment.add(message, at: place))
  }

  /// Where one brace is lost, what is taken for a message has others in it.
  private mutating func takeParts(of bytes: Data) throws(ImportStop) {
    // With nothing in it that can be walked there is nothing to take.
    guard let walk = try? XFile(within: bytes) else { return }
    while let event = walk.next() {
      switch event {
      case .happening(let bytes): try take(Data(bytes), isWhole: false)
      case .remnant(let bytes): try take(Data(bytes), isWhole: false)
      case .conversation, .id, .name, .tooLong, .odd, .trouble: break
      }
    }
  }

  private mutating func send(_ ready: [XMoment.Placed]) throws(ImportStop) {
    for (message, place) in ready { try packer.add(.message(message), at: place) }
  }

  /// One without an id is who is in it.
  private func chat(for happening: XHappening) throws(Rejection) -> XConversation {
    let people = [happening.sender, happening.recipient].compactMap(\.self)
    guard let id = header.id ?? (people.count == 2 ? XConversation.id(of: people) : nil) else {
      throw Rejection("its conversation has no `conversationId`")
    }
    if let conversation, conversation.id == id { return conversation }
    return XConversation(
      id: StableKey.name(id), name: header.name, owner: owner, account: Self.account(of: owner),
      file: survey.file, exports: desk.exports)
  }
}
