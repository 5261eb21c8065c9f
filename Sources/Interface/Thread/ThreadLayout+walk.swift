import Domain

/// One row of a page, by place: only good for the page and width it was found in.
struct Spot: Comparable {
  var message: Int
  var part: Int
  var line: Int

  static func < (a: Self, b: Self) -> Bool {
    (a.message, a.part, a.line) < (b.message, b.part, b.line)
  }
}

extension ThreadLayout {
  /// How many rows above the "new" rule are shown with it: the space before it and the two last
  /// lines of what was said before. Low panes show the space alone.
  static let contextRows = 3

  // MARK: Steps

  mutating func first() -> Spot? { settle(Spot(message: 0, part: 0, line: 0)) }

  mutating func last() -> Spot? {
    var message = page.messages.count
    while message > 0 {
      message -= 1
      if let spot = lastSpot(of: message, before: partCount(message)) { return spot }
    }
    return nil
  }

  mutating func line(_ spot: Spot) -> ThreadLine { lines(spot.message, spot.part)[spot.line] }

  mutating func next(_ spot: Spot) -> Spot? {
    settle(Spot(message: spot.message, part: spot.part, line: spot.line + 1))
  }

  mutating func previous(_ spot: Spot) -> Spot? {
    if spot.line > 0 {
      return Spot(message: spot.message, part: spot.part, line: spot.line - 1)
    }
    if let before = lastSpot(of: spot.message, before: spot.part) { return before }
    var message = spot.message
    while message > 0 {
      message -= 1
      if let spot = lastSpot(of: message, before: partCount(message)) { return spot }
    }
    return nil
  }

  /// The row `count` rows away, or the last there is in that direction.
  /// - Returns: the row and how many rows it is away.
  mutating func move(_ spot: Spot, by count: Int) -> (spot: Spot, rows: Int) {
    var (spot, rows) = (spot, 0)
    while rows < abs(count), let other = count > 0 ? next(spot) : previous(spot) {
      spot = other
      rows += 1
    }
    return (spot, rows)
  }

  /// The row itself when it exists, otherwise the first after it.
  private mutating func settle(_ spot: Spot) -> Spot? {
    var spot = spot
    while spot.message < page.messages.count {
      while spot.part < partCount(spot.message) {
        if spot.line < lines(spot.message, spot.part).count { return spot }
        spot.part += 1
        spot.line = 0
      }
      spot = Spot(message: spot.message + 1, part: 0, line: 0)
    }
    return nil
  }

  private mutating func lastSpot(of message: Int, before part: Int) -> Spot? {
    var part = part
    while part > 0 {
      part -= 1
      let count = lines(message, part).count
      if count > 0 { return Spot(message: message, part: part, line: count - 1) }
    }
    return nil
  }

  // MARK: Places

  /// The first row of the view.
  ///
  /// Nothing is scrolled beyond the end: where fewer than `rows` would follow, the view ends with
  /// the last message, and where all fits it begins with the first.
  mutating func top(_ place: ThreadPane.Place, rows: Int) -> Spot? {
    guard let wanted = spot(of: place, rows: rows) else { return nil }
    let below = move(wanted, by: rows - 1).rows + 1
    let missing = rows - Self.margin(rows) - below
    return missing > 0 ? move(wanted, by: -missing).spot : wanted
  }

  /// Rows left free below the last message, where there is room for quiet.
  static func margin(_ rows: Int) -> Int { rows >= 8 ? 1 : 0 }

  private mutating func spot(of place: ThreadPane.Place, rows: Int) -> Spot? {
    switch place {
    case .newest: return last()
    case .oldest: return first()
    case .unread(let anchor):
      guard let start = spot(of: anchor) else { return nil }
      let separator = settle(Spot(message: start.message, part: 0, line: 0)) ?? start
      return move(separator, by: rows < 10 ? 0 : 1 - Self.contextRows).spot
    case .at(let anchor): return spot(of: anchor)
    }
  }

  /// Where an anchor is in this page: its line, or the first line of what was said after it when
  /// the message is no more.
  private mutating func spot(of anchor: ThreadPane.Anchor) -> Spot? {
    guard let message = page.messages.lastIndex(where: { $0.id == anchor.message }) else {
      let later = page.messages.firstIndex { $0.sentAt >= anchor.sentAt }
      return later.flatMap { settle(Spot(message: $0, part: 0, line: 0)) } ?? last()
    }
    let part = min(anchor.mark.part, partCount(message) - 1)
    let lines = lines(message, part)
    guard let line = lines.lastIndex(where: { $0.offset <= anchor.mark.offset }) else {
      return settle(Spot(message: message, part: part, line: 0))
    }
    return Spot(message: message, part: part, line: line)
  }

  /// What keeps this row in place when the page or the width changes.
  mutating func anchor(at spot: Spot) -> ThreadPane.Anchor {
    let message = page.messages[spot.message]
    return ThreadPane.Anchor(
      message: message.id, sentAt: message.sentAt,
      mark: LineMark(part: spot.part, offset: line(spot).offset))
  }
}
