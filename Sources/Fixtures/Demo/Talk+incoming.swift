import Domain
import FoundationEssentials

extension Talk {
  /// The conversation as a source would describe it.
  func conversation(at now: Date) -> Incoming {
    .conversation(
      IncomingConversation(
        id: id, account: account.id, network: account.network, kind: kind,
        title: SafeText(line: name), participants: participants(at: now), url: url,
        canReply: true, initialTriage: triage.state(at: now),
        initialLabels: labels.map { SafeText(line: $0) }))
  }

  /// The messages, oldest first.
  func messages(at now: Date) -> [Incoming] {
    lines.indices.map { message($0, at: now) }
  }

  /// The message at this place in the talk.
  func message(_ index: Int, at now: Date) -> Incoming {
    let line = lines[index]
    return .message(
      IncomingMessage(
        id: messageID(index), account: account.id, conversation: id,
        author: author(of: line, at: now), direction: line.direction,
        text: SafeText(sanitising: line.text), sentAt: now - line.ago - unevenness(line),
        isAutomated: line.isAutomated || (isAutomated && line.direction == .in),
        isEdited: line.isEdited, isDeleted: line.isDeleted, isForwarded: line.isForwarded,
        inReplyTo: line.answers.map(messageID),
        delivery: line.direction == .out ? .read : nil, attachments: line.attachments,
        reactions: line.reactions.map {
          Reaction(emoji: SafeText(line: $0.emoji), author: SafeText(line: $0.by ?? account.name))
        },
        payload: []))
  }

  /// Ages are told in whole hours and days; nobody writes at the same minute every day. The same for
  /// all older lines of a talk, so that their distances stay.
  private func unevenness(_ line: Line) -> TimeInterval {
    guard line.ago >= days(1) else { return 0 }
    return minutes(Double(id.utf8.reduce(0) { $0 &+ Int($1) } % 31))
  }

  func messageID(_ index: Int) -> String { "\(id)-\(index + 1)" }

  /// The person on the other side; for a group it stands for nobody.
  func person(at now: Date) -> IncomingParticipant {
    IncomingParticipant(
      id: "\(id)-person", name: SafeText(line: name), handle: handle.map { SafeText(line: $0) },
      isAutomated: isAutomated, followsUsSince: followsFor.map { now - $0 },
      followsUs: followsFor.map { _ in true })
  }

  func member(_ name: String) -> IncomingParticipant {
    IncomingParticipant(id: "\(id)-\(name)", name: SafeText(line: name))
  }

  private var url: SafeText? { SafeText(line: "https://\(account.rawValue).example/t/\(id)") }

  private func participants(at now: Date) -> [IncomingParticipant] {
    guard kind == .group else { return [person(at: now), account.us] }
    var names: [String] = []
    for line in lines {
      if case .member(let name) = line.speaker, !names.contains(name) { names.append(name) }
    }
    return names.map(member) + [account.us]
  }

  private func author(of line: Line, at now: Date) -> IncomingParticipant {
    switch line.speaker {
    case .them: person(at: now)
    case .us: account.us
    case .note: IncomingParticipant(id: "sam", name: "Sam")
    case .system: IncomingParticipant(id: "system", name: "system")
    case .member(let name): member(name)
    }
  }
}

extension Line {
  var direction: Message.Direction {
    switch speaker {
    case .them, .member: .in
    case .us: .out
    case .note: .note
    case .system: .system
    }
  }
}
