package import Cells

/// Where the panes are.
///
/// From 120 columns list, thread and person; from 70 list and thread; below that list and thread
/// take turns. The composer is always under the thread.
struct Layout: Equatable {
  /// The smallest terminal that can be worked in.
  static let smallest = Size(rows: 10, columns: 40)

  var bar: Rect
  var list: Rect?
  var thread: Rect?
  var composer: Rect?
  var person: Rect?
  /// Columns of the thin rules between panes.
  var rules: [Int]
  var status: Rect

  /// - Parameter composerRows: the lines the composer wants of thread and composer together.
  init(size: Size, showsThread: Bool, composerRows: (Rect) -> Int) {
    let middle = Rect(row: 1, column: 0, rows: size.rows - 2, columns: size.columns)
    bar = Rect(row: 0, column: 0, rows: 1, columns: size.columns)
    status = Rect(row: size.rows - 1, column: 0, rows: 1, columns: size.columns)
    rules = []
    guard size.columns >= 70 else {
      if showsThread { split(middle, composerRows) } else { list = middle }
      return
    }
    let listWidth = min(56, max(32, size.columns * 3 / 10))
    list = middle.columns(0, listWidth)
    rules.append(listWidth)
    var threadEnd = size.columns
    if Self.showsPerson(size) {
      threadEnd -= 33
      rules.append(threadEnd)
      person = middle.columns(threadEnd + 1, size.columns)
    }
    split(middle.columns(listWidth + 1, threadEnd), composerRows)
  }

  static func showsPerson(_ size: Size) -> Bool { size.columns >= 120 }

  private mutating func split(_ rect: Rect, _ composerRows: (Rect) -> Int) {
    let lower = max(1, min(composerRows(rect), rect.rows - 2))
    thread = Rect(
      row: rect.row, column: rect.column, rows: rect.rows - lower, columns: rect.columns)
    composer = Rect(
      row: rect.row + rect.rows - lower, column: rect.column, rows: lower, columns: rect.columns)
  }
}

extension Rect {
  /// The part from one column up to another.
  func columns(_ start: Int, _ end: Int) -> Rect {
    Rect(row: row, column: column + start, rows: rows, columns: end - start)
  }

  /// The part of this height at the bottom.
  func bottom(_ height: Int) -> Rect {
    let height = min(height, rows)
    return Rect(row: row + rows - height, column: column, rows: height, columns: columns)
  }
}

extension State {
  var isTooSmall: Bool {
    size.rows < Layout.smallest.rows || size.columns < Layout.smallest.columns
  }

  var layout: Layout {
    Layout(size: size, showsThread: focus != .list, composerRows: composerRows)
  }

  private func composerRows(_ rect: Rect) -> Int {
    composer.height(available: rect.rows, columns: rect.columns)
  }

  /// Rows of the list that are visible, also while the thread has its turn.
  var visibleRows: Int { listMetrics.visible }

  var listMetrics: ListMetrics {
    let layout = Layout(size: size, showsThread: false) { _ in 1 }
    let rect = layout.list ?? Rect(size)
    return ListMetrics(rect: rect, terminal: size, density: options.density)
  }

  var threadSize: Size {
    let rect = Layout(size: size, showsThread: true, composerRows: composerRows).thread
    return Size(rows: rect?.rows ?? 1, columns: rect?.columns ?? 1)
  }

  /// Between view bar and status line: what overlays may take.
  var overlayRect: Rect {
    Rect(row: 1, column: 0, rows: size.rows - 2, columns: size.columns)
  }
}

/// A part of the screen, for tests and pictures.
package enum Pane: Hashable, Sendable { case bar, list, thread, composer, person, status, whole }

extension State {
  /// Where a part of the screen is; nil when it is not on it.
  package func rect(of pane: Pane) -> Rect? {
    guard !isTooSmall else { return pane == .whole ? Rect(size) : nil }
    let layout = layout
    switch pane {
    case .bar: return layout.bar
    case .list: return layout.list
    case .thread: return layout.thread
    case .composer: return layout.composer
    case .person: return layout.person
    case .status: return layout.status
    case .whole: return Rect(size)
    }
  }
}
