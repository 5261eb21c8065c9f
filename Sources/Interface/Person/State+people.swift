import Cells
import Domain

/// What a person decides about whom the person pane says is perhaps the same.
extension State {
  mutating func judgePeople(_ step: PeopleStep) -> [Effect] {
    guard let page = subjectPage, let perhaps = page.person.perhaps else { return [] }
    guard step == .apart || Layout.showsPerson(size) else {
      // Nobody is to be joined with somebody whom the screen does not name.
      let (name, other) = (PeopleStep.short(page.conversation.title), perhaps.words)
      ask(
        Question(
          kind: .samePerson(perhaps, page.conversation.id),
          sentence: "Is \(name) also \(other)? Why: \(perhaps.reason.string)."))
      return []
    }
    isOwnChange = true
    return [.judgePeople(step, perhaps, page.conversation.id)]
  }

  mutating func peopleJudged(
    _ step: PeopleStep, _ perhaps: PersonCard.Perhaps, _ title: SafeText
  ) -> [Effect] {
    let (name, other) = (PeopleStep.short(title), PeopleStep.short(perhaps.name))
    let place = perhaps.network.title
    switch step {
    case .joined: return say("\(name) is also \(other) on \(place) now. \(undoWords)")
    case .apart: return say("\(name) is not \(other) on \(place). \(undoWords)")
    }
  }
}

extension PeopleStep {
  /// "joined Ana Lima with Ana Silva on LinkedIn"
  /// - Parameter other: nil when nobody knows any more who it was.
  func deed(_ title: SafeText, _ other: Identity?) -> String {
    let name = other.map { "\(Self.short($0.title)) on \($0.network.title)" }
    return switch self {
    case .joined: "joined \(Self.short(title)) with \(name ?? "another identity")"
    case .apart: "kept \(Self.short(title)) apart from \(name ?? "somebody")"
    }
  }

  static func short(_ title: SafeText) -> String {
    title.isEmpty ? "(no name)" : TextLayout.clip(title.string, columns: 30)
  }
}
