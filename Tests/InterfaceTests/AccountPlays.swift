import Cells
import Domain
import FoundationEssentials
import Interface
import TestSupport
import Testing

/// How the servers stand: in the view bar, and on a page of their own.
@Suite struct AccountPlays {
  private static func status(
    _ network: Network, _ state: AccountStatus.State, number: Int64 = 1
  ) -> AccountStatus {
    var account = World.account(network, delivery: .server(connection: "team"))
    account.id = Account.ID(number)
    return AccountStatus(account: account, state: state)
  }

  private static let team = ConnectionStanding(
    name: "team", url: "https://inbox.example.com", lastSuccess: World.ago(minutes: 2),
    waitingReplies: 2, waitingChanges: 1, lag: 0.24, lastError: "no answer, again in 20 s")

  private func followed(rows: Int = 24, columns: Int = 80) -> Play {
    let play = Play(rows: rows, columns: columns)
    play.receive(.accountsChanged([Self.status(.instagram, .following(since: World.now))]))
    play.receive(.standingsChanged([Self.team]))
    return play
  }

  @Test(arguments: [140, 80, 50])
  func aFirstSyncIsInTheBarInWords(columns: Int) {
    let play = Play(columns: columns)
    let progress = SyncProgress(pages: 41, messages: 12_300, rate: 300, secondsLeft: 40)
    play.receive(.accountsChanged([Self.status(.instagram, .syncing(progress))]))
    play.receive(.countsChanged(Counts([.waiting: 8])))
    play.expect(.bar, contains: columns > 50 ? "ig 12,300 read, 40 s left" : "Waiting 8")
  }

  @Test func untilTheFirstPageItConnects() {
    let play = Play(columns: 140)
    play.receive(.accountsChanged([Self.status(.instagram, .syncing(SyncProgress()))]))
    play.expect(.bar, contains: "ig connecting")
  }

  @Test func aServerThatNeverAnsweredIsSaidInTheBar() {
    let play = Play(columns: 80)
    play.receive(.accountsChanged([]))
    play.receive(.standingsChanged([ConnectionStanding(name: "team", url: "https://a.example")]))
    play.expect(.bar, contains: "team connecting")
    var failed = Self.team
    failed.lastSuccess = nil
    play.receive(.standingsChanged([failed]))
    play.expect(.bar, contains: "team ○ offline")
  }

  @Test func nothingIsSaidNotToBeFollowedAboveWhatIs() {
    let play = Play()
    play.press(.accounts)
    play.expect(.whole, contains: "● followed")
    play.expect(.whole, lacks: "No server is followed")
    #expect(play.text(of: .whole).filter { $0.contains("Accounts") }.count == 1)
    let archive = World.account(.whatsapp, delivery: .handover)
    play.receive(.accountsChanged([AccountStatus(account: archive, state: .archive)]))
    play.expect(.whole, contains: "No server is followed.")
  }

  // MARK: Whoever may only look

  private static let looked: ConnectionStanding = {
    var standing = team
    (standing.user, standing.role) = ("Sam", "reader")
    return standing
  }()

  @Test(arguments: [140, 80, 50])
  func whatAReaderDecidesStaysHereAndThePageSaysSo(columns: Int) {
    let play = Play(columns: columns)
    play.receive(.standingsChanged([Self.looked]))
    play.press(.accounts)
    play.expect(.whole, contains: "as Sam, reader: what you decide stays")
    var agent = Self.looked
    agent.role = "agent"
    play.receive(.standingsChanged([agent]))
    play.expect(.whole, contains: "as Sam, agent")
    play.expect(.whole, lacks: "stays on this")
  }

  @Test func aReaderIsToldOnceThatADecisionStaysHere() {
    var world = World.market
    world.pages[.ana]?.account.delivery = .server(connection: "team")
    let play = Play(world, columns: 140)
    let account = Account.ID(world.pages[.ana]?.conversation.account.value ?? 0)
    var status = Self.status(.instagram, .following(since: World.now))
    status.account.id = account
    play.receive(.accountsChanged([status]))
    play.receive(.standingsChanged([Self.team]))
    play.receive(.triaged(.flag(true), conversation: .ana, title: "Ana Ribeiro"))
    play.expect(.status, lacks: "Only on this machine")
    play.receive(.standingsChanged([Self.looked]))
    play.receive(.triaged(.flag(true), conversation: .ana, title: "Ana Ribeiro"))
    play.expect(.status, contains: "Only on this machine: team has you as a reader.")
    play.receive(.triaged(.flag(false), conversation: .ana, title: "Ana Ribeiro"))
    play.expect(.status, lacks: "Only on this machine")
  }

  @Test func theHelpOpensOnTheAccountPageToo() {
    let play = followed()
    play.press(.accounts)
    play.keys("?")
    guard case .help? = play.state.overlay else {
      Issue.record("no help: \(String(describing: play.state.overlay))")
      return
    }
  }

  @Test func syncNowAsksEveryServer() {
    let play = followed()
    play.press(.syncNow)
    play.expectEffects([.syncNow])
    play.expect(.status, contains: "Asking every server.")
  }

