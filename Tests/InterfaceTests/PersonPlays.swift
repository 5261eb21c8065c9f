import Domain
import Interface
import TestSupport
import Testing

/// What the person pane says of a person's other names, and what can be decided about them.
@Suite struct PersonPlays {
  private static let perhaps = PersonCard.Perhaps(
    own: .init(1), other: .init(2), name: "Ana Ribeiro", network: .linkedin,
    reason: "the same full name")

  private static let other = Identity(
    id: .init(2), person: .init(2), account: .init(2), accountRemoteID: "li", network: .linkedin,
    remoteID: "ana-r", name: "Ana R.", handle: nil)

  private func world(_ change: (inout PersonCard) -> Void) -> World {
    var world = World.market
    if var page = world.pages[.ana] {
      change(&page.person)
      world.pages[.ana] = page
    }
    return world
  }

  private var suggesting: World { world { $0.perhaps = Self.perhaps } }

  @Test func thePaneSaysQuietlyWhoIsPerhapsTheSame() {
    let play = Play(suggesting, rows: 40, columns: 140)
    play.expect(.person, contains: "perhaps")
    play.expect(.person, contains: "also Ana Ribeiro")
    play.expect(.person, contains: "LinkedIn")
  }

  @Test func theKeysThatDecideStandBesideIt() {
    let play = Play(suggesting, rows: 40, columns: 140)
    play.expect(.person, contains: "= y  same person")
    play.expect(.person, contains: "= n  two people")
    play.type("=y")
    play.expectEffects([.judgePeople(.joined, Self.perhaps, .ana)])
  }

  @Test func withoutThePaneTheHeadingSaysIt() {
    let play = Play(suggesting, rows: 24, columns: 100)
    play.expect(.thread, contains: "perhaps also on LinkedIn")
    Play(rows: 24, columns: 100).expect(.thread, lacks: "perhaps")
    Play(suggesting, rows: 40, columns: 140).expect(.thread, lacks: "perhaps")
  }

  @Test func withoutThePaneNobodyIsJoinedUnnamed() {
    for (key, step) in [("y", PeopleStep.joined), ("n", .apart)] {
      let play = Play(suggesting, rows: 24, columns: 80)
      play.type("=y")
      play.expect(.whole, contains: "also Ana Ribeiro on LinkedIn? Why: the same full name.")
      play.expect(.whole, contains: "y one person   n two people   esc later")
      play.expectEffects([])
      play.type(key)
      play.expectEffects([.judgePeople(step, Self.perhaps, .ana)])
    }
    let later = Play(suggesting, rows: 15, columns: 50)
    later.type("=y")
    later.keys("<esc>")
    later.expectEffects([])
  }

  @Test func withoutALikenessThePaneIsSilent() {
    let play = Play(rows: 40, columns: 140)
    play.expect(.person, lacks: "perhaps")
    #expect(
      Command.samePerson.availability(in: play.state)
        == .off("Nobody is known who may be the same person"))
  }

  @Test func otherIdentitiesOfAPersonAreNamed() {
    let play = Play(
      world { card in
        card.alsoOn = [.init(network: .linkedin, handle: "ana-ribeiro")]
        card.otherConversations = 2
      }, rows: 40, columns: 140)
    play.expect(.person, contains: "also on     li ana-ribeiro")
    play.expect(.person, contains: "2 conversations")
  }

  @Test func joiningIsAskedOfTheStoreAndSaidWithTheWayBack() {
    let play = Play(suggesting, rows: 40, columns: 140)
    play.press(.samePerson)
    play.expectEffects([.judgePeople(.joined, Self.perhaps, .ana)])
    play.receive(.peopleJudged(.joined, Self.perhaps, title: "Ana Ribeiro"))
    play.expect(.status, contains: "Ana Ribeiro is also Ana Ribeiro on LinkedIn now. z undoes.")
    play.receive(
      .undone(.people(.joined, conversation: .ana, title: "Ana Ribeiro", other: Self.other)))
    play.expect(.status, contains: "Undone: joined Ana Ribeiro with Ana R. on LinkedIn.")
    play.receive(.undone(.people(.joined, conversation: .ana, title: "Ana Ribeiro", other: nil)))
    play.expect(.status, contains: "Undone: joined Ana Ribeiro with another identity.")
  }

  @Test func keepingApartIsRemembered() {
    let play = Play(suggesting)
    play.press(.notSamePerson)
    play.expectEffects([.judgePeople(.apart, Self.perhaps, .ana)])
    play.receive(.peopleJudged(.apart, Self.perhaps, title: "Ana Ribeiro"))
    play.expect(.status, contains: "Ana Ribeiro is not Ana Ribeiro on LinkedIn. z undoes.")
    play.receive(
      .redone(.people(.apart, conversation: .ana, title: "Ana Ribeiro", other: Self.other)))
    play.expect(.status, contains: "Done again: kept Ana Ribeiro apart from Ana R. on LinkedIn.")
  }

  /// No key of their own: they are run from the help.
  @Test func theHelpRunsThem() {
    let play = Play(suggesting)
    play.press(.help)
    play.type("not the same")
    play.keys("<enter>")
    play.expectEffects([.judgePeople(.apart, Self.perhaps, .ana)])
  }

  @Test func aLongNameStaysInThePane() {
    var perhaps = Self.perhaps
    perhaps.name = SafeText(line: String(repeating: "Ana Ribeiro ", count: 30))
    let play = Play(world { $0.perhaps = perhaps }, rows: 15, columns: 121)
    play.expect(.person, contains: "perhaps")
    play.press(.samePerson)
    play.expectEffects([.judgePeople(.joined, perhaps, .ana)])
    play.receive(.peopleJudged(.joined, perhaps, title: perhaps.name))
    play.expect(.status, contains: "z undoes.")
  }
}
