package import Domain

/// The conversation list: a window of rows, and which one is chosen.
///
/// The choice is an id, never an index, because rows move under the person.
package struct ListPane: Equatable, Sendable {
  package private(set) var view: InboxView
  /// The newest snapshot; nil until the view's first one is here.
  package private(set) var list: ConversationList?
  package internal(set) var selected: Conversation.ID?
  /// The first visible row, as an index into the window.
  var top = 0
  /// The window that was asked for last, and is watched.
  package internal(set) var request: ListRequest
  /// Steps that the person went beyond the window's edge, taken when the next window is here.
  var owed = 0
  /// An end of the view to stand on when its window is here.
  var goal: End?

  /// A conversation to stand on as soon as it is in the window: what an undo brought back.
  /// Until the next full minute: whoever turns up later does so by themselves.
  var wanted: Conversation.ID?

  package enum End: Hashable, Sendable { case first, last }

  /// How the list goes along with the choice.
  package enum Pace: Hashable, Sendable {
    /// By a screen but two rows, once the choice has left it. Where the terminal cannot move the rows
    /// of one pane alone, every one of them is written anew, however far the list goes: then it had
    /// better go far.
    case screen
    /// No farther than it must for two rows to stay in sight around the choice.
    case row
  }

  /// Until the terminal says that it can do better.
  var pace: Pace

  init(view: InboxView = .waiting, visible: Int, pace: Pace = .screen) {
    self.view = view
    self.pace = pace
    request = ListRequest(view: view, anchor: .top, count: Self.windowCount(visible))
  }

  package var rows: [Conversation] { list?.rows ?? [] }

  /// Whom commands are about: also who is on the way into an empty list.
  var chosen: Conversation.ID? { selected ?? wanted }

  package var selectedRow: Conversation? { selected.flatMap(row) }

  var selectedIndex: Int? { selected.flatMap(index) }

  package func row(_ id: Conversation.ID) -> Conversation? { rows.first { $0.id == id } }

  func index(of id: Conversation.ID) -> Int? { rows.firstIndex { $0.id == id } }

  /// What is visible, and one screenful either side.
  static func windowCount(_ visible: Int) -> Int { max(30, visible * 3) }

  mutating func replace(_ snapshot: ConversationList) { list = snapshot }
}
