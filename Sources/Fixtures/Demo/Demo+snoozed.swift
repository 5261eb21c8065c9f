import Domain

extension Demo {
  /// Put off: two until a time of tomorrow or later, one until Monday or so, one until they reply.
  static let snoozed: [Talk] = [ravi, celia, pavel, nonno]

  private static let ravi = Talk(
    id: "wa-ravi", account: .whatsapp, name: "Ravi from the nursery", handle: "+44 7700 900905",
    triage: .snoozed(for: hours(18)),
    lines: [
      .them(days(1) + hours(3), "The apple trees come on Thursday. Shall I keep six for you?"),
      .sam(days(1) + hours(2), "Ask again when the van is back."),
    ])

  private static let celia = Talk(
    id: "ig-celia", account: .instagram, name: "Célia Vauquelin", handle: "@celia.vq",
    triage: .snoozed(for: days(2) + hours(4)), labels: ["workshop"], followsFor: days(7),
    lines: [
      .them(
        days(2) + hours(9), "Bonjour ! Est-ce que vous faites des bons cadeaux pour l'atelier ?"),
      .us(days(2) + hours(8), "Bonjour Célia, bientôt ! Je vous écris dès qu'ils sont imprimés."),
      .them(days(2) + hours(7), "D'accord, j'en voudrais trois."),
    ])

  private static let pavel = Talk(
    id: "li-pavel", account: .linkedin, name: "Pavel Dvořáček", handle: "pavel-dvoracek",
    kind: .request, triage: .snoozed(for: days(5)),
    lines: [
      .them(
        days(3) + hours(1),
        "Hello, our library wants a shelf of seeds that people can borrow. Could we visit you?")
    ])

  private static let nonno = Talk(
    id: "ms-nonno", account: .messenger, name: "Nonno Ettore", handle: "ettore.orto",
    triage: .untilReply,
    lines: [
      .them(days(10), "Buongiorno, i miei carciofi non crescono."),
      .us(days(10) - hours(2), "Buongiorno! Mi manda una foto delle foglie?"),
      .them(days(9), "La fa mio nipote domenica."),
    ])
}
