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
  /// The last thing done was a cut: the next one adds to it.
  var isKilling = false
  var history = History()

  /// What has changed since it was last given out to be saved; nil when nothing has.
  private(set) var unsaved: Set<Conversation.ID> = []
  /// Texts that were left unsaved when another conversation was opened.
  private var left: [Kept] = []
  /// What was last given out to be saved and no page has shown yet, the newest last.
  private var given: [Kept] = []

  /// The draft of what is open as the store has it, as far as was seen or given out.
  private(set) var known = ""

  /// What was given out of a draft and is not shown by any page yet is newer than all pages.
  func isAwaited(_ id: Conversation.ID) -> Bool { given.contains { $0.conversation == id } }

  /// The store has another draft of what is open than was thought.
  mutating func learn(_ draft: String) { known = draft }

  /// A text and whom it is for.
  private struct Kept: Equatable {
    var conversation: Conversation.ID
    var text: String
  }

  /// At most so many conversations are remembered whose page does not show their draft yet.
  private static let mostGiven = 8

  package init() {}

  /// The text as typed. Setting it is one step of undo.
  package var text: String {
    get { content }
    set { replaceAll(with: newValue) }
  }

  /// Nothing but white space.
  package var isEmpty: Bool { content.allSatisfy(\.isWhitespace) }

  /// What throwing the text away loses: the text, or what was written where it has been emptied.
  var disposable: String { isEmpty && !history.fullest.isEmpty ? history.fullest : content }

  /// Somebody is writing.
  package var isOpen: Bool { conversation != nil }

  // MARK: Opening and leaving

  /// Begins to write in a conversation, with its kept draft.
  ///
  /// Opened again for the same one, the text that is there is kept. A text of another conversation is
  /// put aside for ``takeSaves()``, never mixed.
  package mutating func open(_ id: Conversation.ID, draft: String?, seen: Message.ID?) {
    self.seen = seen
    defer { if let draft { known = TypedText.cleaned(draft) } }
    guard conversation != id || content.isEmpty else { return }
    close()
    conversation = id
    self.seen = seen
    // A draft that has not reached the store yet is newer than the one the page knows.
    let own = left.last { $0.conversation == id }?.text
    content = TypedText.cleaned(own ?? draft ?? "")
    cursor = content.utf8.count
    if own != nil {
      left.removeAll { $0.conversation == id }
      unsaved.insert(id)
    }
  }

  /// Leaves; what is unsaved stays with ``takeSaves()``.
  package mutating func close() {
    if let conversation, unsaved.remove(conversation) != nil {
      left.append(Kept(conversation: conversation, text: content))
    }
    let (left, given, unsaved, killed) = (left, given, unsaved, killed)
    self = Composer()
    (self.left, self.given, self.unsaved, self.killed) = (left, given, unsaved, killed)
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

  /// What is open is not on its way to the disk yet.
  var isUnsaved: Bool { conversation.map(unsaved.contains) ?? false }

  /// The effects that bring every unsaved text to the disk. An emptied text removes the draft.
  package mutating func takeSaves() -> [Effect] {
    var effects = left.map { Effect.saveDraft($0.conversation, text: $0.text) }
    if let conversation, unsaved.contains(conversation) {
      effects.append(.saveDraft(conversation, text: content))
    }
    for kept in left { remember(kept.text, for: kept.conversation) }
    if let conversation, unsaved.contains(conversation) { remember(content, for: conversation) }
    left = []
    unsaved = []
    return effects
  }

  /// A text is on its way to the disk, or "" when a draft is on its way out: until a page shows
  /// it, every page is older.
  mutating func remember(_ text: String, for id: Conversation.ID) {
    given.removeAll { $0.conversation == id }
    given.append(Kept(conversation: id, text: text))
    if conversation == id { known = text }
    if given.count > Self.mostGiven { given.removeFirst() }
  }

  /// The store is about to change this draft by itself.
  mutating func forget(_ id: Conversation.ID) { given.removeAll { $0.conversation == id } }

  /// The store is about to change a draft by itself, and only it knows which.
  mutating func forgetAll() { given = [] }

  /// A page came: when it shows what was given out, pages are to be believed again.
  mutating func shown(_ draft: String?, of id: Conversation.ID) {
    given.removeAll { $0 == Kept(conversation: id, text: draft ?? "") }
  }

  /// The draft that is newer than the one any page shows; nil when the page is to be believed.
  func newestDraft(of id: Conversation.ID) -> String? {
    (left.last { $0.conversation == id } ?? given.last { $0.conversation == id })?.text
  }

  /// A text did not get to the disk: all that was given out with it is unsaved again, unless that
  /// has become another text since.
  ///
  /// - Parameter text: the whole of it, or what was to go behind what the store had.
  /// - Returns: whether there is something to save now.
  mutating func saveFailed(_ text: String, for id: Conversation.ID) -> Bool {
    let newest = given.last { $0.conversation == id }?.text
    guard let newest, newest == text || !text.isEmpty && newest.hasSuffix(text) else {
      return false
    }
    if conversation == id {
      unsaved.insert(id)
    } else if !left.contains(where: { $0.conversation == id }) {
      left.append(Kept(conversation: id, text: newest))
    }
    return true
  }

  /// A text reached the outbox: only what was written behind it is a draft still.
  mutating func sent(_ text: String, to id: Conversation.ID) {
    left.removeAll { $0 == Kept(conversation: id, text: text) }
    let newest = given.last { $0.conversation == id }?.text ?? text
    if newest.hasPrefix(text) { remember(String(newest.dropFirst(text.count)), for: id) }
  }

  /// A draft was thrown away on purpose.
  mutating func discarded(_ id: Conversation.ID) {
    left.removeAll { $0.conversation == id }
    remember("", for: id)
  }

  /// What is open has gone to the disk in another way than ``takeSaves()``.
  mutating func markSaved() {
    if let conversation { unsaved.remove(conversation) }
  }

  /// What would be sent; nil when there is nothing but white space.
  package func outgoing() -> Outgoing? {
    guard let conversation, !isEmpty else { return nil }
    return Outgoing(conversation: conversation, text: content, seen: seen, endsDraft: true)
  }

  mutating func markChanged() {
    if let conversation { unsaved.insert(conversation) }
  }
}
