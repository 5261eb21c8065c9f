import Domain
import FoundationEssentials
import InboxAPI
import Storage

/// Resources as JSON: what came in, as it came, and what the store reckons in place of what was said.
///
/// Texts and unknown fields are those of the payload; the store's own columns are made safe for
/// terminals, and another client's screen is not ours to guard.
struct Renderer: LedgerRendering {
  func conversation(core: [UInt8], revision: Int64, updatedAt: Date) -> [UInt8] {
    var json = JSONBytes()
    json.put(core)
    json.field("revision", revision)
    json.field("updated_at", ifAny: updatedAt)
    json.put("}")
    return json.bytes
  }

  func gone(kind: String, id: String) -> [UInt8] {
    var json = JSONBytes()
    json.put("{")
    json.field("kind", text: kind)
    json.field("id", text: id)
    json.put("}")
    return json.bytes
  }

  // MARK: Conversations

  /// Fields of a conversation that are the server's to say.
  static let reckoned: Set<String> = [
    "type", "id", "account", "network", "kind", "title", "participants", "url", "status",
    "snoozed_until", "flagged", "labels", "assignee", "lane", "unread_count", "waiting_since",
    "last_message_at", "last_message", "can_reply", "reply_window_ends_at", "revision",
    "created_at", "updated_at", "present",
  ]

  func core(_ facts: ConversationFacts) -> [UInt8] {
    var json = JSONBytes()
    let came = JSONFields(facts.payload)
    json.put("{")
    json.field("id", text: facts.id)
    json.field("account", text: facts.account)
    json.field("network", text: facts.network)
    json.field("kind", text: facts.kind)
    if let title = came?.quoted("title"), title.count > 2 {
      json.field("title", raw: title)
    } else if !facts.title.isEmpty {
      json.field("title", text: facts.title)
    }
    json.list("participants", facts.participants) { $0.put(participant($1)) }
    if let url = came?.quoted("url") {
      json.field("url", raw: url)
    } else {
      json.field("url", ifAny: facts.url)
    }
    put(facts.triage, of: facts, in: &json)
    json.field("unread_count", facts.unread)
    json.field("waiting_since", orNull: facts.waitingSince)
    json.field("last_message_at", orNull: facts.lastMessageAt)
    if let message = facts.lastMessage { json.field("last_message", raw: self.message(message)) }
    if let canReply = facts.canReply { json.field("can_reply", canReply) }
    json.field("reply_window_ends_at", ifAny: Self.windowEnd(facts, came))
    json.field("created_at", ifAny: facts.createdAt)
    putUnknown(came, but: Self.reckoned, in: &json)
    return json.bytes
  }

  /// The later of what the source said and what the account's hours make of the newest message.
  static func windowEnd(_ facts: ConversationFacts) -> Date? {
    windowEnd(facts, JSONFields(facts.payload))
  }

  private static func windowEnd(_ facts: ConversationFacts, _ came: JSONFields?) -> Date? {
    [facts.windowEndsAt, came?.time("reply_window_ends_at")].compactMap(\.self).max()
  }

  private func put(_ triage: TriageState, of facts: ConversationFacts, in json: inout JSONBytes) {
    json.field("status", text: triage.status.rawValue)
    json.field(
      "snoozed_until", orNull: triage.status == .snoozed ? triage.snoozedUntil : nil)
    json.field("flagged", triage.flagged)
    json.list("labels", facts.labels) { $0.put(text: $1) }
    json.field("assignee", orNull: facts.assignee)
    json.field("lane", orNull: triage.lane?.rawValue)
  }

  private func putUnknown(_ came: JSONFields?, but known: Set<String>, in json: inout JSONBytes) {
    guard let came else { return }
    for (index, field) in came.fields.enumerated() where !known.contains(field.name) {
      let isLast = !came.fields[(index + 1)...].contains { $0.name == field.name }
      if isLast { json.field(field.name, raw: came.bytes[field.value]) }
    }
  }

  // MARK: Participants

  private static let participantFields: Set<String> = [
    "id", "name", "handle", "is_self", "url", "automated", "followers", "follows_us",
    "followed_at", "bio", "avatar_url",
  ]

  private func participant(_ facts: ParticipantFacts) -> [UInt8] {
    var json = JSONBytes()
    let came = JSONFields(facts.payload)
    json.put("{")
    json.field("id", text: facts.id)
    if let name = came?.quoted("name") {
      json.field("name", raw: name)
    } else {
      json.field("name", text: facts.name ?? facts.handle ?? facts.id)
    }
    if let handle = came?.quoted("handle") {
      json.field("handle", raw: handle)
    } else {
      json.field("handle", ifAny: facts.handle)
    }
    if facts.isSelf { json.field("is_self", true) }
    json.field("url", ifAny: facts.url)
    if facts.isAutomated { json.field("automated", true) }
    if let follows = facts.followsUs { json.field("follows_us", follows) }
    json.field("followed_at", ifAny: facts.followedAt)
    for name in ["avatar_url", "bio", "followers"] {
      guard let value = came?[name], value != Self.null[...] else { continue }
      json.field(name, raw: value)
    }
    putUnknown(came, but: Self.participantFields, in: &json)
    json.put("}")
    return json.bytes
  }

  private static let null = Array("null".utf8)
}
