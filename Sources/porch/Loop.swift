import Cells
import Domain
import FoundationEssentials
import Glibc
import Interface
import Terminal

/// Which snapshots replace each other in the mailbox.
enum Slot: Hashable, Sendable {
  case list, counts, page, outbox, accounts, standings
}

typealias Post = Mailbox<Slot, Action>

/// Waits for keys, mail or a deadline, applies them, paints. Lives on the main thread and nowhere
/// else: it is deliberately not `Sendable`, so no effect can touch it.
final class Loop {
  private var state: State
  private var timers = Timers()
  private let tty: any Tty
  private let mailbox: Post
  private let effects: EffectRunner
  /// What came after the end, in the same round.
  private var late: [Action] = []

  init(state: State, tty: any Tty, mailbox: Post, effects: EffectRunner) {
    self.state = state
    self.tty = tty
    self.mailbox = mailbox
    self.effects = effects
  }

  /// Runs until the state is finished. `firstPaint` is called once the first frame is out, for
  /// everything that the first frame does not need.
  /// - Parameter opening: what is known already, so that the first frame shows people.
  /// - Returns: what was written and could not be kept.
  func run(opening: [Action], firstPaint: () -> Void) -> UnkeptWriting {
    var starting = opening.flatMap { state.reduce($0) }
    starting += state.start()
    tty.show(state.draw())
    firstPaint()
    perform(starting)
    while !state.isFinished {
      wait()
      if takeEverything() { tty.show(state.draw()) }
    }
    effects.finish()
    return UnkeptWriting(late + mailbox.takeAll())
  }

  /// Reads all waiting input and mail, so that a burst costs one paint.
  private func takeEverything() -> Bool {
    var actions = tty.readInput().map(Action.input)
    for signal in tty.takeSignals() {
      switch signal {
      case .suspend: actions += suspended()
      case .terminate: actions.append(.endRequested)
      }
    }
    if tty.isGone { actions.append(.endRequested) }
    actions += mailbox.takeAll()
    actions += timers.takeDue()
    state.woke(at: Date())
    for action in actions {
      // Behind the end nothing is done any more, but a failure is still to be told.
      if state.isFinished { late.append(action) } else { apply(action) }
    }
    return !actions.isEmpty
  }

  private func apply(_ action: Action) {
    if case .clock(let now) = action { effects.tick(at: now) }
    perform(state.reduce(action))
  }

  private func perform(_ wanted: [Effect]) {
    for effect in wanted {
      switch effect {
      case .startTimer(let timer, let milliseconds): timers.start(timer, milliseconds: milliseconds)
      case .stopTimer(let timer): timers.stop(timer)
      case .redraw: tty.redraw()
      case .suspend: for action in suspended() { apply(action) }
      default: effects.run(effect)
      }
    }
  }

  /// Gives the terminal back to the shell until it brings Porch to the foreground again.
  /// - Returns: what may have changed meanwhile; the next frame is drawn whole.
  private func suspended() -> [Action] {
    tty.suspend()
    return [.input(.resized(tty.size)), .clock(Date())]
  }

  private func wait() {
    var descriptors = [tty.inputDescriptor, tty.signalDescriptor ?? -1, mailbox.wakeDescriptor]
      .map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    timers.snoozeEnd = effects.nextWake
    // Interrupted or timed out: the loop looks at everything in any case.
    _ = poll(&descriptors, nfds_t(descriptors.count), timers.timeout())
  }
}
