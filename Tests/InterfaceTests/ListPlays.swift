import Cells
import Domain
import Interface
import TestSupport
import Testing

@Suite struct ListPlays {
  @Test func theFirstSnapshotChoosesTheLongestWaitAndShowsIt() {
    let play = Play()
    play.expectSelected(.ana)
    play.expect(.list, contains: "★ Ana Ribeiro")
    #expect(play.shown == .ana)
  }

  @Test func aRowTellsNameNetworkAgeAndUnread() {
    let play = Play(rows: 36, columns: 140)
    play.expect(.list, contains: "★ Ana Ribeiro               ig    3d  2")
    play.expect(.list, contains: " ⚑ Milo Okonkwo              wa    5h  1")
    play.expect(.list, contains: "   Jo Park                   x    26h  1")
    play.expect(.list, contains: "12 pitches, 3 greetings set aside  !")
  }

  @Test func movingFastCostsOnePreview() {
    let play = Play()
    play.press(.next, .next, .next)
    play.expectSelected(.sakura)
    #expect(play.shown == .ana)
    #expect(play.timers[.preview] == 80)
    #expect(play.observed.isEmpty)
    play.rest()
    #expect(play.shown == .sakura)
    #expect(play.observed.count == 1)
  }

  @Test func aPreviewMarksNothing() {
    let play = Play()
    play.press(.next)
    play.rest()
    play.expectEffects([])
  }

  @Test func onlyTheBarMovesWithTheChoice() {
    let play = Play()
    let before = play.state.draw().buffer
    play.press(.next)
    let after = play.state.draw().buffer
    var cells = 0
    for row in 0..<24 {
      let old = Array(before.text(row: row))
      let new = Array(after.text(row: row))
      cells += zip(old, new).count { $0 != $1 }
      for column in 1..<80 {
        #expect(before.style(row: row, column: column) == after.style(row: row, column: column))
      }
    }
    #expect(cells == 4)
  }

  private static func crowd(_ count: Int) -> World {
    var world = World()
    for number in 1...count {
      world.add(
        Conversation.ID(Int64(number)), SafeText(line: "Person \(number)"), "@p", .instagram,
        waits: World.ago(days: Double(count - number + 1)), unread: 1, says: ["Hello?"])
    }
    world.counts = Counts([.waiting: count])
    return world
  }

  /// Where every row would have to be written anew the list goes far, and seldom.
  @Test func theListGoesByAScreenWhereTheTerminalCannotScrollIt() {
    let play = Play(Self.crowd(40), rows: 36, columns: 140)
    for _ in 1...10 { play.press(.next) }
    play.expect(.list, contains: "Person 1 ")
    play.press(.next)
    play.expect(.list, lacks: "Person 9 ")
    play.expect(.list, contains: "Person 10 ")
    play.expect(.list, contains: "Person 20 ")
  }

  /// Two rows ahead stay in sight, in both directions, and in every view.
  @Test func theListGoesByARowWhereTheTerminalCanScrollIt() {
    let play = Play(Self.crowd(40), rows: 36, columns: 140)
    play.receive(.input(.scrollsParts(true)))
    for _ in 1...8 { play.press(.next) }
    play.expect(.list, contains: "Person 1 ")
    play.press(.next)
    play.expect(.list, lacks: "Person 1 ")
    play.expect(.list, contains: "Person 12 ")
    play.expect(.list, lacks: "Person 13 ")
    for _ in 1...6 { play.press(.previous) }
    play.expect(.list, lacks: "Person 1 ")
    play.press(.previous)
    play.expect(.list, contains: "Person 1 ")
    play.press(.last)
    play.expect(.list, contains: "Person 40 ")
    play.press(.viewAll)
    for _ in 1...9 { play.press(.next) }
    play.expect(.list, lacks: "Person 1 ")
    play.expect(.list, contains: "Person 12 ")
    play.expect(.list, lacks: "Person 13 ")
  }

