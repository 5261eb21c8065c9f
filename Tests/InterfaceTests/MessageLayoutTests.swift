import Cells
import Domain
import FoundationEssentials
import Interface
import Testing

/// What one message looks like.
@Suite struct MessageLayoutTests {
  /// The lines of a single message, below its day and its margin.
  private func lines(
    _ message: Message, columns: Int = 64, kind: Conversation.Kind = .direct
  ) -> [String] {
    let margin = columns >= 60 ? 2 : columns >= 12 ? 1 : 0
    let scene = ThreadScene([message], rows: 24, columns: columns, kind: kind)
    var lines = scene.body.dropFirst(2).map { String($0.dropFirst(margin)) }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  @Test(
    arguments: [
      (nil, "You 08:00"), (.sent, "You 08:00 ✓"), (.handedOver, "You 08:00 handed over"),
      (.delivered, "You 08:00 ✓✓ delivered"),
      (.read, "You 08:00 ✓✓ read"), (.pending(.queued), "You 08:00 queued"),
      (.pending(.sending), "You 08:00 sending…"),
      (.pending(.unconfirmed), "You 08:00 sent? not confirmed"),
      (.pending(.held(release: ThreadScene.now.addingTimeInterval(3.2))), "You 08:00 held 4 s"),
      (.pending(.held(release: ThreadScene.now.addingTimeInterval(-9))), "You 08:00 held 0 s"),
    ] as [(Delivery?, String)])
  func deliveryIsSaidInTheHeading(delivery: Delivery?, heading: String) {
    #expect(lines(.made(1, "hi", .out, delivery: delivery)) == [heading, "hi"])
  }

  @Test func aColleaguesReplyIsNamedAndStandsApartFromOurs() {
    var theirs = Message.made(2, "hello", .out, delivery: .sent)
    theirs.writtenBy = "Sam"
    #expect(lines(theirs) == ["Sam 08:00 ✓", "hello"])
    let rows = ThreadScene([.made(1, "hi", .out, delivery: .sent), theirs]).rows
    #expect(rows.contains("  You 08:00 ✓") && rows.contains("  Sam 08:00 ✓"))
  }

  @Test func whatDidNotLeaveSaysWhy() {
    let failed = Message.made(
      1, "hi", .out, delivery: .pending(.failed(reason: "the folder is read-only")))
    #expect(lines(failed) == ["You 08:00 not sent", "hi", "failed: the folder is read-only"])
    let unknown = Message.made(1, "hi", .out, delivery: .pending(.unknown))
    #expect(
      lines(unknown) == [
        "You 08:00 sent? unknown", "hi", "It is not known whether this was sent.",
      ])
    #expect(
      ThreadScene([failed]).style(of: "failed:")
        == Theme.standard.style(.messageDeliveryFailed))
  }

  @Test func theCountdownOfAHeldMessageFollowsItsOwnClock() {
    var scene = ThreadScene([
      .made(1, "hi", .out, delivery: .pending(.held(release: ThreadScene.date(21, 9, 42))))
    ])
    scene.context.heldNow = ThreadScene.date(21, 9, 41, second: 58.5)
    #expect(scene.rows.contains("  You 08:00 held 2 s"))
    #expect(scene.style(of: "held") == Theme.standard.style(.messageDeliveryHeld))
  }

  @Test func factsOfAMessageAreWords() {
    var message = Message.made(1, "hi")
    message.isAutomated = true
    message.isForwarded = true
    message.isEdited = true
    #expect(lines(message) == ["Ana 08:00 · automatic · forwarded (edited)", "hi"])
  }

  @Test func whatWasDeletedIsHidden() {
    for (direction, words) in [
      (Message.Direction.in, "deleted by them"), (.out, "deleted by you"), (.note, "deleted"),
    ] {
      var message = Message.made(1, "secret https://example.com", direction)
      message.isDeleted = true
      message.attachments = [Attachment(kind: .image, name: "secret.jpg", url: "a/secret.jpg")]
      message.quote = "secret"
      let scene = ThreadScene([message])
      #expect(scene.rows.contains("  \(words)"))
      #expect(!scene.rows.joined().contains("secret"))
      #expect(scene.pane.items().isEmpty && scene.pane.copyText == nil)
    }
  }

  @Test func subjectQuoteAndReactionsHaveTheirLines() {
    var message = Message.made(1, "yes, both")
    message.subject = "Your order"
    message.quote = "Do you have\nboth kinds?"
    message.reactions = [
      Reaction(emoji: "♥", author: "Ana Ribeiro"), Reaction(emoji: "👍", author: "Jo"),
    ]
    #expect(
      lines(message) == [
        "Ana 08:00", "Your order", "> Do you have both kinds?", "yes, both", "♥ Ana, 👍 Jo",
      ])
    message.reactions = (0..<20).map { Reaction(emoji: "♥", author: SafeText(line: "P\($0)")) }
    #expect(lines(message, columns: 120).last?.hasSuffix("♥ P7, and 12 more") == true)
  }

  @Test func namesAreShortBetweenTwoAndWholeInAGroup() {
    #expect(lines(.made(1, "hi", author: "Tom from the market"))[0] == "Tom 08:00")
    #expect(
      lines(.made(1, "hi", author: "Tom from the market"), kind: .group)[0]
        == "Tom from the market 08:00")
    #expect(lines(.made(1, "hi", author: "さくら"))[0] == "さくら 08:00")
    #expect(lines(.made(1, "hi", author: ""))[0] == "Them 08:00")
    let long = String(repeating: "N", count: 200)
    #expect(lines(.made(1, "hi", author: long))[0].hasSuffix("… 08:00"))
  }

  @Test func whatTheNetworkSaysIsCentred() {
    let scene = ThreadScene([.made(1, "Ana left the group", .system)])
    #expect(scene.body.contains("                   Ana left the group · 08:00"))
  }

  @Test func attachmentsSayWhatTheyAreAndOnlyWhatOpensHasANumber() {
    var message = Message.made(1, "")
    message.attachments = [
      Attachment(kind: .video, name: "clip.mp4", size: 1_440_000, url: "media/clip.mp4"),
      Attachment(kind: .image, missing: "omitted from the export"),
      Attachment(kind: .link, url: "https://example.com/x"),
      Attachment(kind: .file, name: "run.me", url: "file:///etc/passwd"),
      Attachment(kind: .audio, url: "media/voice 1.ogg"),
      Attachment(kind: .file, name: "n", size: 999, url: "--flag"),
    ]
    #expect(
      lines(message) == [
        "Ana 08:00", "[1] video  clip.mp4  1.4 MB", "photo  not here: omitted from the export",
        "[2] link  example.com/x", "file  run.me", "[3] voice  voice 1.ogg", "file  n  999 B",
      ])
    let items = ThreadScene([message]).pane.items()
    #expect(items.map(\.number) == [1, 2, 3])
    #expect(items.map(\.text) == ["media/clip.mp4", "https://example.com/x", "media/voice 1.ogg"])
    #expect(items.map(\.isLink) == [false, true, false])
  }

  @Test func aLongAttachmentNameLeavesRoomForItsSize() {
    var message = Message.made(1, "")
    message.attachments = [
      Attachment(
        kind: .image, name: SafeText(line: String(repeating: "long", count: 40)), size: 5_000_000,
        url: "a")
    ]
    let line = lines(message, columns: 40)[1]
    #expect(line.hasPrefix("[1] photo  longlong") && line.hasSuffix("…  5 MB"))
  }

  @Test func whyAFileIsMissingGoesBelowItWhereItDoesNotFitBesideIt() {
    var message = Message.made(1, "")
    message.attachments = [
      Attachment(
        kind: .video, name: "cat.mp4", size: 12_000_000,
        missing: "left out by the settings of the export")
    ]
    #expect(
      lines(message, columns: 75)[1...] == [
        "video  cat.mp4  12 MB  not here: left out by the settings of the export"
      ])
    #expect(
      lines(message, columns: 40)[1...] == [
        "video  cat.mp4  12 MB", "  not here: left out by the settings", "  of the export",
      ])
  }

  @Test func oneHeadingServesWhatWasWrittenInTheSameMinute() {
    let scene = ThreadScene([
      .made(1, "one"), .made(2, "two"), .made(3, "three", at: 8, 1),
      .made(4, "four", .out, at: 8, 1, delivery: .sent),
      .made(5, "five", .out, at: 8, 1, delivery: .pending(.queued)),
    ])
    #expect(
      scene.body.dropFirst(2).prefix(11) == [
        "  Ana 08:00", "  one", "  two", "", "  Ana 08:01", "  three", "", "  You 08:01 ✓",
        "  four", "", "  You 08:01 queued",
      ])
  }

  @Test func daysAreSaidOnceAndOtherYearsWithTheYear() {
    var old = Message.made(1, "long ago")
    old.sentAt = Date(timeIntervalSince1970: 1_577_800_000)
    let scene = ThreadScene([
      old, .made(2, "a", day: 18), .made(3, "b", day: 20), .made(4, "c", day: 21, at: 0, 1),
    ])
    let days = scene.rows.filter { $0.contains("──") }.map {
      $0.split(separator: "──").joined().split(separator: " ").joined(separator: " ")
    }
    #expect(days == ["Tue 31 Dec 2019", "Wed 18 Nov", "yesterday", "today"])
  }

  // MARK: Width

  @Test(arguments: [12, 20, 33, 64, 140])
  func textIsWrappedWithinItsMargins(columns: Int) {
    let text = "Wörter und はじめまして！注文の送料を教えてください 👍🏽 e\u{301} مرحبا "
    let scene = ThreadScene(
      [.made(1, String(repeating: text, count: 6))], rows: 80, columns: columns)
    let margin = columns >= 60 ? 2 : 1
    for line in scene.body where !line.isEmpty {
      #expect(TextLayout.width(of: line) <= columns - margin)
      #expect(line.hasPrefix(String(repeating: " ", count: margin)))
    }
    let words = scene.body.dropFirst(3).joined().filter { $0 != " " }
    #expect(words == String(repeating: text, count: 6).filter { $0 != " " })
  }

  @Test func noWordOfAVeryLongMessageIsLost() {
    let text = (0..<11_000).map { "word\($0)" }.joined(separator: " ")
    var scene = ThreadScene([.made(1, text)], rows: 60, columns: 90)
    scene.scroll(.top)
    var words: [Substring] = []
    for _ in 0..<200 {
      for line in scene.body {
        for word in line.split(separator: " ") where word.hasPrefix("word") {
          guard let number = Int(word.dropFirst(4)), number >= words.count else { continue }
          #expect(number == words.count)
          words.append(word)
        }
      }
      if scene.pane.place(isNewestIn: scene) { break }
      scene.scroll(.page(1))
    }
    #expect(words.count == 11_000)
  }

  @Test func emptyLinesAreKept() {
    #expect(lines(.made(1, "a\n\n\nb")) == ["Ana 08:00", "a", "", "", "b"])
  }

  // MARK: Hostile text

  @Test(
    arguments: [
      "\u{1B}[31mred\u{1B}[0m", "\u{9B}2J", "\u{202E}gpj.exe", "a\u{0}b\u{8}c", "\u{7}",
      String(repeating: "e\u{301}\u{302}\u{303}", count: 500),
      String(repeating: "\u{301}", count: 9000),
      String(repeating: "W", count: 9000), String(repeating: "日本", count: 9000), "\u{FEFF}\u{200B}",
      String(repeating: "\n", count: 9000), "🏳️‍🌈🇩🇪1️⃣", "ﷺ﷽",
    ])
  func hostileTextStaysInItsLines(text: String) {
    var message = Message.made(1, text, author: text)
    // As a store with a defect would hand it out: nothing was cleaned.
    message.text = SafeText(alreadySafe: text)
    message.author = SafeText(alreadySafe: text)
    message.quote = SafeText(alreadySafe: text)
    message.subject = SafeText(alreadySafe: text)
    message.reactions = [Reaction(emoji: SafeText(alreadySafe: text), author: "x")]
    message.attachments = [
      Attachment(kind: .file, name: SafeText(alreadySafe: text), url: SafeText(alreadySafe: text))
    ]
    for kind in [Conversation.Kind.direct, .group] {
      var scene = ThreadScene([message, .made(2, "after")], rows: 20, columns: 30, kind: kind)
      scene.page.conversation.title = SafeText(alreadySafe: text)
      scene.pane.show(scene.page)
      var buffer = CellBuffer(size: Size(rows: 22, columns: 34))
      let frame = Rect(row: 0, column: 0, rows: 22, columns: 34)
      buffer.fill(frame, with: "#", style: .plain)
      buffer.fill(Rect(row: 1, column: 2, rows: 20, columns: 30), style: .plain)
      scene.pane.draw(
        into: &buffer, rect: Rect(row: 1, column: 2, rows: 20, columns: 30), context: scene.context)
      for row in 0..<22 {
        let line = buffer.text(row: row)
        #expect(line.hasPrefix("##") && line.hasSuffix("##"))
        #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value) })
      }
    }
  }
}

extension ThreadPane {
  fileprivate func place(isNewestIn scene: ThreadScene) -> Bool {
    var moved = self
    _ = moved.scroll(.lines(1), size: scene.size, context: scene.context)
    var other = scene
    other.pane = moved
    return other.body == scene.body
  }
}
