import Foundation
package import InboxAPI
import NIOHTTP1

/// One thing a server said on its event stream.
package enum ServerEvent: Sendable {
  /// The stream is open: from here on everything comes by itself.
  case opened
  case change(ChangeResource)
  case presence(PresenceResource)
  /// A sign of life.
  case comment
  /// An event that cannot be read, and why.
  case unreadable(reason: String)
}

extension InboxAPIClient {
  /// Follows the event stream until it ends, breaks (an error), or `took` answers false.
  /// - Parameter seq: the last change that is known; nil starts at the head.
  package func events(
    after seq: Int64?, _ took: (ServerEvent) -> Bool
  ) throws(APIError) {
    try stream(after: seq) { events in events.allSatisfy { took($0.event) } }
  }

  /// An event with the bytes of its data.
  typealias Heard = (event: ServerEvent, data: [UInt8])

  /// The same, with all at once that came at once.
  func stream(after seq: Int64?, _ took: ([Heard]) -> Bool) throws(APIError) {
    var question = Question(path: "/events")
    question.headers = [("Accept", "text/event-stream"), ("Cache-Control", "no-store")]
    if let seq { question.headers.append(("Last-Event-ID", String(seq))) }
    let url = settings.address.description + question.path
    try exchanging(question, at: url) { exchange throws(APIError) in
      let head = try head(of: exchange, seconds: timeouts.firstByte)
      guard head.status.code == 200 else {
        let answer = Answer(head: head, body: try body(of: exchange), token: exchange.token)
        throw answer.trouble ?? .unexpected(status: answer.status, what: "no event stream")
      }
      let type = head.headers.first(name: "Content-Type")?.lowercased() ?? ""
      guard type.hasPrefix("text/event-stream") else {
        throw .unexpected(status: 200, what: "something other than an event stream")
      }
      if took([(.opened, [])]) { try follow(exchange, took) }
    }
  }

  private func follow(
    _ exchange: Exchange, _ took: ([Heard]) -> Bool
  ) throws(APIError) {
    var parser = ServerEventParser()
    while true {
      switch try news(of: exchange, seconds: timeouts.silence) {
      case .bytes(let bytes):
        let events = parser.take(bytes).compactMap(Self.read)
        guard events.isEmpty || took(events) else { return }
      case .head: continue
      case .end: return
      case nil: throw .timedOut("a sign of life")
      }
    }
  }

  private static func read(_ event: ServerEventParser.Event) -> Heard? {
    switch event {
    case .comment: return (.comment, [])
    case .oversized: return (.unreadable(reason: "it is longer than 4 MB"), [])
    case .event(let name, let data, _):
      switch name {
      case "change": return (read(data) { .change($0) }, data)
      case "presence": return (read(data) { .presence($0) }, data)
      default: return nil
      }
    }
  }

  private static func read<Value: Decodable>(
    _ data: [UInt8], as event: (Value) -> ServerEvent
  ) -> ServerEvent {
    do {
      return event(try JSONDecoder().decode(Value.self, from: Data(data)))
    } catch let error as WireError {
      return .unreadable(reason: error.sentence)
    } catch {
      return .unreadable(reason: "it is not the JSON it should be")
    }
  }
}
