import AsyncHTTPClient
import Foundation
import InboxAPI
import NIOCore
import NIOHTTP1

/// The events of a hub as they come.
struct EventStream: AsyncSequence {
  struct Event: Sendable {
    /// Without an id for presence; nil for a comment.
    var id: String?
    var name: String?
    var data: RawJSON = .null
    var isComment = false
  }

  let status: Int
  let code: String?
  private let body: HTTPClientResponse.Body

  init(_ play: HubPlay, after: String? = nil, as role: String = "agent") async throws {
    var request = HTTPClientRequest(url: play.base + "/v1/events")
    request.headers.add(name: "Authorization", value: "Bearer \(play.tokens[role] ?? "")")
    if let after { request.headers.add(name: "Last-Event-ID", value: after) }
    let response = try await play.http.execute(request, timeout: .seconds(40))
    status = Int(response.status.code)
    body = response.body
    if status == 200 {
      code = nil
    } else {
      let bytes = try await response.body.collect(upTo: 10_000)
      code = try RawJSON(json: Data(bytes.readableBytesView))["code"]?.text
    }
  }

  func makeAsyncIterator() -> Iterator { Iterator(body: body.makeAsyncIterator()) }

  struct Iterator: AsyncIteratorProtocol {
    var body: HTTPClientResponse.Body.AsyncIterator
    var text = ""

    mutating func next() async throws -> Event? {
      while true {
        if let end = text.range(of: "\n\n") {
          let lines = text[..<end.lowerBound].split(separator: "\n")
          text.removeSubrange(..<end.upperBound)
          return Self.event(lines)
        }
        guard let part = try await body.next() else { return nil }
        text += String(buffer: part)
      }
    }

    /// The next that is no comment.
    mutating func event() async throws -> Event? {
      while let event = try await next() {
        if !event.isComment { return event }
      }
      return nil
    }

    private static func event(_ lines: [Substring]) -> Event {
      var event = Event()
      for line in lines {
        if line.hasPrefix(":") { event.isComment = true }
        if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
        if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
        guard line.hasPrefix("data: ") else { continue }
        // What is no JSON stays null, and the test says so.
        event.data = (try? RawJSON(json: Data(line.dropFirst(6).utf8))) ?? .null
      }
      return event
    }
  }
}
