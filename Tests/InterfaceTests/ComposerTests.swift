import Domain
import FoundationEssentials
import Interface
import Testing

/// Writing and editing a reply. The cursor is written as "|" in texts.
@Suite struct ComposerTests {
  static let ana = Conversation.ID(7)
  static let jo = Conversation.ID(8)

  /// A composer with the cursor where "|" is.
  private func composer(_ text: String) -> Composer {
    let parts = text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
    var composer = Composer()
    composer.open(Self.ana, draft: parts.joined(), seen: nil)
    for _ in 0..<(parts.count > 1 ? parts[1].count : 0) { composer.edit(.left) }
    return composer
  }

  /// The text with "|" at the cursor, found by typing it.
  private func shown(_ composer: Composer) -> String {
    var copy = composer
    copy.insert("|")
    return copy.text
  }

  @Test(
    arguments: [
      ([.killWord, .killWord], "one two three|", "two three"),
      ([.killToEnd, .killToStart], "one |two", "one two"),
      ([.killToEnd, .killToEnd, .killToEnd], "|one\ntwo", "one\ntwo"),
      ([.killWord, .killToStart, .killToStart], "one two|", "one two"),
      ([.killWord, .left, .killWord], "one two three|", "two"),
      ([.killWord, .backspace, .killWord], "one two|", "one"),
    ] as [([ComposerEdit], String, String)])
  func cutsInARowArePutBackAsOne(edits: [ComposerEdit], text: String, expected: String) {
    var composer = composer(text)
    for edit in edits { composer.edit(edit) }
    composer.text = ""
    composer.edit(.yank)
    #expect(composer.text == expected)
  }

  @Test func typingBetweenTwoCutsPartsThem() {
    var composer = composer("one two|")
    composer.edit(.killWord)
    composer.insert("x")
    composer.edit(.killWord)
    composer.edit(.yank)
    #expect(composer.text == "one x")
  }

  @Test(
    arguments: [
      (.left, "ab|c", "a|bc"), (.left, "|abc", "|abc"), (.right, "a|bc", "ab|c"),
      (.right, "abc|", "abc|"), (.left, "a👩‍👩‍👧‍👦|", "a|👩‍👩‍👧‍👦"),
      (.left, "e\u{301}|x", "|e\u{301}x"), (.left, "a\n|b", "a|\nb"),
      (.wordLeft, "one two|", "one |two"), (.wordLeft, "one two, |", "one |two, "),
      (.wordLeft, "one|", "|one"), (.wordLeft, "  |", "|  "), (.wordRight, "|one two", "one| two"),
      (.wordRight, "one| two", "one two|"), (.wordRight, "one|  ", "one  |"),
      (.wordLeft, "größe 你好|", "größe |你好"), (.lineStart, "a\nbc|d", "a\n|bcd"),
      (.lineEnd, "a|b\nc", "ab|\nc"), (.lineEnd, "ab\nc|d", "ab\ncd|"), (.lineStart, "\n|", "\n|"),
      (.backspace, "ab|c", "a|c"), (.backspace, "|a", "|a"), (.backspace, "a\n|b", "a|b"),
      (.backspace, "🇩🇪🇫🇷|", "🇩🇪|"), (.backspace, "e\u{301}|", "|"), (.delete, "a|bc", "a|c"),
      (.delete, "a|", "a|"), (.delete, "|👍🏽x", "|x"), (.killWord, "one two|", "one |"),
      (.killWord, "a http://x.y/z |b", "a |b"), (.killWord, "|a", "|a"),
      (.killWord, "a\nb|", "a\n|"),
      (.killToStart, "a\nbc|d", "a\n|d"), (.killToStart, "a\n|b", "a\n|b"),
      (.killToEnd, "a|bc\nd", "a|\nd"), (.killToEnd, "a|\nd", "a|d"), (.killToEnd, "a|", "a|"),
      (.newline, "a|b", "a\n|b"), (.up, "ab\ncd|e", "ab|\ncde"), (.up, "a|b", "|ab"),
      (.up, "a\nbcd|", "a|\nbcd"), (.down, "a|b\ncd", "ab\nc|d"), (.down, "a|b", "ab|"),
      (.down, "你|好\nabcd", "你好\nab|cd"), (.yank, "a|b", "a|b"), (.undo, "a|b", "a|b"),
    ] as [(ComposerEdit, String, String)])
  func anEditDoesWhatAShellDoes(edit: ComposerEdit, before: String, after: String) {
    var composer = composer(before)
    let changed = composer.edit(edit)
    #expect(shown(composer) == after)
    #expect(changed == (before != after))
  }

