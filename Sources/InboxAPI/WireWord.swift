/// The words that fields of the Inbox API may hold. A reader of answers lets others pass; a server
/// takes none but these.
package enum WireWord {
  package static let statuses = ["open", "snoozed", "done"]
  package static let lanes = ["people", "pitch", "automatic", "spam"]
  package static let conversationKinds = ["direct", "group", "request", "comments"]
  package static let directions = ["in", "out", "note", "system"]
  package static let deliveries = ["queued", "sent", "delivered", "read", "failed"]
  package static let attachmentKinds = [
    "image", "video", "audio", "file", "link", "sticker", "location",
  ]
  package static let textUnits = ["scalars", "utf16", "bytes", "graphemes"]
  package static let capabilities = [
    "send", "note", "read", "status", "label", "assign", "flag", "lane",
  ]
  package static let presences = ["viewing", "composing", "away"]
  package static let goneKinds = ["conversation", "message"]
  package static let roles = ["reader", "agent", "admin"]
  package static let changeTypes = ["conversation", "message", "gone"]
}