  /// A page is a page, and back again is where one was.
  @Test func aPageGoesByAsAPageWhereTheListGoesByARow() {
    let play = Play(Self.crowd(60), rows: 36, columns: 140)
    play.receive(.input(.scrollsParts(true)))
    play.press(.pageDown)
    play.expect(.list, lacks: "Person 9 ")
    play.expect(.list, contains: "Person 10 ")
    play.expect(.list, contains: "Person 20 ")
    let top = play.state.draw().buffer
    play.press(.pageDown, .pageUp)
    #expect(play.state.draw().buffer == top)
  }

  /// Nobody has pressed a key.
  @Test func whoArrivesDoesNotScrollAListThatGoesByARow() {
    let play = Play(Self.crowd(60), rows: 36, columns: 140)
    play.receive(.input(.scrollsParts(true)))
    play.press(.last)
    let line = play.state.draw().buffer.text(row: 3)
    play.change { world in
      world.add(
        Conversation.ID(61), "Person 61", "@p", .instagram, waits: World.ago(minutes: 1),
        unread: 1, says: ["Hello?"])
    }
    #expect(play.state.draw().buffer.text(row: 3) == line)
  }

  @Test func theChoiceStaysWhenTheListMoves() {
    let play = Play()
    play.press(.next, .next)
    play.change { world in
      world.add(
        Conversation.ID(99), "Early Bird", nil, .x, waits: World.ago(days: 9), says: ["first!"])
    }
    play.expectSelected(.milo)
    play.expect(.list, contains: "Early Bird")
  }

  @Test func theRowThatTakesThePlaceIsChosenWhenTheChosenOneLeaves() {
    let play = Play()
    play.press(.next)
    play.change { $0.change(.jo) { $0.waitingSince = nil } }
    play.expectSelected(.milo)
  }

  @Test func theLastRowIsFollowedByTheOneAbove() {
    let play = Play()
    play.press(.last)
    play.change { $0.change(.wes) { $0.waitingSince = nil } }
    play.expectSelected(.priya)
  }

  @Test func anEmptiedListHasNoChoiceAndSaysWhatElseThereIs() {
    let play = Play()
    play.change { world in
      for index in world.rows.indices { world.rows[index].waitingSince = nil }
    }
    play.expectSelected(nil)
    play.expect(.list, contains: "Nobody is waiting.")
    play.expect(.list, contains: "4 snoozed (4)")
    play.press(.next)
    play.expect(.status, contains: "This list is empty.")
  }

  @Test func withoutAccountsTheListSaysHowToBegin() {
    let play = Play(World())
    play.expect(.list, contains: "porch import PATH")
    play.expect(.list, contains: "porch demo")
  }

  @Test func nearTheEdgeOfTheWindowAnotherOneIsAskedFor() {
    let play = Play(.crowd(500))
    #expect(play.state.list.rows.count == 30)
    play.press(.pageDown, .pageDown)
    #expect(!play.observed.isEmpty)
    play.expectSelected(Conversation.ID(21))
    play.expect(.list, contains: "Person 21")
  }

  @Test func stepsBeyondTheWindowAreTakenWhenItIsHere() {
    let play = Play(.crowd(500))
    play.answersAtOnce = false
    for _ in 0..<40 { play.press(.next) }
    play.expectSelected(Conversation.ID(30))
    play.answer()
    play.answersAtOnce = true
    play.answer()
    #expect((play.state.list.selected?.value ?? 0) > 30)
  }

  @Test func bothEndsAreReachedThroughTheirWindow() {
    let play = Play(.crowd(500))
    play.press(.last)
    play.expectSelected(Conversation.ID(500))
    play.expect(.list, contains: "Person 500")
    play.press(.first)
    play.expectSelected(Conversation.ID(1))
    play.expect(.list, contains: "Person 1 ")
  }

