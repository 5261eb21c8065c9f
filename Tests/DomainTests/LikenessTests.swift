import Domain
import Testing

/// Who is perhaps one person, and who never is.
@Suite struct LikenessTests {
  private func identity(
    _ number: Int64, _ name: SafeText?, _ handle: SafeText? = nil, id: String? = nil,
    network: Network = .instagram, account: Int64? = nil, person: Int64? = nil
  ) -> Identity {
    Identity(
      id: .init(number), person: .init(person ?? number), account: .init(account ?? number),
      accountRemoteID: "a\(account ?? number)", network: network, remoteID: id ?? "id-\(number)",
      name: name, handle: handle)
  }

  private func likeness(_ one: Identity, _ other: Identity) -> Likeness? {
    let there = one.likeness(to: other)
    #expect((there == nil) == (other.likeness(to: one) == nil))
    return there
  }

  @Test(arguments: [
    ("Ana Lima", "Ana Lima"), ("Ana Lima", "ANA  LIMA"), ("José Pérez", "Jose Perez"),
    ("Jörg Müller", "Joerg Mueller"), ("Ana Lima 🌻", "Ana Lima"),
    ("Ana-Maria Lima", "Ana Maria Lima"),
  ])
  func aFullNameIsTheSameInEverySpelling(one: String, other: String) {
    let found = likeness(identity(1, SafeText(line: one)), identity(2, SafeText(line: other)))
    #expect(found?.reason == "the same full name")
  }

  @Test(arguments: [
    "Ana", "instagramuser", "Instagram user", "Facebook user", "LinkedIn Member", "Support",
    "Customer Support", "Support Team", "Deleted Account", "Telegram User 48213", "", "4711 0815",
    "🌻🌻 🌻", "A B", "WhatsApp Business", "Unknown User",
  ])
  func aNameThatIsNobodysSaysNothing(name: String) {
    #expect(likeness(identity(1, SafeText(line: name)), identity(2, SafeText(line: name))) == nil)
  }

  @Test(arguments: [
    ("@ana.grows", "ana.grows"), ("Ana.Grows", "@ana.grows"),
    ("@ana@mas.example", "@Ana@mas.example"),
  ])
  func aHandleIsTheSameWithItsSignAndWithout(one: String, other: String) {
    let first = identity(1, nil, SafeText(line: one))
    #expect(likeness(first, identity(2, nil, SafeText(line: other))) != nil)
  }

  @Test(arguments: ["@ana", "@4711", "@support", "@instagramuser", "@user48213", "@info", "@"])
  func aHandleThatIsShortOrNobodysSaysNothing(handle: String) {
    let handle = SafeText(line: handle)
    #expect(likeness(identity(1, nil, handle), identity(2, nil, handle)) == nil)
  }

  @Test func aNumberIsTheSameHoweverItIsWritten() {
    let phone = identity(1, "+351 912 345 678", network: .whatsapp)
    let other = identity(2, nil, id: "351912345678@s.whatsapp.net", network: .other)
    #expect(likeness(phone, other)?.reason == "the same phone number")
    #expect(likeness(phone, identity(3, "00351-912345678")) != nil)
    #expect(likeness(identity(4, "912 345 678"), identity(5, "912 345 678")) == nil)
  }

  @Test func anAddressIsTheSameInAnyCase() {
    let mail = identity(1, "Ana", "ana.lima@example.org", network: .email)
    #expect(
      likeness(mail, identity(2, nil, id: "Ana.Lima@Example.org"))?.reason
        == "the same e-mail address")
    let office = identity(3, nil, "info@example.org")
    #expect(likeness(office, identity(4, nil, "info@example.org")) == nil)
  }

  @Test func withinOneAccountANameSaysNothing() {
    let one = identity(1, "Ana Lima", account: 7)
    #expect(likeness(one, identity(2, "Ana Lima", account: 7)) == nil)
  }

  @Test func whoIsOneAlreadyIsNotSuggested() {
    #expect(
      likeness(identity(1, "Ana Lima", person: 9), identity(2, "Ana Lima", person: 9)) == nil)
  }

  @Test func whatNoHumanWritesIsNobody() {
    var bot = identity(1, "Ana Lima")
    bot.isAutomated = true
    #expect(likeness(bot, identity(2, "Ana Lima")) == nil)
  }

  /// Stored in every file: a key that changes would lose whom it was to find.
  @Test func aKeyIsTheSameForEver() {
    #expect(Likeness.name("ana lima").key == -5_557_182_966_815_851_594)
    #expect(Likeness.handle("ana.lima").key != Likeness.name("ana.lima").key)
  }
}
