import Domain
import FoundationEssentials
import InboxAPI

/// Attachments in the headers of a mail that Porch has exported: the files stayed where they were
/// imported from, so a mail has no part for them.
///
/// One field each, an Attachment of the Inbox API as JSON. The body says the same in words, for who
/// reads it in a mail program. One with an address stands in the words alone: anybody can write a
/// header, and a name must not hide where it leads.
enum MailAttachment {
  static let header = "X-Porch-Attachment"
  /// Of all fields of a mail, in bytes; the reader takes in a few times as much of headers.
  private static let mostBytes = 64 << 10
  private static let stayedBehind: SafeText = "it stayed in the export it came from"

  static func fields(of attachments: [Attachment]) -> [String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var left = mostBytes
    return attachments.enumerated().compactMap { place, attachment in
      guard !hasAddress(attachment) else { return nil }
      // Nothing in it can fail to be JSON; the words in the body are there in any case.
      guard let json = try? encoder.encode(AttachmentResource(position: place, attachment)) else {
        return nil
      }
      let field = MailHeader.text(String(decoding: json, as: UTF8.self))
      left -= field.utf8.count
      return left < 0 ? nil : field
    }
  }

  /// What the headers of a mail tell; a field that is none is passed over, its words stay.
  static func all(in headers: MailHeaders) -> [Attachment] {
    headers.all(header.lowercased()).prefix(Normalise.mostAttachments).compactMap { field in
      let json = Data(MailWords.decoded(field).utf8)
      // Text from outside that need not be JSON.
      guard let resource = try? JSONDecoder().decode(AttachmentResource.self, from: json) else {
        return nil
      }
      let attachment = Normalise.attachment(resource)
      return hasAddress(attachment) ? nil : attachment
    }
  }

  /// One that a header told, as it is in this mailbox: a path leads nowhere here.
  static func here(_ attachment: Attachment) -> Attachment {
    guard attachment.url != nil else { return attachment }
    var attachment = attachment
    attachment.missing = attachment.missing ?? stayedBehind
    return attachment
  }

  /// Whether it leads somewhere else than to a file beside it: there is a scheme, as in `https:`.
  private static func hasAddress(_ attachment: Attachment) -> Bool {
    attachment.url?.string.prefix { $0 != "/" }.contains(":") ?? false
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
