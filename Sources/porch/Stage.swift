import Cells
import Domain
import Fixtures
import FoundationEssentials
import Interface
import Storage
import Sync

/// Plays keys on the interface without a terminal, with a clock of its own: the same state, store
/// and effects as the real loop, but one after the other, so that a picture is always the same.
struct Stage {
  /// A frame and when it was shown, in seconds from the start.
  struct Shown {
    var seconds: Double
    var frame: Frame
  }

  private var state: State
  private let store: Store
  private let writer: StoreWriter
  private var now: Date
  private let start: Date
  private var timers: [Interface.Timer: Date] = [:]
  private var list: ListRequest?
  private var page: PageRequest?
  private var arrivals: ArraySlice<Demo.Arrival>
  private(set) var frames: [Shown] = []

  init(state: State, store: Store, now: Date, arrivals: [Demo.Arrival]) {
    self.state = state
    self.store = store
    self.now = now
    start = now
    self.arrivals = arrivals[...]
    writer = StoreWriter(store: store, run: "stage", holdSeconds: 5)
  }

  /// Shows the first frame and lets the preview come.
  mutating func open() throws {
    list = state.list.request
    try apply(.accountsChanged(try InboxRun.statuses(in: store)))
    try deliver()
    try perform(state.start())
    try wait(seconds: 0.2)
  }

  mutating func play(_ step: KeyScript.Step) throws {
    switch step {
    case .input(let input):
      try apply(.input(input))
      try deliver()
      try wait(seconds: 0.12)
    case .wait(let seconds): try wait(seconds: seconds)
    }
  }

  /// Moves the clock on, ringing what falls due on the way, in order.
  private mutating func wait(seconds: Double) throws {
    let end = now + seconds
    while let next = nextMoment(before: end) {
      now = max(now, next)
      try ring()
    }
    now = end
    show()
  }

  private func nextMoment(before end: Date) -> Date? {
    let arrival = arrivals.first.map { start + $0.seconds }
    return [timers.values.min(), arrival].compactMap(\.self).min().flatMap { $0 <= end ? $0 : nil }
  }

  private mutating func ring() throws {
    let due = timers.filter { $0.value <= now }
    for timer in due.sorted(by: { ($0.value, "\($0.key)") < ($1.value, "\($1.key)") }).map(\.key) {
      timers[timer] = nil
      try apply(.elapsed(timer, at: now))
    }
    while let arrival = arrivals.first, start + arrival.seconds <= now {
      arrivals.removeFirst()
      _ = try store.receive(arrival.batch, at: now)
    }
    try OutboxDelivery(store: store, now: { [now] in now }).deliverOnce()
    try deliver()
  }

  private mutating func apply(_ action: Action) throws {
    state.woke(at: now)
    try perform(state.reduce(action))
  }

  private mutating func perform(_ effects: [Effect]) throws {
    for effect in effects {
      switch effect {
      case .observeList(let request): list = request
      case .observePage(let request): page = request
      case .startTimer(let timer, let milliseconds):
        timers[timer] = now + Double(milliseconds) / 1000
      case .stopTimer(let timer): timers[timer] = nil
      default: for action in try writer.write(effect, at: now) { try apply(action) }
      }
    }
  }

  /// What the observations would deliver.
  private mutating func deliver() throws {
    try apply(.countsChanged(try store.counts()))
    if let list { try apply(.listChanged(try store.list(list))) }
    if let page { try apply(.pageChanged(try store.page(page))) }
    show()
  }

  private mutating func show() {
    let frame = state.draw()
    if frames.last?.frame != frame {
      frames.append(Shown(seconds: now.timeIntervalSince(start), frame: frame))
    }
  }
}
