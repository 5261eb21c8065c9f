import Domain
import FoundationEssentials
import InboxAPI
import Storage

extension Renderer {
  private static let messageFields: Set<String> = [
    "type", "id", "conversation", "account", "author", "by", "direction", "text", "sent_at",
    "revision", "edited_at", "deleted_at", "in_reply_to", "automated", "client_id", "delivery",
    "failure", "attachments", "reactions", "edited", "deleted", "forwarded", "subject",
  ]

  func message(_ facts: MessageFacts) -> [UInt8] {
    var json = JSONBytes()
    let came = payload(of: facts)
    // What was deleted since it came is not served out of what came; a source that says itself that
    // it is deleted chose its words.
    let isWithdrawn = facts.isDeleted && came.map(Self.saysDeleted) != true
    json.put("{")
    json.field("id", text: facts.id)
    json.field("conversation", text: facts.conversation)
    json.field("author", text: facts.author)
    json.field("by", ifAny: facts.writtenBy ?? came?.text("by"))
    json.field("direction", text: facts.direction.rawValue)
    if !isWithdrawn, let text = came?.quoted("text") {
      json.field("text", raw: text)
    } else {
      json.field("text", text: facts.text)
    }
    json.field("sent_at", ifAny: facts.sentAt)
    put("edited", facts.isEdited, came, in: &json)
    put("deleted", facts.isDeleted, came, in: &json)
    json.field("in_reply_to", ifAny: facts.inReplyTo)
    if facts.isAutomated { json.field("automated", true) }
    json.field("client_id", ifAny: facts.clientID)
    putDelivery(of: facts, came, in: &json)
    if !isWithdrawn { putParts(of: facts, came, in: &json) }
    if facts.isForwarded { json.field("forwarded", true) }
    if let subject = came?.quoted("subject") {
      json.field("subject", raw: subject)
    } else {
      json.field("subject", ifAny: facts.subject)
    }
    if !isWithdrawn, let came {
      for field in came.fields where !Self.messageFields.contains(field.name) {
        json.field(field.name, raw: came.bytes[field.value])
      }
    }
    json.field("revision", facts.revision)
    json.put("}")
    return json.bytes
  }

  /// The payload where it is a Message of the Inbox API; other sources tell in their own words.
  private func payload(of facts: MessageFacts) -> JSONFields? {
    guard facts.payload.first == UInt8(ascii: "{"), let came = JSONFields(facts.payload),
      came.text("id") == facts.remoteID || came.text("id") == facts.id,
      came.quoted("direction") != nil, came.quoted("sent_at") != nil
    else { return nil }
    return came
  }

  private static func saysDeleted(_ came: JSONFields) -> Bool {
    came.text("deleted_at") != nil || came["deleted"].map { $0.elementsEqual("true".utf8) } == true
  }

  /// What a bridge says of a message that is not away yet, or never will be, has no column.
  private func putDelivery(
    of facts: MessageFacts, _ came: JSONFields?, in json: inout JSONBytes
  ) {
    if let delivery = facts.delivery {
      json.field("delivery", text: delivery)
      json.field("failure", ifAny: facts.failure)
    } else if facts.isPending, let said = came?.text("delivery"),
      ["queued", "failed"].contains(said)
    {
      json.field("delivery", text: said)
      if said == "failed" { json.field("failure", ifAny: came?.text("failure")) }
    }
  }

  /// The time where it is known, else that it happened.
  private func put(
    _ word: String, _ happened: Bool, _ came: JSONFields?, in json: inout JSONBytes
  ) {
    guard happened else { return }
    if let time = came?.time(word + "_at") {
      json.field(word + "_at", ifAny: time)
    } else {
      json.field(word, true)
    }
  }

  private func putParts(of facts: MessageFacts, _ came: JSONFields?, in json: inout JSONBytes) {
    if !facts.attachments.isEmpty {
      let said = came?["attachments"].flatMap(Self.list) ?? []
      if said.count == facts.attachments.count {
        json.list("attachments", Array(said.enumerated())) { json, item in
          json.put(Self.attachment(item.element, "\(facts.id)-\(item.offset + 1)"))
        }
      } else {
        json.list("attachments", Array(facts.attachments.enumerated())) { json, item in
          json.put(Self.attachment(item.element, id: "\(facts.id)-\(item.offset + 1)"))
        }
      }
    }
    guard !facts.reactions.isEmpty else { return }
    let said = came?["reactions"].flatMap(Self.list) ?? []
    if said.count == facts.reactions.count {
      // What was read as JSON can be written as JSON.
      json.list("reactions", said) { json, item in json.put((try? item.json()) ?? Data()) }
    } else {
      json.list("reactions", facts.reactions) { json, reaction in
        json.put("{")
        json.field("emoji", text: reaction.emoji.string)
        json.field("author", text: reaction.author.string)
        json.put("}")
      }
    }
  }

  private static func list(_ bytes: ArraySlice<UInt8>) -> [RawJSON]? {
    // Not a list: then the columns say what is attached.
    (try? RawJSON(json: Data(bytes)))?.list
  }

  /// One that came, with an id, its times in UTC, and without nulls.
  private static func attachment(_ came: RawJSON, _ id: String) -> Data {
    var came = came
    if case .object(let fields) = came { came = .object(fields.filter { $0.value != .null }) }
    if came[.id]?.text == nil { came[.id] = .text(id) }
    if let word = came[.kind]?.text, WireWord.attachmentKinds.contains(word) {
    } else {
      came[.kind] = .text("file")
    }
    if let time = came[.expiresAt] {
      came[.expiresAt] = time.text.flatMap(Timestamp.date).map { .text(Timestamp.text($0)) }
    }
    // As above.
    return (try? came.json()) ?? Data("{}".utf8)
  }

  private static func attachment(_ attachment: Attachment, id: String) -> [UInt8] {
    var json = JSONBytes()
    json.put("{")
    json.field("id", text: id)
    json.field("kind", text: attachment.kind.rawValue)
    json.field("name", ifAny: attachment.name?.string)
    json.field("mime", ifAny: attachment.mime?.string)
    if let size = attachment.size { json.field("size", size) }
    json.field("url", ifAny: attachment.url?.string)
    json.field("missing", ifAny: attachment.missing?.string)
    json.put("}")
    return json.bytes
  }
}
