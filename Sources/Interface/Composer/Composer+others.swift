import Domain

/// The same draft open in two windows, or a command beside one.
extension Composer {
  /// What became of somebody else's words.
  enum Taken: Equatable {
    /// They are shown; nothing of ours has to be saved for it.
    case adopted
    /// They stand behind ours, and both are to be saved.
    case joined
  }

  /// Bytes of UTF-8. Longer texts are not joined: two windows that answered each other would grow them
  /// without end.
  private static let mostJoined = 100_000

  /// A page came: takes in what somebody else wrote into the draft meanwhile, or it would be written
  /// over with the next save. Undo takes it out again.
  ///
  /// Who has typed nothing since the last save follows; only who has joins, so that two windows do
  /// not answer each other.
  /// - Returns: nil when there was nothing to take in.
  mutating func takeIn(_ draft: String?, of id: Conversation.ID) -> Taken? {
    guard conversation == id, !isAwaited(id) else { return nil }
    let theirs = TypedText.cleaned(draft ?? "")
    guard theirs != known else { return nil }
    let before = known
    learn(theirs)
    // An emptied draft was sent or thrown away there; what is here may still be wanted.
    guard !theirs.isEmpty, theirs != content else { return nil }
    if !isUnsaved || theirs.contains(content) {
      become(theirs)
      markSaved()
      return .adopted
    }
    guard !content.contains(theirs), content.utf8.count + theirs.utf8.count <= Self.mostJoined
    else {
      return nil
    }
    let isGrown = !before.isEmpty && theirs.hasPrefix(before)
    become(content + (isGrown ? String(theirs.dropFirst(before.count)) : "\n\n" + theirs))
    return .joined
  }

  /// One step of undo; the cursor stays behind what it stood behind, if that is still there.
  private mutating func become(_ text: String) {
    let keepsPlace =
      cursor < content.utf8.count && text.utf8.starts(with: content.utf8.prefix(cursor))
    replaceAll(with: text, cursor: keepsPlace ? cursor : nil)
  }
}
