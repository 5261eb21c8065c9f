import Cells
import Domain
import FoundationEssentials
import Interface

/// A made-up conversation and the few words tests need to play on its pane.
struct ThreadScene {
  var pane = ThreadPane()
  var page: ConversationPage
  var size: Size
  var context: ThreadContext

  static let berlin = TimeZone(identifier: "Europe/Berlin")!
  /// Saturday 21 November 2026, 09:41 in Berlin.
  static let now = ThreadScene.date(21, 9, 41)

  /// A moment of November 2026 in Berlin (UTC+1 then).
  static func date(_ day: Int, _ hour: Int, _ minute: Int, second: Double = 0) -> Date {
    // 1 November 2026, 00:00 UTC+1.
    let start = 1_793_487_600.0
    return Date(
      timeIntervalSince1970: start + Double((day - 1) * 86_400 + hour * 3600 + minute * 60)
        + second)
  }

  init(
    _ messages: [Message], rows: Int = 24, columns: Int = 64, unread: Message.ID? = nil,
    kind: Conversation.Kind = .direct, title: SafeText = "Ana Ribeiro",
    handle: SafeText = "ana.grows", hasOlder: Bool = false, hasNewer: Bool = false
  ) {
    size = Size(rows: rows, columns: columns)
    context = ThreadContext(now: Self.now, timeZone: Self.berlin, theme: .standard)
    let account = Account(
      id: .init(1), remoteID: "shop", network: .instagram, name: "shop", maxText: 1000,
      delivery: .demo)
    let conversation = Conversation(
      id: .init(7), remoteID: "c7", account: account.id, network: .instagram, kind: kind,
      title: title, handle: handle, unread: unread == nil ? 0 : 1,
      isFirstContact: true)
    page = ConversationPage(
      request: PageRequest(conversation: conversation.id, anchor: .unread, count: 120),
      conversation: conversation, account: account, messages: messages, hasOlder: hasOlder,
      hasNewer: hasNewer, firstUnread: unread)
    pane.show(page)
  }

  /// The drawn rows, without spaces at their ends.
  var rows: [String] { Self.trimmed(buffer) }

  var buffer: CellBuffer {
    var buffer = CellBuffer(size: size)
    pane.draw(into: &buffer, rect: Rect(size), context: context)
    return buffer
  }

  static func trimmed(_ buffer: CellBuffer) -> [String] {
    (0..<buffer.size.rows).map { row in
      var text = buffer.text(row: row)
      while text.last == " " { text.removeLast() }
      return text
    }
  }

  /// The rows below the heading.
  var body: [String] { Array(rows.dropFirst(2)) }

  func style(of text: String) -> Style? {
    let buffer = buffer
    for row in 0..<size.rows {
      let line = buffer.text(row: row)
      guard let start = line.firstRange(of: text)?.lowerBound else { continue }
      return buffer.style(row: row, column: line.distance(from: line.startIndex, to: start))
    }
    return nil
  }

  @discardableResult
  mutating func scroll(_ by: Scroll) -> [Effect] { pane.scroll(by, size: size, context: context) }

  /// A message arrives while the pane is up.
  mutating func receive(_ messages: Message...) {
    page.messages += messages
    pane.show(page)
  }
}

extension String {
  func firstRange(of text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}

extension Message {
  /// A message of the scene; `at` is a time of the 21st unless a day is given.
  static func made(
    _ id: Int64, _ text: String, _ direction: Direction = .in, day: Int = 21, at hour: Int = 8,
    _ minute: Int = 0, author: String = "Ana Ribeiro", delivery: Delivery? = nil
  ) -> Message {
    Message(
      id: .init(id), remoteID: "m\(id)", direction: direction, author: SafeText(line: author),
      text: SafeText(sanitising: text), sentAt: ThreadScene.date(day, hour, minute),
      delivery: delivery)
  }

  /// `count` messages, a minute apart, numbered in their text.
  static func many(_ count: Int, from first: Int = 1) -> [Message] {
    (first..<first + count).map { number in
      .made(Int64(number), "line \(number)", day: 20, at: 0, number)
    }
  }
}
