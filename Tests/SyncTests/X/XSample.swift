/// Pieces of an X archive, written as X writes them.
enum XSample {
  static let account = """
    window.YTD.account.part0 = [ {
      "account" : { "email" : "x@example.org", "username" : "porch", "accountId" : "100",
        "accountDisplayName" : "Porch Shop" } } ]
    """

  /// - Parameter second: of a day in 2023.
  static func message(
    _ id: String, _ text: String, from: String = "200", to: String? = "100", second: Int = 0,
    more: String = ""
  ) -> String {
    let recipient = to.map { "\"recipientId\" : \"\($0)\"," } ?? ""
    let seconds = second < 10 ? "0\(second)" : "\(second)"
    return """
      {"messageCreate" : {\(recipient) \(more.isEmpty ? "" : more + ",")
        "text" : "\(text)", "senderId" : "\(from)", "id" : "\(id)",
        "createdAt" : "2023-11-14T22:13:\(seconds).123Z" } }
      """
  }

  static func conversation(_ id: String, _ messages: [String], name: String? = nil) -> String {
    let name = name.map { "\"name\" : \"\($0)\"," } ?? ""
    return """
      { "dmConversation" : { "conversationId" : "\(id)", \(name) "messages" : [
      \(messages.joined(separator: ",\n")) ] } }
      """
  }

  static func file(_ conversations: [String], part: String = "direct_messages.part0") -> String {
    "window.YTD.\(part) = [ \(conversations.joined(separator: ",\n")) ]"
  }
}

extension ImportScene {
  /// An archive with one file of messages and an account.js, whose owner is 100.
  func archive(_ files: [String: String]) throws -> String {
    try scratch.write(XSample.account, to: "archive/data/account.js")
    for (name, text) in files { try scratch.write(text, to: "archive/data/\(name)") }
    return scratch.path + "/archive"
  }
}
