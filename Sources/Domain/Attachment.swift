/// A file, picture, link or place that came with a message.
package struct Attachment: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case image, video, audio, file, link, sticker, location
  }

  package var kind: Kind
  package var name: SafeText?
  package var mime: SafeText?
  /// Bytes.
  package var size: Int64?
  /// A URL, or a path inside the export it came from.
  package var url: SafeText?
  /// Why it cannot be opened, when it cannot ("omitted from the export").
  package var missing: SafeText?
  /// Where it lies on this machine; never told to another one.
  package var place: FilePlace?

  package init(
    kind: Kind, name: SafeText? = nil, mime: SafeText? = nil, size: Int64? = nil,
    url: SafeText? = nil, missing: SafeText? = nil, place: FilePlace? = nil
  ) {
    self.kind = kind
    self.name = name
    self.mime = mime
    self.size = size
    self.url = url
    self.missing = missing
    self.place = place
  }
}

/// Where the file of an attachment lies: in a folder or an archive that was imported, which may have
/// moved or changed since.
package struct FilePlace: Hashable, Sendable {
  /// Absolute: the folder, the archive, or the file itself.
  package var container: String
  /// Of an archive inside the archive, where in it that one lies.
  package var archive: String?
  /// From the container's top, with `/` between folders; empty for the file itself. As the archive
  /// has it, bounded and without steps that climb: not made safe for a terminal.
  package var entry: String

  package init(container: String, archive: String? = nil, entry: String = "") {
    self.container = container
    self.archive = archive
    self.entry = entry
  }
}