  @Test func whatWasCutCanBePutBack() {
    var composer = composer("one two three|")
    composer.edit(.killWord)
    composer.edit(.lineStart)
    composer.edit(.yank)
    #expect(shown(composer) == "three|one two ")
    composer.edit(.yank)
    #expect(shown(composer) == "threethree|one two ")
  }

  @Test func upAndDownKeepTheirColumn() {
    var composer = composer("long line one\nx\nlong line two|")
    composer.edit(.up)
    #expect(shown(composer) == "long line one\nx|\nlong line two")
    composer.edit(.up)
    #expect(shown(composer) == "long line one|\nx\nlong line two")
    composer.edit(.down)
    composer.edit(.down)
    #expect(shown(composer) == "long line one\nx\nlong line two|")
  }

  @Test func upAndDownFollowTheRowsOnTheScreen() {
    var composer = composer("one two three four|")
    composer.edit(.up, columns: 14)
    #expect(shown(composer) == "one two| three four")
  }

  // MARK: Typing

  @Test func typedTextGoesInAtTheCursor() {
    var composer = composer("ab|c")
    composer.insert("X")
    composer.insert("é")
    #expect(shown(composer) == "abXé|c")
    composer.insert("\u{301}")
    composer.edit(.backspace)
    #expect(composer.text == "abXc")
  }

  @Test func aCombiningMarkDoesNotLeaveTheCursorInsideALetter() {
    var composer = composer("\u{301}x")
    composer.edit(.lineStart)
    composer.insert("e")
    composer.edit(.backspace)
    #expect(composer.text == "x")
  }

  @Test(
    arguments: [
      ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"), ("a\tb", "a    b"),
      ("a\u{0}\u{1B}[31mb\u{7F}\u{9B}c", "a[31mbc"), ("a\u{2028}b\u{85}c", "a\nb\nc"),
      ("👩‍👩‍👧‍👦 \u{200F}שלום e\u{301}", "👩‍👩‍👧‍👦 \u{200F}שלום e\u{301}"), ("", ""), ("\u{7}", ""),
    ])
  func pastedTextKeepsItsWordsAndLosesItsControls(pasted: String, kept: String) {
    var composer = composer("|")
    composer.insert(pasted)
    #expect(composer.text == kept)
  }

  // MARK: Undo

  @Test func undoTakesBackAWordAtATime() {
    var composer = composer("|")
    for character in "one two three" { composer.insert(String(character)) }
    var texts: [String] = []
    while composer.edit(.undo) { texts.append(composer.text) }
    #expect(texts == ["one two ", "one ", ""])
  }

  @Test func undoTakesBackErasingPastingAndCutting() {
    var composer = composer("one two|")
    for _ in 0..<3 { composer.edit(.backspace) }
    composer.insert("pasted text")
    composer.edit(.killToStart)
    composer.text = "from an editor\r\n"
    var texts: [String] = []
    while composer.edit(.undo) { texts.append(shown(composer)) }
    #expect(texts == ["|", "one pasted text|", "one |", "one two|"])
  }

  @Test func movingTheCursorBeginsANewStep() {
    var composer = composer("|")
    composer.insert("a")
    composer.insert("b")
    composer.edit(.left)
    composer.insert("c")
    composer.edit(.undo)
    #expect(shown(composer) == "a|b")
  }

