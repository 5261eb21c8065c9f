import Cells
import Domain
import FoundationEssentials
package import Interface
package import Testing

/// A play: somebody presses keys and looks at the screen, against a world that answers.
///
/// What the interface wants to watch is answered at once from ``world``. Everything else it wants
/// done must be accounted for with ``expectEffects(_:sourceLocation:)`` before the next key.
package final class Play {
  package private(set) var state: State
  package var world: World
  /// Effects that nobody has accounted for yet; without timers, and without what is watched.
  package private(set) var effects: [Effect] = []
  /// What was asked to be watched since the last key.
  package private(set) var observed: [Effect] = []
  /// The timers that are running.
  package private(set) var timers: [Interface.Timer: Int] = [:]
  /// Whether pages and lists come at once, or only with ``answer()``.
  package var answersAtOnce = true
  private var unanswered: [Effect] = []
  private var now = World.now

  package init(
    _ world: World = .market, rows: Int = 24, columns: Int = 80,
    options: InterfaceOptions = .init(), sourceLocation: SourceLocation = #_sourceLocation
  ) {
    self.world = world
    state = State(
      size: Size(rows: rows, columns: columns), now: World.now, timeZone: .gmt, options: options)
    take(state.start())
    receive(.countsChanged(world.counts))
    receive(.accountsChanged(world.accounts))
    observed = []
  }

  deinit {
    if !effects.isEmpty { Issue.record("effects nobody accounted for at the end: \(effects)") }
  }

  // MARK: Acting

  /// Asks for commands by their keys, so that rebinding one breaks no test. The screen has been
  /// painted before, as it has before every one of these calls, but not in between.
  package func press(_ commands: Command..., sourceLocation: SourceLocation = #_sourceLocation) {
    state.woke(at: now)
    for command in commands {
      account(sourceLocation)
      if let chord = state.keymap.chords(for: command, in: state.mode).first, state.overlay == nil {
        for key in chord.keys { take(state.reduce(.input(.key(key)))) }
      } else {
        take(state.run(command))
      }
    }
  }

  /// Presses keys as they are written in a config: `j <enter> v w`.
  package func keys(_ notation: String, sourceLocation: SourceLocation = #_sourceLocation) {
    account(sourceLocation)
    state.woke(at: now)
    for part in notation.split(separator: " ") {
      guard let key = Key(notation: String(part)) else {
        Issue.record("\(part) is no key", sourceLocation: sourceLocation)
        continue
      }
      take(state.reduce(.input(.key(key))))
    }
  }

  package func type(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    account(sourceLocation)
    state.woke(at: now)
    for character in text { take(state.reduce(.input(.key(Key(character))))) }
  }

  package func paste(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    account(sourceLocation)
    state.woke(at: now)
    take(state.reduce(.input(.paste(text))))
  }

  /// Something happens that no key asked for.
  package func receive(_ action: Action) { take(state.reduce(action)) }

  /// A running timer runs out.
  package func elapse(
    _ timer: Interface.Timer, seconds: Double = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(timers[timer] != nil, "no \(timer) timer is running", sourceLocation: sourceLocation)
    timers[timer] = nil
    now.addTimeInterval(seconds)
    take(state.reduce(.elapsed(timer, at: now)))
  }

  /// The choice rests, and the thread follows.
  package func rest(sourceLocation: SourceLocation = #_sourceLocation) {
    elapse(.preview, sourceLocation: sourceLocation)
  }

  /// The world changes, and what is watched is delivered anew.
  package func change(_ change: (inout World) -> Void) {
    change(&world)
    take(state.reduce(.listChanged(world.window(state.list.request))))
    if let page = state.thread.page {
      take(state.reduce(.pageChanged(world.page(page.request))))
    }
  }

  /// Delivers what was held back.
  package func answer() {
    let waiting = unanswered
    unanswered = []
    for effect in waiting { deliver(effect) }
  }

  // MARK: Effects

  private func take(_ new: [Effect]) {
    for effect in new {
      switch effect {
      case .startTimer(let timer, let milliseconds): timers[timer] = milliseconds
      case .stopTimer(let timer): timers[timer] = nil
      case .observeList, .observePage:
        observed.append(effect)
        if answersAtOnce { deliver(effect) } else { unanswered.append(effect) }
      default: effects.append(effect)
      }
    }
  }

  private func deliver(_ effect: Effect) {
    switch effect {
    case .observeList(let request): take(state.reduce(.listChanged(world.window(request))))
    case .observePage(let request?): take(state.reduce(.pageChanged(world.page(request))))
    default: break
    }
  }

  private func account(_ sourceLocation: SourceLocation) {
    observed = []
    guard !effects.isEmpty else { return }
    Issue.record("effects nobody accounted for: \(effects)", sourceLocation: sourceLocation)
    effects = []
  }

  /// Accounts for everything the interface wanted done since the last time.
  package func expectEffects(
    _ expected: [Effect], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(effects == expected, sourceLocation: sourceLocation)
    effects = []
  }
}
