package import Domain

/// The reply being written, bound to one conversation.
///
/// The text is kept as typed, less control characters. Places in it are UTF-8 offsets at the edges of
/// grapheme clusters, so that the cursor never stands inside of what a person sees as one letter.
package struct Composer: Equatable {
  /// Whom the text is for; nil while nobody writes.
  package private(set) var conversation: Conversation.ID?
  /// The newest message that had been seen when writing began, see ``Outgoing/seen``.
  package private(set) var seen: Message.ID?

  var content = ""
  /// UTF-8 offset in ``content``.
  var cursor = 0
  /// The column that moving up and down aims for.
  var goal: Int?
  /// What was last cut, for yank.
  var killed = ""
  var history = History()

  /// What has changed since it was last given out to be saved; nil when nothing has.
  private var unsaved: Set<Conversation.ID> = []
  /// Texts that were left unsaved when another conversation was opened.
  private var left: [Left] = []

  private struct Left: Equatable {
    var conversation: Conversation.ID
    var text: String
  }

  package init() {}

  /// The text as typed. Setting it is one step of undo.
  package var text: String {
    get { content }
    set { replaceAll(with: newValue) }
  }

  /// Nothing but white space.
  package var isEmpty: Bool { content.allSatisfy(\.isWhitespace) }

  /// Somebody is writing.
  package var isOpen: Bool { conversation != nil }

  // MARK: Opening and leaving

  /// Begins to write in a conversation, with its kept draft.
  ///
  /// Opened again for the same one, the text that is there is kept. A text of another conversation is
  /// put aside for ``takeSaves()``, never mixed.
  package mutating func open(_ id: Conversation.ID, draft: String?, seen: Message.ID?) {
    self.seen = seen
    guard conversation != id || content.isEmpty else { return }
    close()
    conversation = id
    self.seen = seen
    // A draft that has not reached the store yet is newer than the one the page knows.
    let own = left.last { $0.conversation == id }?.text
    content = Self.clean(own ?? draft ?? "")
    cursor = content.utf8.count
    if own != nil {
      left.removeAll { $0.conversation == id }
      unsaved.insert(id)
    }
  }

  /// Leaves; what is unsaved stays with ``takeSaves()``.
  package mutating func close() {
    if let conversation, unsaved.remove(conversation) != nil {
      left.append(Left(conversation: conversation, text: content))
    }
    let (left, unsaved, killed) = (left, unsaved, killed)
    self = Composer()
    (self.left, self.unsaved, self.killed) = (left, unsaved, killed)
  }

  /// Leaves and forgets the text: it was sent, or thrown away on purpose.
  package mutating func clear() {
    if let conversation { unsaved.remove(conversation) }
    content = ""
    close()
  }

  // MARK: Saving and sending

  /// Something typed is not on its way to the disk yet.
  package var needsSaving: Bool { !unsaved.isEmpty || !left.isEmpty }

  /// The effects that bring every unsaved text to the disk. An emptied text removes the draft.
  package mutating func takeSaves() -> [Effect] {
    var effects = left.map { Effect.saveDraft($0.conversation, text: $0.text) }
    if let conversation, unsaved.contains(conversation) {
      effects.append(.saveDraft(conversation, text: content))
    }
    left = []
    unsaved = []
    return effects
  }

  /// What would be sent; nil when there is nothing but white space.
  package func outgoing() -> Outgoing? {
    guard let conversation, !isEmpty else { return nil }
    return Outgoing(conversation: conversation, text: content, seen: seen)
  }

  mutating func markChanged() {
    if let conversation { unsaved.insert(conversation) }
  }
}