  @Test func theListScrollsByAScreenButTwoRows() {
    let play = Play(.crowd(100))
    for _ in 0..<9 { play.press(.next) }
    play.expect(.list, contains: "Person 1 ")
    play.press(.next)
    play.expectSelected(Conversation.ID(11))
    play.expect(.list, lacks: "Person 8 ")
    play.expect(.list, contains: "Person 9 ")
    play.expect(.list, contains: "Person 18")
    for _ in 0..<2 { play.press(.previous) }
    play.expect(.list, contains: "Person 18")
    play.press(.previous)
    play.expectSelected(Conversation.ID(8))
    play.expect(.list, contains: "Person 1 ")
    play.expect(.list, contains: "Person 10")
    play.expect(.list, lacks: "Person 11")
  }

  @Test func everyViewHasItsHeadingAndItsEmptySentence() {
    let play = Play()
    let views: [(Command, String)] = [
      (.viewFirst, "First contacts"), (.viewFlagged, "Flagged"), (.viewSnoozed, "Snoozed"),
      (.viewOutbox, "Drafts and outbox"), (.viewPitches, "Pitches, set aside"),
      (.viewGreetings, "Greetings, set aside"), (.viewDone, "Done"),
      (.viewAll, "All conversations"), (.viewSpam, "Spam"), (.viewWaiting, "Waiting for you"),
    ]
    for (command, heading) in views {
      play.press(command)
      play.expect(.list, contains: heading)
    }
    play.press(.viewDone)
    play.expect(.list, contains: "Nothing is done yet.")
  }

  @Test func aRowSaysWhatIsSpecialAboutIt() {
    var world = World.market
    world.change(.ana) {
      $0.outbox = .failed(reason: "no such recipient")
      $0.lastLine = .init(text: "We do!", direction: .out)
    }
    world.change(.jo) { $0.hasDraft = true }
    world.change(.milo) {
      $0.waitingSince = nil
      $0.isClosedByThem = true
    }
    world.change(.sakura) {
      $0.triage = TriageState(status: .snoozed, snoozedUntil: World.ago(hours: -23))
      $0.waitingSince = nil
    }
    let play = Play(world, rows: 30, columns: 140)
    play.press(.viewAll)
    play.expect(.list, contains: "failed · You: We do!")
    play.change { world in
      world.change(.ana) {
        $0.outbox = nil
        $0.lastLine = .init(text: "We do!", direction: .out, writtenBy: "Sam")
      }
    }
    play.expect(.list, contains: "Sam: We do!")
    play.expect(.list, lacks: "You: We do!")
    play.expect(.list, contains: "draft · they: the link")
    play.expect(.list, contains: "closed by them · Order")
    play.press(.viewSnoozed)
    play.expect(.list, contains: "tomorrow 08:41 · ")
  }

  @Test func oneLineARowWhenChosenSo() {
    let play = Play(options: InterfaceOptions(density: .one))
    let lines = play.text(of: .list)
    #expect(lines[2].contains("Ana Ribeiro"))
    #expect(lines[3].contains("Jo Park"))
  }

  @Test func hostileNamesKeepTheColumnsStraight() {
    var world = World.market
    let names: [SafeText] = [
      SafeText(line: String(repeating: "長", count: 60)), "e\u{301}e\u{301}\u{200B}x", "👨‍👩‍👧‍👦 family 👍🏽",
      "\u{1B}[31mred\u{7}", "ﷺ﷽", "\u{202E}evil", "", "a\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}",
    ]
    for (index, name) in names.enumerated() {
      let id = world.rows[index].id
      world.change(id) { $0.title = name }
    }
    let play = Play(world, rows: 36, columns: 140)
    for row in 1..<35 {
      let line = play.state.draw().buffer.text(row: row)
      #expect(TextLayout.width(of: line) == 140, "row \(row): \(line)")
      #expect(play.text(of: .whole)[row].contains("│"))
    }
    play.expect(.list, contains: "(no name)")
  }
}
