package import FoundationEssentials

/// JSON text in and out, the way a line of a file or of `--json` wants it.
package enum WireText {
  /// One object on one line without its newline; keys in alphabetical order, so that two runs can
  /// be compared.
  package static func line(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// A line for `outbox/replies.jsonl`, its newline included.
  package static func replyLine(
    clientID: String, conversation: String, text: String, queuedAt: Date
  ) throws -> String {
    let fields = [
      #""type":"reply""#,
      #""client_id":\#(try line(clientID))"#,
      #""conversation":\#(try line(conversation))"#,
      #""text":\#(try line(text))"#,
      #""queued_at":\#(try line(Timestamp.text(queuedAt)))"#,
    ]
    return "{" + fields.joined(separator: ",") + "}\n"
  }
}
