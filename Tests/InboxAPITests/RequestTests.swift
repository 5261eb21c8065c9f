import Foundation
import InboxAPI
import Testing

@Suite struct RequestTests {
  @Test func aMessageToSendIsRead() throws {
    let json = #"{"text":"Hi","kind":"note","client_id":"c-1","in_reply_to":"m1","new":[1]}"#
    #expect(
      try SendRequest(json: Data(json.utf8))
        == SendRequest(text: "Hi", kind: .note, inReplyTo: "m1", clientID: "c-1"))
  }

  @Test(arguments: ["", "{", "[]", "7", "\"a\"", "null"])
  func whatIsNoObjectIsMalformed(body: String) {
    #expect(refusal(SendRequest.self, body)?.status == 400)
    #expect(refusal(TriagePatch.self, body)?.status == 400)
    #expect(ingestRefusal(body)?.status == 400)
  }

  @Test func halfACharacterIsMalformed() {
    #expect(refusal(SendRequest.self, #"{"text":"\ud800"}"#)?.status == 400)
    #expect(refusal(TriagePatch.self, #"{"new":"\ud800"}"#)?.status == 400)
    #expect(ingestRefusal(#"{"account":"\ud800"}"#)?.status == 400)
  }

  @Test func bytesThatAreNoUTF8AreMalformed() {
    let body = Data(#"{"text":""#.utf8) + [0xFF] + Data(#"","kind":"reply","client_id":"c"}"#.utf8)
    #expect(throws: RequestError.malformed(detail: "The body is not JSON in UTF-8")) {
      try SendRequest(json: body)
    }
  }

  @Test(arguments: [
    ("text", #"{"text":"","kind":"reply","client_id":"c"}"#),
    ("text", #"{"text":null,"kind":"reply","client_id":"c"}"#),
    ("text", #"{"kind":"reply","client_id":"c"}"#),
    ("kind", #"{"text":"a","kind":"broadcast","client_id":"c"}"#),
    ("client_id", #"{"text":"a","kind":"reply","client_id":"a b"}"#),
    ("client_id", #"{"text":"a","kind":"reply","client_id":"é"}"#),
    ("client_id", #"{"text":"a","kind":"reply","client_id":""}"#),
    ("in_reply_to", #"{"text":"a","kind":"reply","client_id":"c","in_reply_to":null}"#),
    ("in_reply_to", #"{"text":"a","kind":"reply","client_id":"c","in_reply_to":""}"#),
  ])
  func aMessageThatCannotBeSentNamesItsField(field: String, body: String) {
    #expect(refusal(SendRequest.self, body)?.field == field)
  }

  @Test func aPatchTellsNullFromAbsence() throws {
    let patch = try TriagePatch(
      json: Data(
        #"{"snoozed_until":null,"assignee":null,"lane":"pitch","add_labels":["a"]}"#.utf8))
    #expect(patch.snoozedUntil == .null)
    #expect(patch.assignee == .null)
    #expect(patch.lane == .value("pitch"))
    #expect(patch.addLabels == ["a"])
    #expect(try TriagePatch(json: Data("{}".utf8)) == TriagePatch())
  }

  @Test func aPatchTakesAnyZone() throws {
    let body = #"{"status":"snoozed","snoozed_until":"2026-11-21T10:00:00+01:00"}"#
    let patch = try TriagePatch(json: Data(body.utf8))
    #expect(patch.status == "snoozed")
    let nine = try #require(Timestamp.date("2026-11-21T09:00:00Z"))
    #expect(patch.snoozedUntil == .value(nine))
  }

  @Test(arguments: [
    ("status", #"{"status":"closed"}"#), ("status", #"{"status":null}"#),
    ("flagged", #"{"flagged":null}"#), ("flagged", #"{"flagged":1}"#),
    ("lane", #"{"lane":"vip"}"#), ("assignee", #"{"assignee":""}"#),
    ("snoozed_until", #"{"snoozed_until":"tomorrow"}"#),
    ("snoozed_until", #"{"snoozed_until":"2026-11-21T09:00:00"}"#),
    ("add_labels", #"{"add_labels":null}"#), ("add_labels[1]", #"{"add_labels":["a",""]}"#),
    ("remove_labels", #"{"remove_labels":"a"}"#),
  ])
  func aPatchThatWillNotDoNamesItsField(field: String, body: String) {
    #expect(refusal(TriagePatch.self, body)?.field == field)
  }

  @Test func marksAndPresenceNeedTheirOneField() throws {
    #expect(try ReadRequest(json: Data(#"{"message":"m"}"#.utf8)).message == "m")
    #expect(try UnreadRequest(json: Data(#"{"from":"m"}"#.utf8)).from == "m")
    #expect(try PresenceRequest(json: Data(#"{"state":"away"}"#.utf8)).state == "away")
    #expect(refusal(ReadRequest.self, "{}")?.field == "message")
    #expect(refusal(UnreadRequest.self, #"{"from":7}"#)?.field == "from")
    #expect(refusal(PresenceRequest.self, #"{"state":"asleep"}"#)?.field == "state")
  }

  @Test func anErrorNamesNoValue() {
    let body = #"{"text":"the secret","kind":"the secret","client_id":"the secret"}"#
    #expect(refusal(SendRequest.self, body)?.detail.contains("secret") == false)
  }

  private func refusal(_ type: (some RequestBody).Type, _ body: String) -> RequestError? {
    do {
      _ = try type.init(json: Data(body.utf8))
      return nil
    } catch {
      return error
    }
  }

  private func ingestRefusal(_ body: String) -> RequestError? {
    do {
      _ = try IngestRequest(json: Data(body.utf8))
      return nil
    } catch {
      return error
    }
  }
}

extension RequestError {
  fileprivate var field: String? {
    if case .invalid(let field, _) = self { field } else { nil }
  }
}
