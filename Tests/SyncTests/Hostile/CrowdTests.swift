import Foundation
import Sync
import Testing

/// Conversations of a hundred thousand people: nothing hangs, and their messages are read.
@Suite struct CrowdTests {
  private let bench: HostileBench
  private static let crowd = 100_000

  init() throws { bench = try HostileBench() }

  private func read(_ text: String, as sample: ExportSample) throws -> ImportReport {
    try bench.count(Array(text.utf8), of: sample)
  }

  @Test(.timeLimit(.minutes(10))) func ofMeta() throws {
    let people = (0..<Self.crowd).map { #"{"name": "P\#($0)"}"# }.joined(separator: ",")
    let text = ExportSample.messenger.text(5)
    let mark = #""participants":["#
    let place = try #require(text.range(of: mark))
    let crowded = text.replacingCharacters(in: place, with: mark + people + ",")
    #expect(try read(crowded, as: .messenger).found == 5)
  }

  @Test(.timeLimit(.minutes(10))) func ofTelegram() throws {
    let people = (0..<Self.crowd).map { "\"P\($0)\"" }.joined(separator: ",")
    let invited = """
      {"id": 900, "type": "service", "date_unixtime": "1710000000", "actor": "Bob",
       "actor_id": "user1", "action": "invite_members", "members": [\(people)], "text": ""},
      """
    let text = ExportSample.telegram.text(5)
    let place = try #require(text.range(of: "\"messages\": ["))
    let crowded = text.replacingCharacters(in: place, with: "\"messages\": [" + invited)
    #expect(try read(crowded, as: .telegram).found == 6)
  }

  /// Everybody writes once: the survey knows some of them, and every message is read.
  @Test(.timeLimit(.minutes(10))) func ofTelegramWhoAllWrite() throws {
    let messages = (0..<Self.crowd).map { number in
      #"{"id":\#(number),"type":"message","date_unixtime":"1710000000","from":"P\#(number)","#
        + #""from_id":"user\#(number + 1000)","text":"hi"}"#
    }
    let text =
      #"{"name":"All","type":"private_supergroup","id":7,"messages":["#
      + messages.joined(separator: ",\n") + "]}"
    #expect(try read(text, as: .telegram).needs.count == 1)
    var sample = ExportSample.telegram
    sample.options = .me("P0")
    #expect(try read(text, as: sample).found == Self.crowd)
  }

  @Test(.timeLimit(.minutes(10))) func ofXWhoAllWrite() throws {
    let messages = (0..<Self.crowd).map { number in
      #"{"messageCreate":{"id":"\#(number + 9000)","senderId":"\#(number + 500)","text":"hi","#
        + #""createdAt":"2024-03-12T10:00:00.000Z"}}"#
    }
    let group =
      #"{"dmConversation":{"conversationId":"g","messages":["# + messages.joined(separator: ",\n")
      + "]}}"
    let text = "window.YTD.direct_messages_group.part0 = [" + group + "]"
    #expect(try read(text, as: .x).found == Self.crowd)
  }

  @Test(.timeLimit(.minutes(10))) func ofX() throws {
    let people = (0..<Self.crowd).map { "\"\($0)\"" }.joined(separator: ",")
    let joined = """
      {"joinConversation": {"initiatingUserId": "7", "createdAt": "2024-03-12T10:00:00.000Z",
       "participantsSnapshot": [\(people)]}},
      """
    let text = ExportSample.x.text(5)
    let place = try #require(text.range(of: "\"messages\" : ["))
    let crowded = text.replacingCharacters(in: place, with: "\"messages\" : [" + joined)
    #expect(try read(crowded, as: .x).found == 6)
  }

  @Test(.timeLimit(.minutes(10))) func ofLinkedIn() throws {
    let names = (0..<Self.crowd).map { "P\($0)" }.joined(separator: ",")
    let links = (0..<Self.crowd).map { "https://www.linkedin.com/in/p\($0)" }
      .joined(separator: ",")
    let bob = "Bob,https://www.linkedin.com/in/bob"
    let row = "c2,,\(bob),\"\(names)\",\"\(links)\",2024-03-13 10:00:00 UTC,,\"to all\",INBOX\r\n"
    let ana = "Ana,https://www.linkedin.com/in/ana"
    let next = "c3,,\(ana),\(bob),2024-03-13 10:00:00 UTC,,\"hi\",INBOX\r\n"
    // A row that is too long is told, and takes nobody behind it along.
    let report = try read(ExportSample.linkedIn.text(5) + row + next, as: .linkedIn)
    #expect(report.found == 6)
    #expect(report.skipped.map(\.at) == ["7"])
  }

  @Test(.timeLimit(.minutes(10))) func ofMail() throws {
    let people = (0..<Self.crowd).map { "P\($0) <p\($0)@example.org>" }.joined(separator: ",\n ")
    let mail =
      "From MAILER-DAEMON Wed Mar 13 10:00:00 2024\nFrom: Bob <bob@example.org>\nTo: \(people)\n"
      + "Date: Wed, 13 Mar 2024 10:00:00 +0000\nMessage-ID: <all@example.org>\n\nto all\n\n"
    let report = try read(ExportSample.mbox.text(5) + mail, as: .mbox)
    #expect(report.found >= 5)
    #expect(report.found == 6 || !report.skipped.isEmpty)
  }

  /// Everybody has to write to be seen here: a tenth shows as much, in a tenth of the time.
  @Test(.timeLimit(.minutes(10))) func ofWhatsApp() throws {
    let lines = (0..<Self.crowd / 10).map { "13/03/2024, 10:00 - P\($0): hello\n" }
    let text = ExportSample.whatsApp.text(5) + lines.joined()
    #expect(try read(text, as: .whatsApp).found >= Self.crowd / 10 + 5)
  }
}
