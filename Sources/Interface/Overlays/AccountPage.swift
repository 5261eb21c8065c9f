import Cells
import Domain

/// Every server with how it stands, and the accounts that come from elsewhere.
package struct AccountPage: Equatable, Sendable {
  /// The first visible line.
  private(set) var top = 0

  /// What is to be done after a key.
  enum Outcome: Equatable { case stay, close, syncNow, help }

  /// The keys are those of reading, as they are configured.
  mutating func take(_ key: Key, keymap: Keymap, lines: Int, visible: Int) -> Outcome {
    guard case .matched(let command) = keymap.match([key], in: .thread) else { return .stay }
    switch command {
    case .back, .accounts: return .close
    case .syncNow: return .syncNow
    case .help: return .help
    default: top = command.top(after: top, lines: lines, visible: visible)
    }
    return .stay
  }
}

extension AccountPage {
  /// Lines that fit between the heading and the last line.
  static func visible(in rect: Rect) -> Int { max(1, rect.rows - 3) }

  func draw(into buffer: inout CellBuffer, rect: Rect, state: State) {
    let theme = state.theme
    buffer.fill(rect, style: theme.style(.overlay))
    buffer.put(
      "Accounts", row: rect.row, column: rect.column + 2, limit: rect.columns - 3,
      style: theme.style(.overlayTitle))
    let lines = state.accountLines(columns: rect.columns - 4)
    let visible = Self.visible(in: rect)
    let first = max(0, min(top, lines.count - visible))
    for (offset, line) in lines.dropFirst(first).prefix(visible).enumerated() {
      let row = rect.row + 2 + offset
      var column = rect.column + 2
      let end = rect.column + rect.columns - 1
      for run in line where column < end {
        column += buffer.put(
          run.text, row: row, column: column, limit: end - column,
          style: theme.style(.overlay, over: run.scope))
      }
    }
    let below = lines.count - first - visible
    buffer.put(
      below > 0 ? "\(below) more \(state.marks.down)" : "", row: rect.row + rect.rows - 1,
      column: rect.column + 2, limit: rect.columns - 3, style: theme.style(.overlay, over: .textDim)
    )
  }
}

/// A stretch of words in one colour.
struct ScopedText: Equatable {
  var text: String
  var scope: Scope
  init(_ text: String, _ scope: Scope) {
    self.text = text
    self.scope = scope
  }
}

extension State {
  /// What the account page says, line by line.
  func accountLines(columns: Int) -> [[ScopedText]] {
    var lines = standings.flatMap { standing($0, columns: columns) + [[]] }
    // What the demo's accounts follow is no server, but is followed.
    let followsOther = accounts?.contains { $0.state != .archive } ?? false
    if standings.isEmpty && !followsOther {
      lines += wrapped("No server is followed.", .text, columns, indent: 0)
      lines += wrapped("`porch account add NAME --url URL` adds one.", .textDim, columns, indent: 0)
      lines.append([])
    }
    let names = Set(standings.map(\.name))
    let others = (accounts ?? []).filter { $0.connection.map { !names.contains($0) } ?? true }
    if !others.isEmpty {
      // Alone they are what the title of the page says.
      let title = standings.isEmpty ? "Accounts" : "Other accounts"
      if !lines.isEmpty { lines.append([ScopedText(title, .overlayTitle)]) }
      lines += others.flatMap { status($0, columns: columns) }
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  private func standing(_ standing: ConnectionStanding, columns: Int) -> [[ScopedText]] {
    var lines = [
      [
        ScopedText(SafeText(line: standing.name).string + "  ", .overlayTitle),
        ScopedText(standing.url.string, .textDim),
      ]
    ]
    let own = (accounts ?? []).filter { $0.connection == standing.name }
    lines += own.flatMap { status($0, columns: columns) }
    if own.isEmpty, standing.lastError == nil {
      lines += wrapped("connecting", .textDim, columns, indent: 2)
    }
    if let user = standing.userWords {
      let reader = standing.isReader ? ": what you decide stays on this machine" : ""
      lines += wrapped(user + reader, standing.isReader ? .text : .textDim, columns, indent: 2)
    }
    let last = standing.lastSuccess.map { DateWords.moment($0, now: now, in: timeZone) } ?? "never"
    let lag = standing.lag.map { " \(marks.dot) lag \(Self.seconds($0))" } ?? ""
    lines += wrapped("last success \(last)\(lag)", .textDim, columns, indent: 2)
    let queue = standing.queueWords
    lines += wrapped(
      queue ?? "nothing waits to be sent", queue == nil ? .textDim : .text, columns, indent: 2)
    if let error = standing.lastError {
      lines += wrapped("last error: \(error.string)", .noticeFailure, columns, indent: 2)
    }
    return lines
  }

  private func status(_ status: AccountStatus, columns: Int) -> [[ScopedText]] {
    let isFailed = status.failure != nil
    let mark = isFailed ? marks.failed : status.state == .archive ? marks.dash : marks.following
    let name = SafeText(line: status.account.name.string).string
    return wrapped(
      "\(status.account.network.tag) \(name) \(mark) \(status.state.words)",
      isFailed ? .noticeFailure : .text, columns, indent: 2)
  }

  private func wrapped(
    _ text: String, _ scope: Scope, _ columns: Int, indent: Int
  ) -> [[ScopedText]] {
    TextLayout.wrap(text, columns: max(10, columns - indent)).map {
      [ScopedText(String(repeating: " ", count: indent) + $0, scope)]
    }
  }

  /// "0.2 s", "12 s", "3 min".
  private static func seconds(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "unknown" }
    let tenths = (max(0, min(seconds, 1e9)) * 10).rounded() / 10
    if tenths < 10 { return "\(tenths) s" }
    return tenths < 120 ? "\(Int(tenths)) s" : "\((Int(tenths) / 60).grouped) min"
  }
}

extension AccountStatus {
  /// The name of the server it comes from, in the config.
  package var connection: String? {
    if case .server(let connection) = account.delivery { return connection }
    return nil
  }
}
