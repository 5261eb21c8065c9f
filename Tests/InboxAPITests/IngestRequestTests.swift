import Foundation
import InboxAPI
import Testing

@Suite struct IngestRequestTests {
  @Test func goodItemsAreTakenThoughOthersAreNot() throws {
    let request = try IngestRequest(
      json: Data(
        #"""
        {"account":"shop","history":true,"messages":[
          {"id":"m1","conversation":"c","author":"ann","direction":"in","text":"a",
           "sent_at":"2026-11-21T10:00:00+01:00"},
          {"id":"m2","conversation":"c","author":"ann","direction":"sideways","text":"a",
           "sent_at":"2026-11-21T10:00:00Z"},
          7,
          {"id":"","conversation":"c","author":"ann","direction":"in","text":"a",
           "sent_at":"2026-11-21T10:00:00Z"}],
         "gone":[{"kind":"message","id":"m0"},{"kind":"person","id":"p"}]}
        """#.utf8))
    #expect(request.account == .known("shop"))
    #expect(request.history)
    #expect(request.conversations.isEmpty)
    #expect(request.messages.map(\.field) == [nil, "direction", "body", "id"])
    #expect(request.gone.map(\.field) == [nil, "kind"])
    #expect(try request.messages[0].resource.get().id == "m1")
    #expect(request.messages[0].raw[.sentAt]?.text == "2026-11-21T09:00:00.000Z")
  }

  @Test func unknownFieldsAreKeptAtEveryDepth() throws {
    let request = try IngestRequest(
      json: Data(
        #"""
        {"account":{"id":"shop","network":"matrix","name":"Shop","rooms":{"main":1.5}},
         "messages":[{"id":"m1","conversation":"c","author":{"id":"ann","mood":"fine"},
          "direction":"in","text":"a","sent_at":"2026-11-21T10:00:00Z","poll":[1,{"a":null}]}]}
        """#.utf8))
    guard case .whole(let account, let raw) = request.account else {
      Issue.record("the account is not whole")
      return
    }
    #expect(account.network == "matrix")
    #expect(raw["rooms"]?["main"] == .decimal(1.5))
    let message = request.messages[0].raw
    #expect(message["poll"] == .list([.int(1), .object(["a": .null])]))
    #expect(message[.author]?["mood"]?.text == "fine")
  }

  @Test(arguments: [
    ("account", #"{}"#), ("account", #"{"account":null}"#), ("account", #"{"account":""}"#),
    ("account.id", #"{"account":{"network":"x"}}"#),
    ("account.max_text_unit", #"{"account":{"id":"a","max_text_unit":"words"}}"#),
    ("messages", #"{"account":"a","messages":{}}"#),
    ("conversations", #"{"account":"a","conversations":null}"#),
    ("history", #"{"account":"a","history":null}"#),
  ])
  func whatConcernsTheWholeRequestRefusesIt(field: String, body: String) throws {
    let error = #expect(throws: RequestError.self) { try IngestRequest(json: Data(body.utf8)) }
    #expect(error?.field == field)
    #expect(error?.status == 422)
  }

  @Test(arguments: [
    ("", false), (#","attachments":[]"#, false), (#","deleted":false"#, false),
    (#","attachments":[{"id":"a","kind":"image"}]"#, true), (#","deleted":true"#, true),
    (#","deleted_at":"2026-11-21T10:00:00Z""#, true),
    (#","reactions":[{"emoji":"👍","author":"ann"}]"#, true),
  ])
  func anEmptyTextNeedsSomethingElse(rest: String, isTaken: Bool) throws {
    let body = """
      {"account":"a","messages":[{"id":"m","conversation":"c","author":"ann","direction":"in",
      "text":"","sent_at":"2026-11-21T10:00:00Z"\(rest)}]}
      """
    let item = try #require(try IngestRequest(json: Data(body.utf8)).messages.first)
    #expect(item.field == (isTaken ? nil : "text"))
  }

  @Test func aNullWhereTheTypeHasNoneRejectsTheItem() throws {
    let body = """
      {"account":"a","conversations":[{"id":"c","assignee":null},{"id":"d","title":null}]}
      """
    let request = try IngestRequest(json: Data(body.utf8))
    #expect(request.conversations.map(\.field) == [nil, "title"])
  }
}

extension IngestItem {
  fileprivate var field: String? {
    if case .failure(let error) = resource { error.field } else { nil }
  }
}

extension RequestError {
  fileprivate var field: String? {
    if case .invalid(let field, _) = self { field } else { nil }
  }
}
