import Foundation
import InboxAPI
import Testing

@Suite struct RawJSONTests {
  @Test func whatIsNotKnownSurvivesBeingStored() throws {
    let text = #"""
      {"id":"m","direction":"sideways","delivery":"teleported","poll":{"options":["a",{"b":null}]},
       "score":0.1,"on":true,"attachments":[{"id":"a","kind":"hologram","depth":3}]}
      """#
    let raw = try RawJSON(json: Data(text.utf8))
    #expect(raw["direction"]?.text == "sideways")
    #expect(raw["attachments"]?.list?.first?["kind"]?.text == "hologram")
    #expect(try RawJSON(json: raw.json()) == raw)
  }

  @Test(arguments: [
    ("9007199254740993", RawJSON.int(9_007_199_254_740_993)),
    ("-9223372036854775808", .int(.min)), ("1.0", .int(1)),
    ("18446744073709551615", .decimal(Decimal(UInt64.max))),
    ("0.1", .decimal(Decimal(string: "0.1") ?? 0)), ("1e200", .double(1e200)), ("1e999", .null),
    ("true", .bool(true)), ("1", .int(1)), ("0", .int(0)), (#""1""#, .text("1")), ("null", .null),
  ])
  func aValueKeepsWhatItIs(text: String, value: RawJSON) throws {
    let list = try RawJSON(json: Data("[\(text)]".utf8))
    #expect(list == .list([value]))
    #expect(try RawJSON(json: list.json()) == list)
  }

  @Test func aNumberOf38DigitsIsWrittenAsItWas() throws {
    let text = "[12345678901234567890.123456789012345678]"
    #expect(String(decoding: try RawJSON(json: Data(text.utf8)).json(), as: UTF8.self) == text)
  }

  @Test func whatLiesTooDeepBecomesNull() throws {
    let deepest = RawJSON.deepest
    for depth in [1, deepest, deepest + 1, deepest + 40] {
      let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      var value = try RawJSON(json: Data(text.utf8))
      var levels = 0
      while let first = value.list {
        levels += 1
        value = first.first ?? .bool(true)
      }
      #expect(levels == min(depth, deepest))
      #expect(value == (depth > deepest ? .null : .bool(true)))
    }
  }

  @Test func aBodyAsDeepAsAStackIsRefused() {
    let body = Data((#"{"new":"# + String(repeating: "[", count: 100_000)).utf8)
    #expect(throws: RequestError.malformed(detail: "The body is not JSON in UTF-8")) {
      try TriagePatch(json: body)
    }
  }

  @Test func whatIsReckonedStandsAboveWhatWasSent() {
    let stored = RawJSON.object(["id": .text("m"), "new": .int(1), "revision": .int(1)])
    let reckoned = RawJSON.object(["revision": .int(2), "by": .text("u")])
    #expect(
      stored.merged(with: reckoned)
        == .object([
          "id": .text("m"), "new": .int(1), "revision": .int(2), "by": .text("u"),
        ]))
    #expect(RawJSON.null.merged(with: reckoned) == reckoned)
  }

  @Test func aFieldCanBeSetAndTakenOut() {
    var value = RawJSON.object(["id": .text("m")])
    value[.revision] = .int(1)
    value[.id] = nil
    #expect(value == .object(["revision": .int(1)]))
    var text = RawJSON.text("m")
    text[.revision] = .int(1)
    #expect(text == .text("m"))
  }

  @Test func aResourceLaidOverItsPayloadKeepsWhatItDoesNotKnow() throws {
    let sent = Data(
      #"""
      {"id":"m","conversation":"c","author":"ann","direction":"in","text":"a","mood":"fine",
       "sent_at":"2026-11-21T10:00:00+01:00"}
      """#.utf8)
    let raw = try RawJSON(json: sent)
    var message = try raw.decoded(as: MessageResource.self)
    message.revision = 4
    let served = raw.merged(with: try RawJSON(message))
    #expect(served["mood"]?.text == "fine")
    #expect(served[.revision] == .int(4))
    #expect(served[.sentAt]?.text == "2026-11-21T09:00:00.000Z")
  }
}
