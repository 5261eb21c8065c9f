import Domain
import Foundation
import Hub
import InboxAPI
import Logging
import NIOHTTP1
import Storage
import Synchronization
import Testing

@testable import Sync

/// A hub in this process, on a port of its own, with a token for each role.
final class RealHub: Sendable {
  let store: Store
  let port: Int
  let tokens: [String: String]
  private let isEncrypted: Bool
  private let folder: Scratch
  private let serving: Task<Void, any Error>

  /// Only off the shared threads: it waits for them.
  /// - Parameter certificate: nil: without TLS.
  init(certificate: TestCertificate? = nil) throws {
    isEncrypted = certificate != nil
    folder = try Scratch()
    store = try Store.open(path: folder.path + "/hub/porch.sqlite")
    var tokens: [String: String] = [:]
    for role in ["agent", "admin"] { tokens[role] = try Hub.addToken(role, role: role, to: store) }
    self.tokens = tokens
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    var limits = HubLimits()
    limits.requestsPerWindow = 1_000_000
    var hub = try Hub(
      store: store,
      settings: HubSettings(
        certificate: certificate?.file, privateKey: certificate?.key, limits: limits),
      logger: logger)
    let listening = DispatchSemaphore(value: 0)
    let told = Told()
    hub.onListening = { port in
      told.port.withLock { $0 = port }
      listening.signal()
    }
    serving = Task { [hub] in try await hub.run() }
    listening.wait()
    port = told.port.withLock { $0 }
  }

  deinit { serving.cancel() }

  private final class Told: Sendable {
    let port = Mutex(0)
  }

  var url: String { "http\(isEncrypted ? "s" : "")://127.0.0.1:\(port)" }

  func client(_ role: String) throws -> InboxAPIClient {
    InboxAPIClient(try .test(url), token: try Token(try #require(tokens[role])))
  }

  /// As a bridge does it.
  func ingest(_ body: String) throws {
    let answer = try client("admin").success(
      of: .init(method: .POST, path: "/ingest", body: Array(body.utf8)))
    #expect(String(decoding: answer.body, as: UTF8.self).contains(#""rejected":[]"#))
  }

  /// So many conversations of so many messages, and the account they belong to.
  func fill(conversations: Int, messages: Int) throws {
    for number in 1...conversations {
      let lines = (1...messages).map { index in
        Self.message("m\(number)-\(index)", in: "c\(number)", at: number * 100 + index)
      }
      try ingest(
        """
        {"account":{"id":"shop","network":"instagram","name":"Shop","self":"us",
          "capabilities":["send","note","read","status","label","assign","flag","lane"]},
         "history":true,"messages":[\(lines.joined(separator: ","))]}
        """)
    }
  }

  func say(_ id: String, in conversation: String, at minute: Int) throws {
    try ingest(
      #"{"account":"shop","messages":[\#(Self.message(id, in: conversation, at: minute))]}"#)
  }

  private static func message(_ id: String, in conversation: String, at minute: Int) -> String {
    let time = Timestamp.text(FakeInbox.at(minute))
    return """
      {"id":"\(id)","conversation":"\(conversation)","direction":"in","text":"Text of \(id)",
       "author":{"id":"p-\(conversation)","name":"Person \(conversation)"},"sent_at":"\(time)"}
      """
  }
}

/// The same promises as against the server that misbehaves, kept by the hub itself.
@Suite struct RealHubTests {
  private func sync(_ rig: SyncRig, _ hub: RealHub) throws -> ConnectionSync {
    ConnectionSync(
      store: rig.store, settings: try .test(hub.url), client: try hub.client("agent"),
      events: ConnectionEvents(
        presence: { [rig] in rig.colleagues.add($0) }, notice: { [rig] in rig.notices.add($0) },
        followingWith: { [rig] in rig.ways.add($0) }))
  }

  /// The hub lives on the shared threads, which a test that waits must not hold.
  private func offTheSharedThreads(_ body: @escaping @Sendable () throws -> Void) async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      let thread = Thread { done.resume(with: Result { try body() }) }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  @Test func aHubIsReadWholeAndFollowed() async throws {
    try await offTheSharedThreads { try readAndFollow() }
  }

  private func readAndFollow() throws {
    let hub = try RealHub()
    try hub.fill(conversations: 5, messages: 230)
    let rig = try SyncRig()
    let sync = try sync(rig, hub)
    sync.start()
    eventually("it is followed: \(rig.said)") { rig.ways.all == [.events] }
    #expect(try rig.store.texts().count == 5 * 230)
    let seq = try rig.store.connections().first?.seq

    try hub.say("live", in: "c1", at: 1_000_000)
    let agent = try hub.client("agent")
    var patch = TriagePatch()
    (patch.flagged, patch.addLabels) = (true, ["vip"])
    _ = try agent.patch(patch, conversation: "c2")
    try agent.read(message: "m3-230", in: "c3")
    let sent = try agent.send(SendRequest(text: "We do.", kind: .reply, clientID: "k1"), to: "c4")
    _ = try hub.client("admin").presence(.composing, in: "c5")
    try eventually("what happened there shows here") {
      let text = try rig.text()
      return text.contains("live in Text of live") && text.contains("\(sent.message.id) out We do.")
        && text.contains("c2 “Person c2” open unread 230 flagged [\"vip\"]")
        && text.contains("c3 “Person c3” open unread 0") && !rig.colleagues.all.isEmpty
    }
    sync.stop()
    let text = try rig.text()
    #expect(text.contains("c1 “Person c1” open unread 231"))
    #expect(text.contains("c4 “Person c4” open unread 0"))
    #expect(rig.colleagues.all.map(\.user) == ["admin"])
    #expect(rig.said.isEmpty)
    #expect(try rig.store.connections().first?.seq != seq)

    // Whoever comes later sees the same.
    let later = try SyncRig()
    try self.sync(later, hub).catchUp()
    #expect(try later.text() == text)
  }

  @Test(.enabled(if: TestCertificate.canBeMade, "openssl is not here"))
  func aCertificateThatNobodyVouchesForIsRefusedUnlessItsAuthorityIsNamed() async throws {
    try await offTheSharedThreads { try meetCertificate() }
  }

  private func meetCertificate() throws {
    let folder = try Scratch()
    let certificate = try TestCertificate(in: folder)
    let hub = try RealHub(certificate: certificate)
    #expect(
      throws: APIError.tls(
        host: "127.0.0.1",
        reason: "its certificate is not from an authority that this machine trusts")
    ) { try hub.client("agent").me() }
    var settings = try ConnectionSettings.test(hub.url)
    settings.authorityFile = certificate.file
    let token = try Token(try #require(hub.tokens["agent"]))
    #expect(try InboxAPIClient(settings, token: token).me().role == "agent")
    settings.authorityFile = folder.path + "/none.pem"
    #expect(throws: APIError.self) { try InboxAPIClient(settings, token: token).me() }
  }

  @Test func aClientThatWasAwayCatchesUp() async throws {
    try await offTheSharedThreads { try goAway() }
  }

  private func goAway() throws {
    let hub = try RealHub()
    try hub.fill(conversations: 2, messages: 3)
    let rig = try SyncRig()
    try sync(rig, hub).catchUp()
    for index in 1...450 {
      try hub.say("n\(index)", in: "c\(index % 2 + 1)", at: 2_000_000 + index)
    }
    try sync(rig, hub).catchUp()
    #expect(try rig.store.texts().count == 6 + 450)
    let whole = try SyncRig()
    try sync(whole, hub).catchUp()
    #expect(try rig.text() == whole.text())
    #expect(rig.said.isEmpty)
  }
}
