import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Storage
import Synchronization

/// Where the parts of a running hub meet: requests come in, and are led to who answers them.
final class Hall: Sendable {
  let ledger: Ledger
  let writer: HubWriter
  let readers: HubReaders
  let feed: Feed
  let board = PresenceBoard()
  let door: Doorkeeper
  let figures: Figures
  let pages = PageShelf()
  let sending = Mutex<Set<SendKey>>([])
  let settings: HubSettings
  private let logger: Logger

  struct SendKey: Hashable {
    var user: String
    var key: String
  }

  init(store: Store, settings: HubSettings, logger: Logger) throws(StoreError) {
    let ledger = try Ledger(
      store, renderer: Renderer(), changesKept: settings.limits.changesKept)
    let feed = Feed(head: try ledger.head().seq)
    let (pages, figures, readers) = (pages, Figures(), HubReaders())
    self.readers = readers
    self.ledger = ledger
    self.feed = feed
    self.figures = figures
    self.settings = settings
    self.logger = logger
    door = Doorkeeper(store, readers, settings.limits)
    writer = HubWriter(ledger, waitingBytes: settings.limits.waitingBytes) { changes in
      pages.clear()
      feed.tell(changes)
    }
  }

  /// A store that was filled before it became a hub's is rendered once, before anybody asks.
  func renderAll() async throws {
    var runs = 0
    while try await readers.perform({ [ledger] in try ledger.renderNext(500) }) {
      runs += 1
      // Ten seconds for a hundred thousand conversations, which would look like a hub that hangs.
      if runs == 1 { logger.notice("making the store's conversations ready before listening") }
      if runs % 20 == 0 { logger.info("rendering", metadata: ["conversations": "\(runs * 500)"]) }
    }
    // What others wrote while no hub ran comes into the log before anybody asks where it ends.
    try await writer.perform { try $0.wakeDue() }
  }

  func forgetKeys() {
    let seconds = settings.limits.keySeconds
    // Nobody waits for it, and the next hour tries again.
    Task { try? await writer.perform { try $0.forgetKeys(olderThan: seconds) } }
  }

  // MARK: Answering

  func respond(to request: Request) async -> Response {
    let start = DispatchTime.now().uptimeNanoseconds
    var name = "unknown"
    var response: Response
    do {
      guard let path = Path(request.head.path ?? "") else {
        throw Problem.malformed("The path is not percent-encoded UTF-8.")
      }
      let route = try Route(of: request.method, path)
      name = route.name
      response = try await answer(route, path, request)
    } catch {
      let problem = Problem(error)
      if problem.status == .internalServerError {
        logger.error("request failed", metadata: ["route": "\(name)"])
      }
      response = problem.response
    }
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    figures.answered(name, status: response.status.code, seconds: seconds)
    logger.debug(
      "answered",
      metadata: [
        "route": "\(name)", "status": "\(response.status.code)",
        "ms": "\(Int(seconds * 1000))",
      ])
    // It says how long the body would be, and has none, or a client takes it for the next answer.
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func answer(_ route: Route, _ path: Path, _ request: Request) async throws -> Response {
    if case .health = route { return .json(Array(#"{"status":"ok"}"#.utf8)) }
    let now = Date()
    let user = try await door.user(request.headers[.authorization], at: now)
    let limits = try door.count(user, at: now)
    var response: Response
    do {
      guard route.roles.contains(user.role) else {
        throw Problem.forbidden("The role \(user.role) may not do this.")
      }
      response = try await call(route, path, request, user)
    } catch {
      response = Problem(error).response
    }
    for field in limits { response.headers[field.name] = field.value }
    return response
  }

  private func call(
    _ route: Route, _ path: Path, _ request: Request, _ user: HubUser
  ) async throws -> Response {
    switch route {
    case .health: Response(status: .ok)
    case .metrics: try await metrics()
    case .me: try await me(user)
    case .conversations: try await conversations(path)
    case .conversation(let id): try await conversation(id)
    case .messages(let id): try await messages(of: id, path)
    case .changes: try await changes(path)
    case .events: try await events(request, user)
    case .patch(let id): try await patch(id, request)
    case .send(let id): try await send(to: id, request, user)
    case .read(let id): try await read(id, request)
    case .unread(let id): try await unread(id, request)
    case .presence(let id): try await presence(id, request, user)
    case .ingest: try await ingest(request)
    }
  }

  // MARK: Bodies

  /// A JSON body, refused by its announced length before a byte of it is read.
  func body(of request: Request) async throws -> Data {
    let limit = settings.limits.bodyBytes
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw Problem.tooLarge(limit)
    }
    if let type = request.headers[.contentType] {
      let kind = (type.split(separator: ";").first ?? "").trimmingCharacters(in: .whitespaces)
        .lowercased()
      guard kind == "application/json" else {
        throw Problem(
          .unsupportedMediaType, "unsupported_media_type", "A body is taken as application/json.")
      }
    }
    var bytes = Data()
    do {
      for try await part in request.body {
        guard bytes.count + part.readableBytes <= limit else { throw Problem.tooLarge(limit) }
        bytes.append(contentsOf: part.readableBytesView)
      }
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem.malformed("The body ended before its end.")
    }
    return bytes
  }
}

extension Response {
  static func json(
    _ bytes: [UInt8], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
  ) -> Response {
    json(ByteBuffer(bytes: bytes), status: status, headers: headers)
  }

  static func json(
    _ bytes: ByteBuffer, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
  ) -> Response {
    var headers = headers
    headers[.contentType] = "application/json"
    return Response(status: status, headers: headers, body: .init(byteBuffer: bytes))
  }
}
