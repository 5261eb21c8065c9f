import Domain

extension Demo {
  /// Done: put away by us, some after a long while.
  static let finished: [Talk] = [gus, rosalind, kei, family, bram, odette, sunny]

  private static let gus = Talk(
    id: "wa-gus", account: .whatsapp, name: "Gus Lindqvist", handle: "+44 7700 900390",
    triage: .done(ago: days(3)),
    lines: [
      .them(days(4), "parcel arrived, one bag was open, peas everywhere"),
      .us(days(4) - hours(1), "Sorry, Gus! A new bag leaves today."),
      .them(days(4) - hours(2), "great, thanks"),
    ])

  private static let rosalind = Talk(
    id: "ms-rosalind", account: .messenger, name: "Rosalind Achterberg",
    handle: "rosalind.achterberg", triage: .done(ago: days(10)),
    lines: [
      .them(days(14), "Do you have a printed catalogue for my father?"),
      .us(days(13), "We do. It is on its way, with large letters."),
      .them(days(12), "He reads it aloud at breakfast.").reacted("❤️"),
    ])

  private static let kei = Talk(
    id: "x-kei", account: .x, name: "ケイ", handle: "@kei_hatake", triage: .done(ago: days(5)),
    lines: [
      .them(days(6), "大根の種、まだありますか？"),
      .us(days(6) - hours(3), "はい、あります！三十粒入りです。"),
      .them(days(6) - hours(4), "ありがとうございます"),
    ])

  private static let family = Talk(
    id: "wa-swap", account: .whatsapp, name: "Seed swap, east side 🌻", kind: .group,
    triage: .done(ago: days(2)),
    lines: [
      .member("Femi", days(5), "the hall is booked, the 12th, two to five"),
      .member("Old Pete", days(5) - hours(1), "is there tea").edited,
      .member("Femi", days(5) - hours(2), "there is always tea pete"),
      .us(days(4), "We bring two hundred empty envelopes and a stamp."),
    ])

  private static let bram = Talk(
    id: "tg-bram", account: .telegram, name: "Bram", handle: "@bramdigs",
    triage: .done(ago: days(15)),
    lines: [
      .them(days(16), "are the garlic bulbs hardneck"),
      .us(days(16) - minutes(12), "All of them.").answering(0),
      .them(days(16) - minutes(13), "bedankt"),
    ])

  private static let odette = Talk(
    id: "ig-odette", account: .instagram, name: "Odette Marchetti", handle: "@odette.herbs",
    triage: .done(ago: days(1)), followsFor: days(61),
    lines: [
      .them(days(2), "my lavender looks like this, is it dead?").with(
        .photo("lavender.jpg", kilobytes: 402)),
      .us(days(2) - hours(2), "Asleep. Cut a third in March and it will forgive you."),
      .them(days(2) - hours(2) - minutes(5), "ok, will do!"),
    ])

  private static let sunny = Talk(
    id: "ig-sunny", account: .instagram, name: "🌻🌻🌻", handle: "@three.sunflowers",
    triage: .done(ago: days(18)),
    lines: [
      .them(days(19), "3.41 m. you said it could not be done").with(
        .photo("ladder.jpg", kilobytes: 771)),
      .us(days(19) - hours(1), "We take it back. We take it all back.").reacted(
        "🌻", by: "🌻🌻🌻"),
    ])
}
