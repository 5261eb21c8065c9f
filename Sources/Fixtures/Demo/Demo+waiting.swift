import Domain

extension Demo {
  /// The eight who wait, the longest wait first.
  static let waiting: [Talk] = [ana, jo, milo, sakura, leila, tom, priya, wes]

  private static let ana = Talk(
    id: hero, account: .instagram, name: "Ana Ribeiro", handle: "@ana.grows",
    labels: ["seeds", "local"], followsFor: days(5),
    lines: [
      .them(
        days(3) + hours(2), "Hi! Is this the right place to ask? This is our corner, sun all day."
      )
      .with(.photo("garden.jpg", kilobytes: 214)),
      .sam(
        days(3) + minutes(42), "Sunflowers: two kinds left in the shop, I put a bag aside."),
      .them(
        minutes(86),
        "do you still have sunflower seeds? I need them before the weekend, it is for the kids at "
          + "our block party. hello? :)"),
    ])

  private static let jo = Talk(
    id: "x-jo", account: .x, name: "Jo Park", handle: "@jopark", followsFor: days(210),
    lines: [
      .them(days(6), "the tomato mix came today. three days early, I am impressed"),
      .us(days(5) + hours(16), "So glad it arrived! Enjoy.").reacted("🍅", by: "Jo Park"),
      .them(
        hours(26) + minutes(20),
        "the link in your bio is dead, just so you know. https://wrenfold.example/spring"),
    ])

  private static let milo = Talk(
    id: "wa-milo", account: .whatsapp, name: "Milo Okonkwo", handle: "+44 7700 900112",
    triage: .flagged, labels: ["orders"],
    lines: [
      .them(days(9), "Good morning. Can I add a gift card to an order I already paid?"),
      .us(days(9) - hours(1), "Morning Milo! Yes, tell me the number and the name to write on it."),
      .them(days(9) - hours(2), "4417. For Adaeze, with love from the whole street."),
      .us(days(9) - hours(3), "Written and in the box."),
      .them(hours(5) + minutes(12), "Order 4417 came without the gift card"),
    ])

  private static let sakura = Talk(
    id: "ig-sakura", account: .instagram, name: "さくら", handle: "@sakura.niwa",
    followsFor: days(1),
    lines: [
      .them(hours(3) + minutes(8), "はじめまして！注文の送料を教えてください。日本まで届きますか？")
    ])

  private static let leila = Talk(
    id: "ms-leila", account: .messenger, name: "Leïla B.", handle: "leila.b",
    lines: [
      .them(days(2), "Bonjour, l'atelier semis du samedi est complet ?"),
      .us(days(2) - hours(1), "Bonjour Leïla ! Il reste deux places, je vous en garde une."),
      .them(hours(2) + minutes(9), "oh super, je la prends"),
      .them(hours(2) + minutes(6), "je viens avec ma fille, elle a huit ans")
        .with(.photo("semis.jpg", kilobytes: 96)),
      .them(
        hours(2) + minutes(2),
        "Merci !! une dernière question sur l'atelier : faut-il apporter des gants ?"),
    ])

  private static let tom = Talk(
    id: "tg-tom", account: .telegram, name: "Tom from the market", handle: "@tomstall",
    lines: [
      .them(days(12), "you left your folding table at my stall").with(
        .photo("table.jpg", kilobytes: 331)),
      .us(days(12) - minutes(20), "Oh no, thank you! I will fetch it on Monday.").answering(0),
      .them(minutes(48), "are you at the saturday market again?"),
    ])

  private static let priya = Talk(
    id: "ig-priya", account: .instagram, name: "priya.makes", handle: "@priya.makes",
    kind: .request, followsFor: hours(2),
    lines: [.them(minutes(31), "Hi, is the workshop ok for beginners?")])

  private static let wes = Talk(
    id: "li-wes", account: .linkedin, name: "Wes", handle: "wes-hollis",
    lines: [
      .them(
        days(8),
        "Hello! I teach year five. We have a strip of earth behind the gym and forty children who "
          + "want to dig."),
      .us(days(7), "Hello Wes, that is the best sentence I read this week. Let me think about it."),
      .them(
        minutes(12),
        "Following up on the school garden idea: the head said yes, and we have 150 to spend. "
          + "Would you come and look at the soil before the winter?"),
    ])
}
