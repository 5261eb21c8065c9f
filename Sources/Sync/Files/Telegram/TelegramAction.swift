/// What happened, of a service message, to be said in words.
struct TelegramAction {
  private let name: String
  private let members: [String?]
  private let title: String?
  private let inviter: String?
  private let seconds: Int64?
  private let reason: String?
  private let score: Int64?
  private let distance: Int64?
  private let other: String?
  /// Written by Telegram itself.
  private let information: String?

  init(_ fields: KeyedDecodingContainer<TelegramMessage.Key>) {
    name = fields.loose(.action) ?? ""
    members = fields.loose(.members, as: [String?].self) ?? []
    title = fields.loose(.title) ?? fields.loose(.newTitle)
    inviter = fields.loose(.inviter)
    seconds =
      fields.looseNumber(.durationSeconds) ?? fields.looseNumber(.duration)
      ?? fields.looseNumber(.period)
    reason = fields.loose(.discardReason)
    score = fields.looseNumber(.score)
    distance = fields.looseNumber(.distance)
    other = fields.loose(.to)
    information = fields.loose(.information)
  }

  /// One sentence without its full stop.
  /// - Parameter actor: who did it.
  func words(actor: String) -> String {
    if let information, name.isEmpty { return information }
    if let words = aboutPeople(actor) ?? aboutTheChat(actor) ?? aboutCalls(actor) { return words }
    let action = name.isEmpty ? "did something that the export does not name" : spelled
    return "\(actor): \(action)"
  }

  /// `set_chat_wallpaper` says enough with its lines taken out.
  private var spelled: String {
    String(name.prefix(100)).split(separator: "_").joined(separator: " ")
  }

  private var people: String {
    let names = members.prefix(20).map { $0 ?? TelegramPeer.deletedName }
    let rest = members.count > names.count ? " and \(members.count - names.count) more" : ""
    return names.isEmpty ? "somebody" : names.joined(separator: ", ") + rest
  }

  private var quotedTitle: String { title.map { " “\($0)”" } ?? "" }

  private func aboutPeople(_ actor: String) -> String? {
    let isAlone = members.count == 1 && members[0] == actor
    switch name {
    case "invite_members": return isAlone ? "\(actor) joined" : "\(actor) invited \(people)"
    case "remove_members": return isAlone ? "\(actor) left" : "\(actor) removed \(people)"
    case "join_group_by_link":
      return "\(actor) joined by a link" + (inviter.map { " of \($0)" } ?? "")
    case "join_group_by_request": return "\(actor) was let in"
    case "joined_telegram": return "\(actor) joined Telegram"
    case "invite_to_group_call": return "\(actor) invited \(people) to the call"
    case "proximity_reached":
      return "\(actor) is within \(distance ?? 0) m of \(other ?? "somebody")"
    case "requested_phone_number": return "\(actor) asked for the phone number"
    case "take_screenshot": return "\(actor) took a screenshot"
    default: return nil
    }
  }

  private func aboutTheChat(_ actor: String) -> String? {
    switch name {
    case "create_group":
      let with = members.isEmpty ? "" : " with \(people)"
      return "\(actor) created the group\(quotedTitle)\(with)"
    case "create_channel": return "The channel\(quotedTitle) was created"
    case "edit_group_title": return "\(actor) renamed the group to\(quotedTitle)"
    case "edit_group_photo": return "\(actor) changed the group's picture"
    case "delete_group_photo": return "\(actor) removed the group's picture"
    case "migrate_to_supergroup": return "The group became a supergroup"
    case "migrate_from_group": return "The group\(quotedTitle) became this supergroup"
    case "pin_message": return "\(actor) pinned a message"
    case "clear_history": return "The history was cleared"
    case "set_messages_ttl": return "\(actor) \(timer)"
    case "topic_created": return "\(actor) began the topic\(quotedTitle)"
    case "topic_edit": return "\(actor) changed the topic\(quotedTitle)"
    case "edit_chat_theme": return "\(actor) changed the chat's theme"
    case "score_in_game": return "\(actor) scored \(score ?? 0) in a game"
    case "send_payment": return "A payment was sent"
    default: return nil
    }
  }

  private var timer: String {
    guard let seconds, seconds > 0 else { return "lets messages stay" }
    return "lets messages disappear after \(Self.span(seconds))"
  }

  private func aboutCalls(_ actor: String) -> String? {
    switch name {
    case "phone_call":
      switch (reason, seconds) {
      case ("missed", _): return "Missed call from \(actor)"
      case ("busy", _): return "\(actor) called; the line was busy"
      case (_, let seconds?) where seconds > 0:
        return "\(actor) called, \(Self.span(seconds))"
      default: return "\(actor) called"
      }
    case "group_call":
      return seconds.map { "The group call ended, \(Self.span($0))" }
        ?? "\(actor) began a group call"
    case "group_call_scheduled": return "\(actor) planned a group call"
    default: return nil
    }
  }

  private static func span(_ seconds: Int64) -> String {
    switch seconds {
    case ..<60: "\(max(seconds, 0)) s"
    case ..<3600:
      seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s"
    case ..<86_400: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    default: seconds < 172_800 ? "a day" : "\(seconds / 86_400) days"
    }
  }
}
