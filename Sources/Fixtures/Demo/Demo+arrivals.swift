package import Domain
package import FoundationEssentials

extension Demo {
  /// Something new, so many `seconds` after the start of the demo.
  package struct Arrival: Sendable {
    package var seconds: Double
    package var batch: Batch
  }

  /// What comes in while the demo runs, live, in order: new people, more from those who wait, a
  /// thank-you, an edit, a reaction, and a word from somebody who had been put off.
  package static func arrivals(now: Date) -> [Arrival] {
    script.map { step in
      Arrival(
        seconds: step.after,
        batch: Batch(items: items(step, at: now + step.after), isHistory: false))
    }
  }

  /// How far apart the messages of ``trickle(_:now:)`` are, in seconds.
  package static let trickleInterval: Double = 240

  /// After the ``arrivals(now:)``, one more message now and then: the `round`th, counted from 0.
  package static func trickle(_ round: Int, now: Date) -> Batch {
    let names = Self.passers
    let (name, handle, text) = names[round % names.count]
    let talk = Talk(
      id: "ig-passer-\(round)", account: .instagram, name: name, handle: handle,
      lines: [.them(0, text)])
    return Batch(items: [talk.conversation(at: now)] + talk.messages(at: now), isHistory: false)
  }

  private static let passers: [(String, String, String)] = [
    ("Imre", "@imre.plots", "how deep do the tulip bulbs go?"),
    ("Solvei ❄️", "@solvei.north", "do the winter peas survive minus ten?"),
    ("ひなた", "@hinata.hana", "球根はもう植えても大丈夫ですか？"),
    ("Capt. Basil", "@captbasil", "my basil gave up again. what am I doing wrong"),
    ("Amadi & sons", "@amadi.sons", "is the shop open on sunday?"),
  ]

  private enum What {
    /// Somebody who never wrote before.
    case first(Talk)
    /// One more line in a conversation that is there.
    case more(String, Line)
    /// The line at this place, changed.
    case changed(String, Int, @Sendable (Line) -> Line)
  }

  private typealias Step = (after: Double, what: What)

  private static var script: [Step] {
    [
      (6, .more("x-jo", .them(0, "the newsletter one too, while you are at it"))),
      (20, .first(bruno)),
      (38, .more("li-ingrid", .them(0, "thank you so much!"))),
      (
        58,
        .more("wa-ravi", .them(0, "Van is back! Six apple trees, yes or no? Somebody else asks."))
      ),
      (
        82,
        .changed("tg-tom", 2) {
          $0.saying("are you at the saturday market again? I kept your spot").edited
        }
      ),
      (108, .first(layan)),
      (140, .first(pitchLive)),
      (172, .changed("x-otis", 3) { $0.reacted("🥛", by: "otis 🌶️") }),
      (
        210,
        .more(
          "tg-stallholders", .member("Marta (bread)", 0, "new gazebo is here. I named it Gerald 2"))
      ),
      (
        255,
        .more("ig-odette", .them(0, "it moved!! there is a green bit at the bottom, is that it?"))
      ),
      (310, .first(yuki)),
      (370, .more("ig-priya", .them(0, "and do I need my own gloves?"))),
    ]
  }

  private static let bruno = Talk(
    id: "ig-bruno", account: .instagram, name: "Bruno 🌵", handle: "@bruno.prickles",
    followsFor: minutes(9),
    lines: [.them(0, "hi! do you have anything that survives a person who forgets to water?")])

  private static let layan = Talk(
    id: "wa-layan", account: .whatsapp, name: "ليان", handle: "+44 7700 900871",
    lines: [.them(0, "مساء الخير، متى تفتحون يوم السبت؟")])

  private static let pitchLive = Talk(
    id: "li-synergy", account: .linkedin, name: "Trent Vandersloot", handle: "trent-vandersloot",
    kind: .request, triage: .lane(.pitch),
    lines: [.them(0, "Just bumping this to the top of your inbox! Did you see my last message?")])

  private static let yuki = Talk(
    id: "tg-yuki", account: .telegram, name: "ユキ", handle: "@yuki_engei",
    lines: [.them(0, "こんにちは。ワークショップは英語だけですか？")])

  private static func items(_ step: Step, at moment: Date) -> [Incoming] {
    switch step.what {
    case .first(let talk):
      return [talk.conversation(at: moment)] + talk.messages(at: moment)
    case .more(let id, let line):
      guard var talk = talk(id) else { return [] }
      talk.lines.append(line)
      return [talk.message(talk.lines.count - 1, at: moment)]
    case .changed(let id, let index, let change):
      guard var talk = talk(id), talk.lines.indices.contains(index) else { return [] }
      let line = change(talk.lines[index])
      talk.lines[index] = line
      return [talk.message(index, at: moment - step.after)]
    }
  }

  static func talk(_ id: String) -> Talk? {
    (talks + [bruno, layan, pitchLive, yuki]).first { $0.id == id }
  }
}

extension Line {
  func saying(_ text: String) -> Line {
    var line = self
    line.text = text
    return line
  }
}
