import Domain
import Foundation
import InboxAPI
import Testing

@testable import Sync

private let me = """
  {"user":{"id":"u1","name":"Ana"},"role":"agent","accounts":[],"log":"L","seq":7,
   "server":{"name":"x","version":"1"}}
  """

/// What a call against a server of this script throws.
private func trouble(
  _ script: @escaping CrookedServer.Script, with timeouts: ClientTimeouts = ClientTimeouts()
) throws -> APIError? {
  let server = try CrookedServer(script)
  defer { server.stop() }
  do {
    _ = try InboxAPIClient.test(server.url) { $0 = timeouts }.me()
    return nil
  } catch {
    return error as? APIError
  }
}

@Suite struct InboxAPIClientTests {
  @Test func aCallCarriesTheTokenAndWhoAsks() throws {
    let server = try CrookedServer { _, _ in .json(200, me) }
    let client = try InboxAPIClient.test(server.url)
    #expect(try client.me().seq == 7)
    #expect(try client.me().role == "agent")
    let asked = try #require(server.asked.first)
    #expect(asked.path == "/v1/me")
    #expect(asked.headers["authorization"] == "Bearer sesame")
    #expect(asked.headers["user-agent"] == "Porch/\(InboxAPIClient.version)")
    client.close()
    #expect(throws: APIError.cancelled) { try client.me() }
  }

