import Domain
import FoundationEssentials
import InboxAPI

/// Attachments in the headers of a mail that Porch has exported: the files stayed where they were
/// imported from, so a mail has no part for them.
///
/// One field each, an Attachment of the Inbox API as JSON. The body says the same in words, for who
/// reads it in a mail program.
enum MailAttachment {
  static let header = "X-Porch-Attachment"

  static func fields(of attachments: [Attachment]) -> [String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return attachments.enumerated().compactMap { place, attachment in
      // Nothing in it can fail to be JSON; the words in the body are there in any case.
      (try? encoder.encode(AttachmentResource(position: place, attachment)))
        .map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// What the headers of a mail tell; a field that is none is passed over, its words stay.
  static func all(in headers: MailHeaders) -> [Attachment] {
    headers.all(header.lowercased()).prefix(Normalise.mostAttachments).compactMap { field in
      let json = Data(MailWords.decoded(field).utf8)
      // Text from outside that need not be JSON.
      return (try? JSONDecoder().decode(AttachmentResource.self, from: json))
        .map(Normalise.attachment)
    }
  }

  /// A mail's text without the lines that say in words what the headers tell.
  static func without(_ attachments: [Attachment], in text: String) -> String {
    guard !attachments.isEmpty else { return text }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for attachment in attachments.reversed() {
      if let place = lines.lastIndex(of: attachment.words) { lines.remove(at: place) }
    }
    return lines.joined(separator: "\n")
  }
}
