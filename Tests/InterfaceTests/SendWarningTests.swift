import Domain
import FoundationEssentials
import Interface
import TestSupport
import Testing

/// What is said about a reply before it goes, and what is not.
@Suite struct SendWarningTests {
  private func warnings(
    _ text: String, to names: [String] = ["Ana Ribeiro", "ana.rib92"],
    change: (inout SendCircumstances) -> Void = { _ in }
  ) -> [SendWarning] {
    var circumstances = SendCircumstances(network: .instagram, now: World.now, names: names)
    change(&circumstances)
    return SendWarning.all(about: text, circumstances)
  }

  // MARK: Names

  @Test(arguments: [
    ("Hi Anna, we do!", ["Ana Ribeiro"], "Anna"), ("hello Jo!\nYes.", ["Ana Ribeiro"], "Jo"),
    ("Liebe Frau Müller, danke", ["Ana Ribeiro"], "Müller"),
    ("Bonjour Élodie !", ["Zoë Martin"], "Élodie"), ("Hola José María,", ["Ana"], "José María"),
    ("Olá João", ["Ana Ribeiro"], "João"), ("Good morning Tom.", ["Ana 🌸"], "Tom"),
    ("Ciao Luca 😀 sì", ["Ana"], "Luca"),
  ])
  func anotherNameIsSaid(_ text: String, _ names: [String], _ name: String) {
    #expect(warnings(text, to: names) == [.wrongName(name, recipient: names[0])])
  }

  @Test(arguments: [
    ("Hi Ana, we do!", ["Ana Ribeiro"]), ("HI ANA!", ["Ana Ribeiro"]),
    ("Dear Ms Ribeiro,", ["Ana Ribeiro"]), ("Hola Jose,", ["José Núñez"]),
    ("Lieber Juergen,", ["Jürgen Groß"]), ("Hi Alex,", ["Alexandra Kim"]),
    ("Hi Kim,", ["A. Kim"]), ("Hi Anna,", ["A. K."]), ("Hi Sabine,", ["Ana", "sabine_77"]),
    ("Hi there, Tom is here", ["Ana"]), ("Hi Thanks for writing, Ana", ["Ana"]),
    ("Hello everyone!", ["Ana"]), ("Hallo Zusammen,", ["Ana"]), ("Hi again!", ["Ana"]),
    ("Hi anna, yes", ["Ana"]), ("Anna, we do!", ["Ana"]), ("Highland cows, yes", ["Ana"]),
    ("Hi Anna,", []), ("Hi Anna,", ["coffee_lover"]), ("Hi Anna,", ["+49 170 1"]),
    ("Hi Anna,", ["Анна"]), ("Hi Анна,", ["Ana"]), ("Hi,", ["Ana"]), ("", ["Ana"]),
    ("Dear Mr. Smith,", ["Ana"]),
  ])
  func theirOwnNameAndNoNameAreNot(_ text: String, _ names: [String]) {
    #expect(warnings(text, to: names) == [])
  }

  @Test func aNameTheySignWithIsRight() {
    #expect(warnings("Hi Sabine,") == [.wrongName("Sabine", recipient: "Ana Ribeiro")])
    #expect(warnings("Hi Sabine,") { $0.theirTexts = ["See you!\nSabine"] } == [])
  }

  // MARK: Attachments

  @Test(arguments: [
    ("The menu is attached.", "attached"), ("See the ATTACHMENT", "attachment"),
    ("Die Karte ist im Anhang.", "im Anhang"), ("Anbei die Karte", "anbei"),
    ("La carte est ci-jointe.", "ci-jointe"), ("Adjunto el menú", "adjunto"),
    ("Segue em anexo", "em anexo"), ("Il menù è in allegato", "in allegato"),
    ("Menu w załączniku", "w załączniku"),
  ])
  func aPromisedFileIsSaid(_ text: String, _ word: String) {
    #expect(warnings(text) == [.missingAttachment(word)])
  }

  @Test(arguments: [
    "Thanks for the attachment!", "I got your attachment", "We are attached to it",
    "No strings attached", "unattached", "Danke für den Anhang",
  ])
  func theirFileIsNot(_ text: String) { #expect(warnings(text) == []) }

  // MARK: The rest

  @Test(arguments: [
    ("Hi {{name}}, yes", "{{name}}"), ("{{ first name }}", "{{ first name }}"),
    ("{{\n}} {{b}}", "{{b}}"),
  ])
  func aPlaceHolderIsSaid(_ text: String, _ holder: String) {
    #expect(warnings(text).contains(.unfilled(holder)))
  }

  @Test(arguments: ["{name}", "{{}}", "{{ }}", "{{open", "}} {{", "{{a\nb}}"])
  func otherBracesAreNot(_ text: String) { #expect(warnings(text) == []) }

  @Test func lengthIsCountedAsTheNetworkDoes() {
    #expect(warnings("👋👋👋👋") { ($0.maxText, $0.maxTextUnit) = (4, .scalars) } == [])
    let over = warnings("👋👋👋👋") { ($0.maxText, $0.maxTextUnit) = (4, .utf16) }
    #expect(over == [.tooLong(by: 4, network: .instagram)])
  }

  @Test func theReplyWindowEnds() {
    #expect(warnings("Yes") { $0.replyWindowEnds = World.ago(minutes: -1) } == [])
    let late = warnings("Yes") { $0.replyWindowEnds = World.now }
    #expect(late == [.windowClosed(network: .instagram)])
  }

  @Test func theSameSentenceTwiceIsSaidAndThanksIsNot() {
    let before = ["Thanks!", "We open at nine  every day."]
    #expect(warnings("Thanks!") { $0.lastReplies = before } == [])
    #expect(warnings("We open at ten every day.") { $0.lastReplies = before } == [])
    let same = warnings("we open at nine\nevery day.") { $0.lastReplies = before }
    #expect(same == [.repeated])
  }

  @Test func severalAreSaidTogether() {
    let all = warnings("Hi Anna, {{menu}} is attached.")
    #expect(
      all == [
        .unfilled("{{menu}}"), .wrongName("Anna", recipient: "Ana Ribeiro"),
        .missingAttachment("attached"),
      ])
  }

  @Test func aPromiseIsLookedForInTheBeginningOfAPastedBook() {
    let book = String(repeating: "so ", count: 6_000)
    #expect(warnings(book + "attached") == [.missingAttachment("attached")])
    #expect(warnings(book + book + "attached") == [])
  }

  @Test func onlyAShortTextIsLookedAtWhileSomebodyTypes() {
    let words = String(repeating: "so ", count: 300)
    #expect(SendWarning.hint(whileTyping: words + "attached") != nil)
    #expect(SendWarning.hint(whileTyping: words + words + "attached") == nil)
  }
}
