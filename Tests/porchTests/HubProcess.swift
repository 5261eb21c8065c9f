import Foundation
import TestSupport
import Testing

/// A real hub on this machine, in a process of its own, with the shop's people in its store.
final class HubProcess {
  let home: Home
  private let process = Process()
  private(set) var port = 0

  var store: String { home.folder.path + "/hub.sqlite" }
  var url: String { "http://127.0.0.1:\(port)" }

  init(home: Home) throws {
    self.home = home
    let file = try home.write(Lines.shop, to: "shop.jsonl")
    let made = try home.run(["import", file, "--store", store])
    guard made.code == 0 else { throw HubProcessError(said: made.errors) }
    try start()
  }

  /// The same hub again, on the same port and store.
  init(restarting hub: HubProcess) throws {
    home = hub.home
    port = hub.port
    try start()
  }

  deinit { stop() }

  private func start() throws {
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: Home.program)
    process.arguments = ["hub", "--listen", "127.0.0.1:\(port)", "--store", store]
    process.environment = home.environment
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var line = ""
    while !line.hasSuffix("\n"), let data = try output.fileHandleForReading.read(upToCount: 1) {
      line += String(decoding: data, as: UTF8.self)
    }
    guard let said = line.split(separator: ":").last,
      let port = Int(said.trimmingCharacters(in: .whitespacesAndNewlines))
    else { throw HubProcessError(said: line) }
    self.port = port
  }

  /// As when the power goes: nothing can catch it.
  func die() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  // MARK: What a bridge does

  /// The token that tells the hub of messages.
  func bridge() throws -> String {
    let path = home.folder.path + "/bridge"
    if !FileManager.default.fileExists(atPath: path) {
      try token("bridge", role: "admin", in: "bridge")
    }
    return try home.text(of: "bridge").trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A call of the Inbox API, as the bridge.
  func call(
    _ method: String, _ path: String, body: String = ""
  ) throws -> LoopbackRequest.Answer {
    try LoopbackRequest.send(method, path, port: port, token: try bridge(), body: body)
  }

  /// Tells of what somebody wrote just now, in the shop's account.
  @discardableResult
  func ingest(
    _ id: String, in conversation: String, from author: String, _ text: String,
    at time: Date = Date()
  ) throws -> LoopbackRequest.Answer {
    try call(
      "POST", "/v1/ingest", body: Self.ingestion(id, in: conversation, from: author, text, at: time)
    )
  }

  static func ingestion(
    _ id: String, in conversation: String, from author: String, _ text: String, at time: Date
  ) -> String {
    #"{"account":"shop","messages":[{"id":"\#(id)","conversation":"\#(conversation)","#
      + #""author":{"id":"\#(author)","name":"\#(author)"},"direction":"in","#
      + #""text":"\#(text)","sent_at":"\#(time.formatted(.iso8601))"}]}"#
  }

  /// Every text of a conversation as the hub has it, newest first.
  func texts(of conversation: String) throws -> [String] {
    struct Page: Decodable {
      struct Message: Decodable { var text: String }
      var data: [Message]
      var nextCursor: String?

      enum CodingKeys: String, CodingKey {
        case data
        case nextCursor = "next_cursor"
      }
    }
    var texts: [String] = []
    var cursor = ""
    while true {
      let answer = try call("GET", "/v1/conversations/\(conversation)/messages?limit=200\(cursor)")
      try #require(answer.status == 200, "\(answer.body)")
      let page = try JSONDecoder().decode(Page.self, from: Data(answer.body.utf8))
      texts += page.data.map(\.text)
      guard let next = page.nextCursor else { return texts }
      cursor = "&cursor=\(next)"
    }
  }

  func stop() {
    guard process.isRunning else { return }
    process.terminate()
    process.waitUntilExit()
  }

  /// Makes a token and puts it into a file that only its owner reads.
  @discardableResult
  func token(_ name: String, role: String = "agent", in file: String = "token") throws -> String {
    let made = try home.run(["hub", "token", "add", name, "--role", role, "--store", store])
    guard made.code == 0, let token = made.output.split(whereSeparator: \.isWhitespace).last else {
      throw HubProcessError(said: made.errors)
    }
    let path = try home.write("\(token)\n", to: file)
    chmod(path, 0o600)
    return path
  }

  /// Follows it under a name.
  @discardableResult
  func add(_ name: String = "team", token: String) throws -> Home.Outcome {
    try home.run(["account", "add", name, "--url", url, "--token-file", token])
  }
}

struct HubProcessError: Error { var said: String }
