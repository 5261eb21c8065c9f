import Cells
import Domain
import FoundationEssentials

extension State {
  /// Takes in one thing that happened, and tells colleagues when it took us elsewhere.
  package mutating func reduce(_ action: Action) -> [Effect] {
    let before = (keys: keysInForce, notice: notice)
    let effects = route(action)
    let words = keysInForce == before.keys ? [] : keysChanged(saidBefore: before.notice)
    return effects + words + tellWhereWeAre()
  }

  /// Routes only: panes and aspects do the work.
  private mutating func route(_ action: Action) -> [Effect] {
    switch action {
    case .input(let input): return receive(input)
    case .clock(let date):
      now = date
      bell = false
      // Whoever is not back by now is not what an undo brings.
      list.wanted = nil
      return []
    case .elapsed(let timer, let date):
      hear(date)
      return elapsed(timer)
    case .listChanged(let list): return receive(list)
    case .countsChanged(let counts):
      receive(counts)
      return []
    case .pageChanged(let page): return receive(page) + noteReply(in: page)
    case .accountsChanged(let accounts):
      self.accounts = accounts
      return []
    case .standingsChanged(let standings):
      self.standings = standings
      return sayWhatSyncNowCameTo()
    case .colleagueSeen(let presence): return receive(presence)
    case .triaged(let step, let id, let title):
      let reader = wordsOfReader(deciding: id)
      // Whoever has gone on to a prompt needs the keys of that.
      guard keysInForce == .reading || !reader.isEmpty else { return [] }
      return say(step.words(title, self) + reader)
    case .triagedAlready(let step, let id, let title):
      isOwnChange = false
      return say(step.wordsOfNoChange(title, conversation(id)))
    case .peopleJudged(let step, let perhaps, let title):
      return peopleJudged(step, perhaps, title)
    case .undone(let outcome): return undone(outcome)
    case .redone(let outcome): return redone(outcome)
    case .enqueued(let outcome, let outgoing): return enqueued(outcome, outgoing)
    case .outboxChanged(let pending):
      outbox.pending = pending
      return pending == 0 ? endReply() : []
    case .noticed(let notice): return show(notice)
    case .reported(let notice): return report(notice)
    case .sendFailed(let outgoing, let notice): return sendFailed(outgoing, notice)
    case .draftSaveFailed(let id, let text): return draftSaveFailed(text, for: id)
    case .endRequested: return end()
    }
  }

  private mutating func receive(_ input: Input) -> [Effect] {
    bell = false
    switch input {
    case .key(let key):
      ownPresence.touchedAt = now
      return press(key)
    case .paste(let text):
      ownPresence.touchedAt = now
      return paste(text)
    case .pasteCut:
      return say("The paste was longer than 1 MB; the rest was left out.", .warning)
    case .resized(let size):
      self.size = size
      return list.resize(visible: visibleRows)
    case .scrollsParts(let can):
      list.pace = can ? .row : .screen
      return []
    case .background(let isLight):
      isOnLight = isLight
      return []
    }
  }

  private mutating func elapsed(_ timer: Timer) -> [Effect] {
    switch timer {
    case .preview: return preview()
    case .draft:
      writing.isTimerRunning = false
      return saveDraft()
    case .notice:
      notice = nil
      return tellWhatWaited()
    case .hold: return countDown()
    case .colleagues: return forgetColleagues()
    case .ownPresence:
      maySayWhereWeAre()
      return []
    case .ownReply: return endReply()
    }
  }

  mutating func say(_ sentence: String, _ weight: Notice.Weight = .info) -> [Effect] {
    show(Notice(weight, SafeText(line: sentence)))
  }

  mutating func show(_ notice: Notice) -> [Effect] {
    self.notice = notice
    isNoticeOwn = true
    // A failure stays a little longer: it has a next step to be read.
    return [.startTimer(.notice, milliseconds: notice.weight == .failure ? 8000 : 4000)]
  }
}