  @Test func idsAreEncodedWholeWhateverTheyHold() throws {
    let server = try CrookedServer { _, _ in .json(200, #"{"data":[],"next_cursor":null}"#) }
    let client = try InboxAPIClient.test(server.url)
    _ = try client.messages(of: "a/../b?c#é", cursor: "x&y=z")
    _ = try client.messages(of: "..")
    #expect(server.asked[0].path == "/v1/conversations/a%2F%2E%2E%2Fb%3Fc%23%C3%A9/messages")
    #expect(server.asked[0].query["cursor"] == "x&y=z")
    #expect(server.asked[1].path == "/v1/conversations/%2E%2E/messages")
  }

  @Test func aReplyIsSentWithItsKeyAndKnownAgain() throws {
    let message = #"""
      {"id":"m1","conversation":"c1","author":"u","direction":"out","text":"Yes",
       "sent_at":"2026-11-21T09:00:00.000Z","revision":1}
      """#
    let server = try CrookedServer { _, number in
      .json(
        number == 1 ? 201 : 200, message,
        headers: number == 1 ? [:] : ["Idempotent-Replayed": "true"])
    }
    let client = try InboxAPIClient.test(server.url)
    let request = SendRequest(text: "Yes", kind: .reply, clientID: "k1")
    #expect(try !client.send(request, to: "c1").isReplay)
    #expect(try client.send(request, to: "c1").isReplay)
    #expect(server.asked.map { $0.headers["idempotency-key"] } == ["k1", "k1"])
    #expect(server.asked[0].body == server.asked[1].body)
  }

  @Test func everyStatusBecomesItsTrouble() throws {
    func status(_ status: Int, _ headers: [String: String] = [:], body: String? = nil) throws
      -> APIError?
    {
      let problem = body ?? #"{"status":\#(status),"code":"x","title":"T","detail":"D."}"#
      return try trouble({ _, _ in .json(status, problem, headers: headers) })
    }
    #expect(try status(401) == .unauthorized)
    guard case .forbidden(let problem)? = try status(403) else {
      Issue.record("403 is forbidden")
      return
    }
    #expect(problem.detail == "D.")
    #expect(try status(409, ["Retry-After": "2"]) == .inFlight(retryAfter: 2))
    #expect(try status(410) == .changesExpired)
    #expect(try status(429) == .slowDown(retryAfter: nil, remaining: nil))
    let limited = ["Retry-After": "9", "RateLimit-Remaining": "0", "RateLimit-Reset": "7"]
    #expect(try status(429, limited) == .slowDown(retryAfter: 9, remaining: 0))
    #expect(try status(500) == .server(status: 500, retryAfter: nil))
    #expect(try status(503, ["Retry-After": "1"]) == .server(status: 503, retryAfter: 1))
    #expect(try status(502, body: "<html>") == .server(status: 502, retryAfter: nil))
    guard case .unexpected(418, _)? = try status(418) else {
      Issue.record("418 is nothing the API has")
      return
    }
    for code in [400, 413, 422] {
      guard case .invalid(let problem)? = try status(code) else {
        Issue.record("\(code) is invalid")
        return
      }
      #expect(problem.status == code)
    }
  }

  @Test(arguments: ["1e19", "inf", "nan", "0x1p1023", "-1e300"])
  func noHeaderMakesUsWaitForEver(_ text: String) throws {
    for name in ["Retry-After", "RateLimit-Reset"] {
      let error = try #require(try trouble({ _, _ in .json(429, "{}", headers: [name: text]) }))
      #expect(error.retryAfter.map { (0...Backoff.longestAsked).contains($0) } ?? true)
      #expect(error.notice.text.string.contains("slow down"))
    }
  }

  @Test func aRetryAfterDateIsReckonedByTheServersOwnClock() throws {
    let headers = [
      "Retry-After": "Sun, 06 Nov 1994 08:50:37 GMT", "Date": "Sun, 06 Nov 1994 08:49:37 GMT",
    ]
    let error = try trouble({ _, _ in .json(503, "", headers: headers) })
    #expect(error == .server(status: 503, retryAfter: 60))
  }

  @Test func bodiesThatBreakNeverEndOrAreNoJSONAreSaid() throws {
    #expect(try trouble({ _, _ in .cut(#"{"user":"#, promising: 900) }) == .cutShort)
    #expect(try trouble({ _, _ in .hangUp }) == .cutShort)
    var small = ClientTimeouts()
    small.largestAnswer = 1 << 20
    let endless = try trouble({ _, _ in .endless }, with: small)
    #expect(endless == .tooLarge(limit: 1 << 20))
    let promised = try trouble({ _, _ in .cut("x", promising: 1 << 30) })
    #expect(promised == .tooLarge(limit: 16 << 20))
    var hasty = ClientTimeouts()
    (hasty.firstByte, hasty.idle) = (0.05, 20)
    let silent = try trouble({ _, _ in .silence }, with: hasty)
    #expect(silent == .timedOut("an answer"))
    (hasty.firstByte, hasty.idle) = (20, 0.05)
    let stuck = try trouble({ _, _ in .stall(#"{"user":"#, promising: 900) }, with: hasty)
    #expect(stuck == .timedOut("the rest of an answer"))
    for text in ["", "{", "[]", "null", #"{"user":1}"#, String(repeating: "[", count: 100_000)] {
      guard case .unexpected(200, _)? = try trouble({ _, _ in .json(200, text) }) else {
        Issue.record("\(text.prefix(20)) is not an answer")
        return
      }
    }
    guard case .unexpected? = try trouble({ _, _ in .raw("220 smtp ready\r\n") }) else {
      Issue.record("something that is not HTTP is said to be")
      return
    }
  }

  @Test func aServerThatIsNotThereIsSaidSo() throws {
    let server = try CrookedServer { _, _ in .hangUp }
    let url = server.url
    server.stop()
    let client = try InboxAPIClient.test(url)
    guard case .unreachable("127.0.0.1", let reason) = try error(of: client) else {
      Issue.record("a refused connection is unreachable")
      return
    }
    #expect(reason.contains("nothing answers"))
    let lost = try InboxAPIClient.test("https://porch.invalid")
    #expect(try error(of: lost) == .dns(host: "porch.invalid"))
    let plain = try CrookedServer { _, _ in .json(200, me) }
    let secure = try InboxAPIClient.test("https://127.0.0.1:\(plain.port)")
    guard case .tls("127.0.0.1", _) = try error(of: secure) else {
      Issue.record("plain text where TLS should be is a trouble of TLS")
      return
    }
    #expect(plain.asked.allSatisfy { $0.headers.isEmpty })
  }

  private func error(of client: InboxAPIClient) throws -> APIError? {
    do {
      _ = try client.me()
      return nil
    } catch {
      return error
    }
  }

  @Test func aReplyGoesOnWithTheNewTokenOnceTheOldOneIsRefused() throws {
    let folder = try Scratch()
    let file = try folder.write("old", to: "token")
    chmod(file, 0o600)
    let server = try CrookedServer { asked, _ in
      asked.headers["authorization"] == "Bearer new"
        ? .json(200, #"{"id":"c1","revision":1}"#) : .json(401, "{}")
    }
    let client = InboxAPIClient(
      try .test(server.url, token: .file(file)), token: try Token("old"))
    let told = Kept<Int>()
    client.whenSiblingRenews { told.add(1) }
    let calls = RenewingCalls(client)
    #expect(throws: APIError.unauthorized) { try calls.current("c1") }
    #expect(server.asked.count == 1)
    _ = try folder.write("new", to: "token")
    #expect(try calls.current("c1").id == "c1")
    #expect(server.asked.count == 3)
    // Its own renewal is no news to it, a sibling's is.
    #expect(told.all.isEmpty)
    client.sibling().renew(try Token("newer"))
    #expect(told.all == [1])
  }

  @Test func aRedirectIsFollowedAtHomeAndNeverCarriesTheTokenElsewhere() throws {
    let other = try CrookedServer { _, _ in .json(200, me) }
    let elsewhere = other.url + "/v1/me"
    let server = try CrookedServer { asked, _ in
      switch asked.path {
      case "/v1/me": .json(302, "", headers: ["Location": "/moved/me"])
      case "/moved/me": .json(200, me)
      case "/v1/conversations/away": .json(307, "", headers: ["Location": elsewhere])
      case "/v1/conversations/round":
        .json(302, "", headers: ["Location": "/v1/conversations/round"])
      default: .json(308, "", headers: ["Location": "/moved"])
      }
    }
    let client = try InboxAPIClient.test(server.url)
    #expect(try client.me().seq == 7)
    #expect(throws: APIError.self) { try client.conversation("away") }
    #expect(other.asked.isEmpty)
    #expect(throws: APIError.self) { try client.conversation("round") }
    #expect(server.paths.count { $0 == "/conversations/round" } == 1 + InboxAPIClient.mostRedirects)
    #expect(throws: APIError.self) { try client.read(message: "m", in: "c") }
    #expect(!server.paths.contains("/moved"))
  }

  @Test func aUsedUpAllowanceIsKeptInMind() throws {
    let server = try CrookedServer { _, _ in
      .json(200, me, headers: ["RateLimit-Remaining": "0", "RateLimit-Reset": "30"])
    }
    let client = try InboxAPIClient.test(server.url)
    #expect(client.pause == 0)
    _ = try client.me()
    #expect(client.pause > 20)
  }

  @Test func aStreamTellsWhatItCanAndNamesWhatItCannot() throws {
    let server = try CrookedServer { _, _ in
      .stream(
        [
          "\u{FEFF}: hello\r\n\r\nid: 8\nevent: change\ndata: {\"seq\":8,\ndata: \"type\":\"x\"}\n\n",
          "event: change\ndata: {\n\nevent: presence\ndata: {\"conversation\":\"c\",",
          "\"user\":\"u\",\"state\":\"viewing\"}\r\rdata: other\n\nevent: change\ndata: {\"seq\":9}",
        ], isHeld: false)
    }
    let client = try InboxAPIClient.test(server.url)
    var told: [String] = []
    try client.events(after: 7) { event in
      switch event {
      case .opened: told.append("opened")
      case .comment: told.append("comment")
      case .change(let change): told.append("change \(change.seq)")
      case .presence(let presence): told.append("\(presence.user) \(presence.state)")
      case .unreadable: told.append("unreadable")
      }
      return true
    }
    #expect(told == ["opened", "comment", "change 8", "unreadable", "u viewing"])
    #expect(server.asked[0].headers["last-event-id"] == "7")
  }

  @Test func aStreamCanBeLeftAndASilentOneIsGivenUp() throws {
    let server = try CrookedServer { _, _ in .stream([": a\n\n: b\n\n"], isHeld: true) }
    let client = try InboxAPIClient.test(server.url) { $0.silence = 0.05 }
    var count = 0
    try client.events(after: nil) { _ in
      count += 1
      return count < 2
    }
    #expect(count == 2)
    #expect(throws: APIError.timedOut("a sign of life")) {
      try client.events(after: nil) { _ in true }
    }
  }

  @Test func nobodyIsToldThatOneTryIsTriedAgain() {
    let error = APIError.unreachable(host: "a.example", reason: "it hung up")
    #expect(error.notice.text == "Cannot reach a.example: it hung up. It is tried again.")
    #expect(error.noticeOfOneTry.text == "Cannot reach a.example: it hung up. Try again later.")
  }

  @Test func everyTroubleIsASentenceWithoutTheToken() {
    let problem = ProblemResource(
      status: 403, code: "x", title: "No", detail: "\u{1B}[31mbad\u{202E}")
    let all: [APIError] = [
      .unreachable(host: "h", reason: "r"), .dns(host: "h"), .tls(host: "h", reason: "r"),
      .timedOut("an answer"), .cutShort, .unauthorized, .forbidden(problem), .notFound(problem),
      .inFlight(retryAfter: 1), .changesExpired, .stale(current: nil), .tooLarge(limit: 1 << 20),
      .invalid(problem), .slowDown(retryAfter: 3, remaining: nil),
      .server(status: 500, retryAfter: nil), .unexpected(status: 200, what: "x"), .cancelled,
    ]
    for error in all {
      let text = error.notice.text.string
      #expect(text.hasSuffix("."))
      #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
    }
  }
}
