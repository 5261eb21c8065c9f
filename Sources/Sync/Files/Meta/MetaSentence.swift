/// Sentences that the app writes in a person's name, told from those that the person wrote.
///
/// Lists of literals in the languages we know them in. What is not listed stays text: shown as it is,
/// never lost.
enum MetaSentence {
  /// In place of what the export does not hold: "Ana sent an attachment."
  static func isPlaceholder(_ text: String, of sender: String) -> Bool {
    guard text.utf8.count < 1000, begins(text, with: sender) else { return false }
    return placeholders.contains(where: text.hasSuffix)
  }

  /// "Ana left the group.", and what stands for a like. Only whole ones: a person may write "left".
  static func isAppsOwn(_ text: String, of sender: String) -> Bool {
    guard text.utf8.count < 1000 else { return false }
    if ownSentences.contains(text) { return true }
    if text.hasPrefix("Reacted ") && text.hasSuffix(" to your message") { return true }
    guard begins(text, with: sender) else { return false }
    if text.contains(" reacted ") && text.hasSuffix(" to your message") { return true }
    return ownEndings.contains(where: text.hasSuffix) || ownMiddles.contains(where: text.contains)
  }

  /// The app speaks of people by their name, or by the first word of it, and to us as you.
  private static func begins(_ text: String, with sender: String) -> Bool {
    if text.hasPrefix("You ") { return true }
    let first = sender.prefix { $0 != " " }
    guard !first.isEmpty, text.hasPrefix(first) else { return false }
    return text.dropFirst(first.count).first == " "
  }

  private static let placeholders: [String] = [
    " sent an attachment.", " sent a photo.", " sent a video.", " sent a voice message.",
    " hat einen Anhang gesendet.", " envió un archivo adjunto.", " enviou um anexo.",
    " a envoyé une pièce jointe.",
  ]

  private static let ownMiddles: [String] = [
    " named the group ", " created a poll: ", " in the poll: ", " set the nickname for ",
    " set your nickname to ", " set the emoji to ", " changed the theme to ",
  ]

  private static let ownSentences: Set<String> = [
    "Liked a message", "You missed a call", "You missed a video call", "Missed call",
    "You can now message and call each other and see info like Active Status and when you've read messages.",
    "Say hi to your new Facebook friend", "Started an audio call", "Started a video chat",
    "Audio call ended", "Video chat ended", "Hat eine Nachricht mit „Gefällt mir“ markiert",
    "Indicó que le gusta un mensaje", "Curtiu uma mensagem", "A aimé un message",
  ]

  private static let ownEndings: [String] = [
    " liked a message", " created the group.", " left the group.", " joined the group.",
    " to the group.", " from the group.", " started a video chat.", " started a call.",
    " changed the group photo.", " changed the theme to Default.", " missed your call.",
    " missed your video call.", " joined the call.", " joined the video chat.",
    " pinned a message.", " unpinned a message.", " set the emoji to 👍.",
    " turned on disappearing messages.", " turned off disappearing messages.",
    " changed the chat theme.", " named the group.", " left the chat", " joined the chat",
    " started sharing video.", " waved at you.", " waved at each other.",
  ]
}
