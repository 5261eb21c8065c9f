import Cells
import Domain
import Foundation
import Interface
import TestSupport
import Testing

/// Where things are, at every size.
@Suite struct ScreenPlays {
  @Test func theScreenIsDrawnAnewWhereverOneIs() {
    var world = World.market
    world.change(.ana) { $0.unread = 0 }
    let play = Play(world)
    for command in [Command.redraw, .reply, .help] {
      play.press(command)
      play.expectEffects(command == .redraw ? [.redraw] : [])
      play.keys("<c-l>")
      play.expectEffects([.redraw])
      play.expect(.status, lacks: "means nothing")
    }
    #expect(play.state.composer.text.isEmpty)
  }

  @Test(arguments: [(119, false), (120, true), (140, true), (80, false)])
  func thePersonHasAPaneFrom120Columns(columns: Int, hasPerson: Bool) {
    let play = Play(columns: columns)
    #expect((play.state.rect(of: .person) != nil) == hasPerson)
    #expect(play.state.rect(of: .list) != nil && play.state.rect(of: .thread) != nil)
  }

  @Test func under70ColumnsListAndThreadTakeTurns() {
    let play = Play(columns: 69)
    #expect(play.state.rect(of: .thread) == nil)
    play.press(.open)
    play.expectEffects([.markDisplayed(.ana)])
    #expect(play.state.rect(of: .list) == nil)
    play.expect(.thread, contains: "hello? :)")
    play.press(.back)
    play.expect(.list, contains: "Ana Ribeiro")
  }

  @Test func tooSmallIsSaid() {
    let play = Play(rows: 8, columns: 30)
    #expect(play.text(of: .whole).joined(separator: " ").contains("Porch needs at least 40×10"))
    #expect(play.text(of: .whole).joined(separator: " ").contains("30×8"))
    play.receive(.input(.resized(Size(rows: 24, columns: 80))))
    play.expect(.list, contains: "Ana Ribeiro")
  }

  @Test func aLargerTerminalAsksForALargerWindow() {
    let play = Play(.crowd(300), columns: 80)
    play.receive(.input(.resized(Size(rows: 70, columns: 80))))
    #expect(!play.observed.isEmpty)
    play.expect(.list, contains: "Person 20")
  }

  @Test func theBarLeavesOutTheLeastImportant() {
    for columns in 40...200 {
      let play = Play(columns: columns)
      let bar = play.text(of: .bar)[0]
      #expect(bar.contains("porch  Waiting 8"), "\(columns): \(bar)")
      #expect(bar.hasSuffix("09:41"), "\(columns): \(bar)")
    }
    Play(columns: 140).expect(.bar, contains: "ig ● x ● wa ●   09:41")
    Play(columns: 80).expect(.bar, contains: "● synced 09:41")
    Play(columns: 140).expect(.bar, contains: "Flagged 1   Snoozed 4   Outbox 1   Pitches 12")
    Play(columns: 140).expect(.bar, lacks: "Spam")
  }

  @Test func aFailureIsInWords() {
    for columns in [40, 50, 60, 80, 140] {
      let play = Play(columns: columns)
      var accounts = World.market.accounts
      accounts[1].state = .failed("retry 20s")
      play.receive(.accountsChanged(accounts))
      play.expect(
        .bar,
        contains: columns == 140 ? "ig ● x ○ retry 20s wa ●" : "x ○ offline")
    }
  }

  @Test func aFailureTooLongForTheBarIsAWordBesideAllTheViews() {
    for columns in [40, 50, 80, 140] {
      let play = Play(columns: columns)
      var accounts = World.market.accounts
      accounts[0].state = .failed("inbox.example.com does not answer. It is asked again in 20 s.")
      play.receive(.accountsChanged(accounts))
      play.expect(.bar, contains: "ig ○ offline")
      if columns == 140 { play.expect(.bar, contains: "Pitches 12") }
    }
  }

  @Test func thePersonPaneTellsWhatIsKnown() {
    var world = World.market
    world.change(.ana) { $0.labels = ["seeds", "local"] }
    world.pages[.ana]?.person = PersonCard(
      name: "Ana Ribeiro", followsUsSince: World.ago(days: 6), firstWroteAt: World.ago(days: 3),
      alsoOn: [.init(network: .x, handle: "@anagrows")], otherConversations: 2)
    let play = Play(world, columns: 140)
    for words in [
      "follows you since Mon 16 Nov", "first wrote 3 days ago", "you replied never",
      "also on     x @anagrows", "labels      seeds", "local", "earlier     2 conversations",
      "why here    unanswered 3 days",
    ] {
      play.expect(.person, contains: words)
    }
  }

  @Test func aLongValueBesideTheThreadGoesOnBelow() {
    var world = World.market
    world.change(.ana) {
      $0.waitingSince = World.ago(hours: 30)
      $0.labels = ["wants to hear about the harvest"]
    }
    let play = Play(world, columns: 140)
    play.expect(.person, contains: "why here    unanswered 30")
    play.expect(.person, contains: "            hours")
    play.expect(.person, contains: "labels      wants to hear")
    play.expect(.person, lacks: "…")
  }

  @Test func whatAccountsOfANetworkHaveInCommonIsSaidOnce() {
    let play = Play(columns: 140)
    var accounts = World.market.accounts
    accounts[1].account.network = .whatsapp
    accounts[1].state = .archive
    accounts[2].state = .archive
    play.receive(.accountsChanged(accounts + accounts))
    play.expect(.bar, contains: "2 ig ● 4 wa –")
    play.expect(.bar, lacks: "wa – wa –")
  }

  @Test func withoutUnicodeTheMarksAreASCII() {
    let play = Play(options: InterfaceOptions(utf8: false))
    play.expect(.list, contains: ">* Ana Ribeiro")
    play.expect(.whole, contains: "|")
    play.expect(.bar, contains: "+ synced")
  }

  @Test func theClockMovesOn() {
    let play = Play()
    play.receive(.clock(World.now.addingTimeInterval(120)))
    play.expect(.bar, contains: "09:43")
  }

  @Test(arguments: [(24, 80), (36, 140), (15, 50), (10, 40)])
  func theDesignedScreens(rows: Int, columns: Int) {
    let play = Play(rows: rows, columns: columns)
    play.press(.next)
    play.rest()
    play.expectScreen("waiting-\(columns)x\(rows)")
    play.press(.open)
    play.expectEffects([.markDisplayed(.jo)])
    play.expectScreen("reading-\(columns)x\(rows)")
    play.press(.reply)
    play.type("Thank you, it is mended.")
    play.expectScreen("writing-\(columns)x\(rows)")
  }

  @Test(arguments: [(24, 80), (10, 40)])
  func theDesignedOverlays(rows: Int, columns: Int) {
    let play = Play(rows: rows, columns: columns)
    play.press(.snooze)
    play.expectScreen("snooze-\(columns)x\(rows)")
    play.keys("<esc>")
    play.press(.help)
    play.type("wa")
    play.expectScreen("help-\(columns)x\(rows)")
  }

  @Test func withoutColourItReadsTheSame() {
    let play = Play(options: InterfaceOptions(theme: .mono))
    play.press(.next)
    play.expectScreen("mono-80x24")
  }
}