  @Test func undoRemembersABoundedPast() {
    var composer = composer("|")
    for _ in 0..<1000 { composer.edit(.newline) }
    var steps = 0
    while composer.edit(.undo) { steps += 1 }
    #expect(steps == 200)
    composer.text = String(repeating: "x", count: 3_000_000)
    for _ in 0..<5 { composer.edit(.newline) }
    steps = 0
    while composer.edit(.undo) { steps += 1 }
    #expect(steps == 1)
  }

  // MARK: One conversation

  @Test func textsOfTwoConversationsNeverMix() {
    var composer = Composer()
    composer.open(Self.ana, draft: "for Ana", seen: .init(3))
    composer.insert("!")
    composer.open(Self.jo, draft: nil, seen: .init(9))
    #expect(composer.text == "" && composer.seen == .init(9))
    #expect(composer.takeSaves() == [.saveDraft(Self.ana, text: "for Ana!")])
    #expect(!composer.needsSaving)
    let undid = composer.edit(.undo)
    #expect(!undid)
  }

  @Test func aTextThatIsNotSavedYetIsFoundAgain() {
    var composer = Composer()
    composer.open(Self.ana, draft: "old", seen: nil)
    composer.text = "newer than the store knows"
    composer.open(Self.jo, draft: nil, seen: nil)
    composer.open(Self.ana, draft: "old", seen: nil)
    #expect(composer.text == "newer than the store knows")
    #expect(composer.takeSaves() == [.saveDraft(Self.ana, text: "newer than the store knows")])
  }

  @Test func openingAgainKeepsTheTextAndSeesAnew() {
    var composer = Composer()
    composer.open(Self.ana, draft: nil, seen: .init(3))
    composer.insert("hi")
    composer.open(Self.ana, draft: "stale", seen: .init(5))
    #expect(
      composer.outgoing()
        == Outgoing(conversation: Self.ana, text: "hi", seen: .init(5), endsDraft: true))
  }

  @Test func leavingKeepsWhatWasTypedForSaving() {
    var composer = Composer()
    composer.open(Self.ana, draft: nil, seen: nil)
    #expect(!composer.needsSaving)
    composer.insert("hi")
    composer.close()
    #expect(composer.conversation == nil && composer.text.isEmpty && composer.needsSaving)
    #expect(composer.takeSaves() == [.saveDraft(Self.ana, text: "hi")])
  }

  @Test func anEmptiedTextIsSavedAsNone() {
    var composer = Composer()
    composer.open(Self.ana, draft: "x", seen: nil)
    composer.edit(.backspace)
    #expect(composer.takeSaves() == [.saveDraft(Self.ana, text: "")])
  }

  @Test func aSentTextIsNotSavedAsADraft() {
    var composer = Composer()
    composer.open(Self.ana, draft: nil, seen: nil)
    composer.insert("hi")
    composer.clear()
    #expect(composer.conversation == nil && !composer.needsSaving)
  }

  @Test func nothingButSpaceIsNotSent() {
    var composer = Composer()
    #expect(composer.outgoing() == nil)
    composer.open(Self.ana, draft: nil, seen: nil)
    composer.insert(" \n ")
    #expect(composer.outgoing() == nil && composer.isEmpty)
    composer.insert("hi ")
    #expect(composer.outgoing()?.text == " \n hi ")
  }

  /// Whatever is typed, the cursor stays between letters and nothing traps.
  @Test func randomEditsHold() {
    var random = Seeded(state: 42)
    let pieces = ["a", " ", "\n", "你", "e\u{301}", "\u{301}", "👍🏽", "🇩", "🇪", "\u{200D}", "word "]
    var composer = composer("|")
    for _ in 0..<1200 {
      if random.next() % 3 == 0 {
        composer.insert(pieces[Int(random.next() % UInt64(pieces.count))])
      } else {
        let edits = ComposerEdit.allCases
        composer.edit(edits[Int(random.next() % UInt64(edits.count))], columns: 20)
      }
      var copy = composer
      let count = copy.text.count
      while copy.edit(.left) {}
      var steps = 0
      while copy.edit(.right) { steps += 1 }
      #expect(steps == count)
      if count > 60 { composer.text = "" }
    }
  }
}

/// The same numbers every time (SplitMix64).
private struct Seeded {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
