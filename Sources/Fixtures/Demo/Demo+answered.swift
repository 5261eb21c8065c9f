import Domain

extension Demo {
  /// Open conversations that wait for nobody: answered, or closed by them with a word of thanks.
  static let answered: [Talk] = [hana, bees, stall, ingrid, otis, june, dario, longAsk]

  private static let hana = Talk(
    id: "ig-hana", account: .instagram, name: "Hana Veil", handle: "@hanaveil",
    followsFor: days(400),
    lines: [
      .them(days(2) + hours(5), "which of the beans climb?"),
      .us(days(2) + hours(4), "The purple ones climb, the speckled ones stay low.").answering(0),
      .them(days(2) + hours(4) - minutes(3), "thanks!").reacted("🌱"),
    ])

  private static let bees = Talk(
    id: "wa-bees", account: .whatsapp, name: "🐝 Bee Corner 🐝", handle: "+44 7700 900733",
    lines: [
      .them(days(4), "Do you sell the meadow mix by the kilo? We are sowing a whole slope 🐝🌼"),
      .us(days(4) - hours(2), "We can! 1 kg is enough for about 300 m². When do you sow?"),
      .them(days(3), "first week of april").edited,
      .us(days(3) - minutes(30), "Then I keep two kilos for you until March."),
      .them(days(3) - minutes(31), "🐝💛👍"),
    ])

  private static let stall = Talk(
    id: "tg-stallholders", account: .telegram, name: "Saturday stallholders", kind: .group,
    lines: [
      .system(days(30), "Tom from the market added Wrenfold Seeds"),
      .member("Tom from the market", days(6), "who brings the gazebo this time"),
      .member("Marta (bread)", days(6) - minutes(4), "not me, mine flew into the river"),
      .member("Ruben (cheese)", days(6) - minutes(5), "😂😂😂"),
      .member("Marta (bread)", days(6) - minutes(9), "it is NOT funny. it had a name"),
      .us(days(6) - minutes(30), "We bring ours. It has no name yet, suggestions welcome.")
        .reacted("❤️", by: "Marta (bread)").reacted("😂", by: "Tom from the market"),
    ])

  private static let ingrid = Talk(
    id: "li-ingrid", account: .linkedin, name: "Ingrid Sørbø", handle: "ingrid-sorbo",
    lines: [
      .them(
        days(11),
        "Hi, I write for a small gardening letter and would like to mention your seed swap. May I "
          + "quote your page?"),
      .us(days(10), "Of course, with pleasure. Please link to https://wrenfold.example/swap."),
      .them(days(9), "Will do. It comes out on the 3rd.").with(
        .file("draft-letter.pdf", mime: "application/pdf", kilobytes: 482)),
      .us(days(9) - hours(3), "Read it twice, changed nothing. Thank you, Ingrid."),
    ])

  private static let otis = Talk(
    id: "x-otis", account: .x, name: "otis 🌶️", handle: "@otisgrowsheat",
    lines: [
      .them(days(5), "is the orange chilli really that hot or is that marketing"),
      .us(days(5) - minutes(50), "We ate one on video. There is no sound after the first minute."),
      .them(days(5) - minutes(55), "sold").reacted("🔥"),
      .us(days(5) - hours(1), "Milk is in aisle three."),
    ])

  private static let june = Talk(
    id: "ms-june", account: .messenger, name: "June & Abel", handle: "june.abel",
    lines: [
      .them(days(20), "we got married under your sweet peas!!!").with(
        .photo("arch.jpg", kilobytes: 1_204), .photo("us.jpg", kilobytes: 988)),
      .us(days(20) - hours(4), "We are not crying, it is the onions. Congratulations both!"),
      .them(days(20) - hours(5), "thank you so much"),
    ])

  private static let dario = Talk(
    id: "wa-dario", account: .whatsapp, name: "Darío Quiroga", handle: "+44 7700 900281",
    lines: [
      .them(days(3) + hours(8), "¿Tienen semillas de pimiento de este año?").with(
        .voice(seconds: 14)),
      .us(days(3) + hours(7), "¡Hola Darío! Sí, llegaron el lunes. ¿Dulce o picante?"),
      .them(days(3) + hours(6), "").deleted,
      .us(days(3) + hours(5), "Te guardo los dos, entonces."),
      .them(days(3) + hours(4), "muchas gracias"),
    ])

  private static let longAsk = Talk(
    id: "ig-thessaly", account: .instagram, name: "Thessaly Wren-Underhill of the Long Allotment",
    handle: "@thelongallotment", followsFor: days(90),
    lines: [
      .them(
        days(7),
        """
        Right, this became long, sorry in advance.

        We took over the allotment at the end of the lane in June. The previous owner kept bees, \
        geese and, as far as we can tell, every bottle he ever emptied. We dug for two weeks. Under \
        the glass there is clay, and under the clay there is more clay, and then a pipe that nobody \
        in the council wants to talk about.

        So: (1) what grows in clay in the first year without heroic amounts of sand? (2) we have \
        shade from the railway wall until eleven, then sun until about five, which in October means \
        until about three; is that "half shade" on your packets? (3) the neighbour says broad beans \
        now, my mother says broad beans in February, and they have stopped greeting each other. Who \
        is right?

        We would like to buy from you rather than from the big place by the motorway, but we need \
        somebody to tell us the truth first.
        """),
      .us(
        days(6),
        """
        Thessaly, this made our morning.

        (1) Potatoes, broad beans, courgettes; they do not mind and they open the clay for you.
        (2) Yes, that is half shade.
        (3) Both. Sow half now, half in February, and compare in June, in front of witnesses.
        """
      ).reacted("🏆", by: "Thessaly"),
      .them(days(6) - hours(1), "perfect, thank you"),
    ])
}