  @Test func whatSyncNowCameToIsSaidOnce() {
    let play = followed()
    play.press(.syncNow)
    play.expectEffects([.syncNow])
    var queued = Self.team
    queued.waitingChanges = 2
    play.receive(.standingsChanged([queued]))
    play.expect(.status, contains: "Asking every server.")
    play.receive(.standingsChanged([Self.team]))
    play.expect(.status, contains: "team: no answer, again in 20 s")
    play.elapse(.notice, seconds: 8)
    play.receive(.standingsChanged([Self.team]))
    play.expect(.status, lacks: "no answer")
    play.press(.syncNow)
    play.expectEffects([.syncNow])
    var reached = Self.team
    reached.lastError = nil
    reached.lastSuccess = World.now
    play.receive(.standingsChanged([reached]))
    play.expect(.status, contains: "Up to date.")
  }

  @Test func whatFailsInTheBackgroundWaitsForTheWordsAboutAnOwnStep() {
    let play = followed()
    play.receive(.triaged(.flag(true), conversation: .ana, title: "Ana Ribeiro"))
    play.expect(.status, contains: "Ana Ribeiro")
    play.receive(.reported(Notice(.failure, "team: no answer")))
    play.expect(.status, contains: "Ana Ribeiro")
    play.elapse(.notice, seconds: 4)
    play.expect(.status, contains: "team: no answer")
    play.receive(.triaged(.flag(true), conversation: .ana, title: "Ana Ribeiro"))
    play.expect(.status, contains: "Ana Ribeiro")
  }

  @Test func withoutAServerSyncNowSaysHowToGetOne() {
    let play = Play()
    play.press(.syncNow)
    play.expectEffects([])
    play.expect(.status, contains: "porch account add")
  }

  @Test(arguments: [(24, 80), (36, 140), (15, 50)])
  func thePageTellsHowAServerStands(rows: Int, columns: Int) {
    let play = followed(rows: rows, columns: columns)
    play.press(.accounts)
    for words in [
      "team  https://inbox.example.com", "ig Shop ● followed", "lag 0.2 s",
      "2 replies and 1 change wait to be sent", "last error: no answer, again in 20 s",
    ] {
      play.expect(.whole, contains: words)
    }
    play.keys(",")
    play.expectEffects([.syncNow])
    play.keys("<esc>")
    #expect(play.state.overlay == nil)
  }

  @Test func thePageScrollsAndStopsAtItsEnds() {
    let play = Play(rows: 15, columns: 50)
    let standings = (1...9).map { number in
      ConnectionStanding(name: "server\(number)", url: SafeText(line: "https://\(number).example"))
    }
    play.receive(.standingsChanged(standings))
    play.press(.accounts)
    play.expect(.whole, contains: "server1  ")
    play.expect(.whole, contains: "more ↓")
    play.keys("k")
    play.expect(.whole, contains: "server1  ")
    play.keys("j j j j")
    play.expect(.whole, lacks: "server1  ")
    play.keys("G")
    play.expect(.whole, contains: "server9  ")
    play.keys("j <pgdn>")
    play.expect(.whole, contains: "Other accounts")
    play.expect(.whole, lacks: "more ↓")
    play.keys("g")
    play.expect(.whole, contains: "server1  ")
    play.keys("q")
    #expect(play.state.overlay == nil)
  }

  @Test func withoutAServerThePageNamesTheCommandAndTheArchives() {
    let play = Play()
    var archive = AccountStatus(account: World.account(.whatsapp), state: .archive)
    archive.account.name = "Export"
    play.receive(.accountsChanged([archive]))
    play.press(.accounts)
    play.expect(.whole, contains: "porch account add NAME --url URL")
    play.expect(.whole, contains: "wa Export – archive, nothing comes by itself")
  }

  @Test func whatServersSayCannotBreakThePage() {
    for (rows, columns) in [(10, 40), (15, 50), (50, 200)] {
      let play = Play(rows: rows, columns: columns)
      let long = SafeText(line: String(repeating: "words 長い ", count: 200))
      play.receive(
        .standingsChanged([
          ConnectionStanding(
            name: String(repeating: "n", count: 300), url: long, waitingReplies: .max / 2,
            lag: .infinity, lastError: long)
        ]))
      play.receive(
        .accountsChanged([
          Self.status(
            .other, .syncing(SyncProgress(pages: .max, messages: .max, rate: .infinity)))
        ]))
      play.press(.accounts)
      play.keys("G")
      #expect(play.state.draw().buffer.size == Size(rows: rows, columns: columns))
    }
  }

  @Test func itsKeysAreTheConfiguredOnes() {
    let keymap = Keymap.standard.merging(["inbox": ["S": "syncNow", ",": "none"]]).0
    let play = Play(options: InterfaceOptions(keymap: keymap))
    play.receive(.standingsChanged([Self.team]))
    play.press(.accounts)
    play.expect(.status, contains: "S sync now")
    play.keys("S")
    play.expectEffects([.syncNow])
  }
}
