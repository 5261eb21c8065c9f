import Cells
import Domain

/// What lies over the panes and takes the keys while it is there.
package enum Overlay: Equatable, Sendable {
  case help(Help)
  case snooze(SnoozePrompt)
  case question(Question)
  case links(LinkPicker)
  case accounts(AccountPage)
}

/// One line that is typed into an overlay.
package struct TypedLine: Equatable, Sendable {
  package private(set) var text = ""

  /// - Returns: false when the key does not belong to typing.
  mutating func take(_ key: Key) -> Bool {
    if let character = key.text {
      text.append(character)
      return true
    }
    switch (key.code, key.modifiers) {
    case (.backspace, []), (.character("h"), .control): _ = text.popLast()
    case (.character("u"), .control): text = ""
    case (.character("w"), .control):
      while text.last == " " { text.removeLast() }
      while let last = text.last, last != " " { text.removeLast() }
    default: return false
    }
    return true
  }

  mutating func paste(_ pasted: String) { text += SafeText(line: pasted).string }
}
