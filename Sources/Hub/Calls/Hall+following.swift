import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import InboxAPI
import NIOCore
import ServiceLifecycle
import Storage

extension Hall {
  func changes(_ path: Path) async throws -> Response {
    guard let text = path.parameter("after") else {
      throw Problem.malformed("`after` is missing: the seq of the last change that is known.")
    }
    guard let after = Int64(text), after >= 0 else {
      throw Problem.invalid("`after` is not a seq.")
    }
    let limit = try path.number("limit", in: 1...200) ?? 50
    let wait = try path.number("wait", in: 0...30) ?? 0
    if wait > 0, after == feed.head {
      let until = Date().addingTimeInterval(Double(wait))
      await withGracefulShutdownHandler {
        _ = await feed.news(after: after, whisper: nil, until: until)
      } onGracefulShutdown: { [feed] in
        feed.close()
      }
    }
    let found = try await readers.perform { [ledger] in
      try ledger.changes(after: after, limit: limit)
    }
    guard let found else { throw Problem.expired }
    let last = found.changes.last?.seq ?? found.head
    var json = JSONBytes()
    json.put("{")
    json.list("data", found.changes) { $0.put($1.json) }
    json.field("seq", last)
    json.field("more", last < found.head)
    json.put("}")
    return .json(json.bytes)
  }

  // MARK: Server-sent events

  func events(_ request: Request, _ user: HubUser) async throws -> Response {
    // What is whispered after this moment belongs to the stream.
    let whisper = feed.lastWhisper
    var after = feed.head
    if let text = request.headers[.lastEventID]?.trimmingCharacters(in: .whitespaces),
      !text.isEmpty
    {
      guard let seq = Int64(text), seq >= 0 else {
        throw Problem.invalid("Last-Event-ID is not a seq.")
      }
      after = seq
    }
    let from = after
    let isThere = try await readers.perform { [ledger] in
      try ledger.changes(after: from, limit: 1) != nil
    }
    guard isThere else { throw Problem.expired }
    var headers = HTTPFields()
    headers[.contentType] = "text/event-stream"
    headers[.cacheControl] = "no-store"
    let body = ResponseBody { [self] writer in
      figures.streamsOpen(by: 1)
      defer { figures.streamsOpen(by: -1) }
      // At once, so that whoever waits for the stream knows that it is there.
      try await writer.write(ByteBuffer(string: ": here\n\n"))
      try await withGracefulShutdownHandler {
        try await follow(after: from, whisper: whisper, user, into: &writer)
      } onGracefulShutdown: { [feed] in
        feed.close()
      }
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: headers, body: body)
  }

  /// Seconds without an event after which a comment says that the stream lives.
  private static let silence = 15.0

  private func follow(
    after start: Int64, whisper: Int, _ user: HubUser, into writer: inout any ResponseBodyWriter
  ) async throws {
    var (seq, whisper) = (start, whisper)
    var comment = Date().addingTimeInterval(Self.silence)
    var check = Date().addingTimeInterval(1)
    while !Task.isCancelled {
      let until = min(comment, Date().addingTimeInterval(1))
      var news = await feed.news(after: seq, whisper: whisper, until: until)
      if case .behind = news {
        guard let piece = try await older(after: seq) else { return }
        news = .changes(piece)
      }
      // By the clock, and not only in quiet moments: a busy stream has none.
      if Date() >= check {
        guard await door.isWelcome(user, at: Date()) else { return }
        check = Date().addingTimeInterval(1)
      }
      switch news {
      case .closed, .behind: return
      case .changes(let piece):
        try await writer.write(piece.events)
        seq = piece.last
      case .presence(let whispers):
        try await writer.write(Self.event(whispers))
        whisper = whispers.last?.number ?? whisper
      case .nothing:
        guard Date() >= comment else { continue }
        try await writer.write(ByteBuffer(string: ": still here\n\n"))
      }
      comment = Date().addingTimeInterval(Self.silence)
    }
  }

  /// nil where the log has been forgotten that far: the stream ends, and coming back says 410.
  private func older(after seq: Int64) async throws -> Feed.Piece? {
    let found = try await readers.perform { [ledger] in try ledger.changes(after: seq, limit: 200) }
    return found.flatMap { Feed.Piece($0.changes) }
  }

  private static func event(_ whispers: [Feed.Whisper]) -> ByteBuffer {
    var bytes = ByteBuffer()
    for whisper in whispers {
      bytes.writeString("event: presence\ndata: ")
      bytes.writeImmutableBuffer(whisper.json)
      bytes.writeString("\n\n")
    }
    return bytes
  }
}
