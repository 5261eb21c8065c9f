import Foundation
import Synchronization

@testable import Sync

/// A request as it came in.
struct Asked: Sendable, Hashable {
  var method: String
  /// Percent-encoded, without the query.
  var path: String
  var query: [String: String]
  /// Names in lower case.
  var headers: [String: String]
  var body: String
}

/// What a server does with a request, good or bad.
enum Reply: Sendable {
  case json(Int, String, headers: [String: String] = [:])
  /// So much of a good answer, and then the line is cut.
  case cut(String, promising: Int)
  /// So much of a good answer, and then nothing.
  case stall(String, promising: Int)
  /// A body of spaces that never ends.
  case endless
  /// Bytes as they are, and the line is closed.
  case raw(String)
  /// Nothing at all, and the line is closed.
  case hangUp
  /// No answer; the line stays open.
  case silence
  /// An event stream with these bytes; then it ends, or stays open until the server is stopped.
  case stream([String], isHeld: Bool)
}

/// An HTTP server on loopback that answers each request as its script says, also badly.
final class CrookedServer: Sendable {
  typealias Script = @Sendable (_ asked: Asked, _ number: Int) -> Reply

  let port: Int
  private let listener: Int32
  private let script: Script
  private let state = Mutex(State())

  private struct State {
    var asked: [Asked] = []
    var lines: Set<Int32> = []
    var isStopped = false
  }

  /// - Parameter script: numbers begin at 1.
  init(_ script: @escaping Script) throws {
    self.script = script
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    guard isBound else { throw POSIXError(.EADDRINUSE) }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread { [weak self] in
      while true {
        let line = accept(listener, nil, nil)
        guard line >= 0, let self else { return }
        self.serve(line)
      }
    }.start()
  }

  deinit { stop() }

  func stop() {
    let lines = state.withLock { state in
      defer { state.isStopped = true }
      return state.isStopped ? nil : state.lines
    }
    guard let lines else { return }
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    for line in lines { shutdown(line, Int32(SHUT_RDWR)) }
  }

  var url: String { "http://127.0.0.1:\(port)" }

  /// Every request so far.
  var asked: [Asked] { state.withLock { $0.asked } }

  /// Their paths with their queries, without `/v1`.
  var paths: [String] {
    asked.map { asked in
      let query = asked.query.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
      return asked.path.replacingOccurrences(of: "/v1", with: "")
        + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
  }

  // MARK: One line

  private func serve(_ line: Int32) {
    let isOpen = state.withLock { state in
      if !state.isStopped { state.lines.insert(line) }
      return !state.isStopped
    }
    guard isOpen else {
      close(line)
      return
    }
    Thread { [weak self] in
      var pending: [UInt8] = []
      while let asked = Self.read(line, &pending), let self, self.answer(asked, on: line) {}
      self?.forget(line)
      close(line)
    }.start()
  }

  private func forget(_ line: Int32) { state.withLock { _ = $0.lines.remove(line) } }

  /// - Returns: whether the line can be used again.
  private func answer(_ asked: Asked, on line: Int32) -> Bool {
    let number = state.withLock { state in
      state.asked.append(asked)
      return state.asked.count
    }
    switch script(asked, number) {
    case .json(let status, let body, let headers):
      var head = "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n"
      head += "Content-Type: application/json\r\n"
      for (name, value) in headers { head += "\(name): \(value)\r\n" }
      return Self.write(head + "\r\n" + body, to: line)
    case .cut(let body, let promising):
      _ = Self.write("HTTP/1.1 200 OK\r\nContent-Length: \(promising)\r\n\r\n\(body)", to: line)
      return false
    case .stall(let body, let promising):
      _ = Self.write("HTTP/1.1 200 OK\r\nContent-Length: \(promising)\r\n\r\n\(body)", to: line)
      return Self.waitForEnd(of: line)
    case .endless:
      _ = Self.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", to: line)
      let chunk = "1000\r\n" + String(repeating: " ", count: 4096) + "\r\n"
      while Self.write(chunk, to: line) {}
      return false
    case .raw(let text):
      _ = Self.write(text, to: line)
      return false
    case .hangUp: return false
    case .silence: return Self.waitForEnd(of: line)
    case .stream(let parts, let isHeld):
      _ = Self.write(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n", to: line)
      for part in parts { _ = Self.write(part, to: line) }
      return isHeld ? Self.waitForEnd(of: line) : false
    }
  }

  private static func waitForEnd(of line: Int32) -> Bool {
    var byte: UInt8 = 0
    while recv(line, &byte, 1, 0) > 0 {}
    return false
  }

  private static func write(_ text: String, to line: Int32) -> Bool {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes {
        send(line, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      bytes = bytes.dropFirst(count)
    }
    return true
  }

  private static func read(_ line: Int32, _ pending: inout [UInt8]) -> Asked? {
    while true {
      if let asked = parse(&pending) { return asked }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = recv(line, &chunk, chunk.count, 0)
      guard count > 0 else { return nil }
      pending += chunk.prefix(count)
    }
  }

  private static func parse(_ pending: inout [UInt8]) -> Asked? {
    // The greeting of TLS: whoever speaks plain text hangs up.
    if pending.first == 0x16 { pending = Array("X X X\r\n\r\n".utf8) }
    let text = String(decoding: pending, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers[parts[0].lowercased()] = parts.last?.trimmingCharacters(in: .whitespaces)
    }
    let body = Array(text[end.upperBound...].utf8)
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    guard body.count >= length else { return nil }
    pending = Array(body.dropFirst(length))
    let words = lines[0].split(separator: " ")
    let target = words[1].split(separator: "?", maxSplits: 1)
    var query: [String: String] = [:]
    for pair in target.count > 1 ? target[1].split(separator: "&") : [] {
      let parts = pair.split(separator: "=", maxSplits: 1)
      query[String(parts[0])] = String(parts.last ?? "").removingPercentEncoding
    }
    return Asked(
      method: String(words[0]), path: String(target[0]), query: query, headers: headers,
      body: String(decoding: body.prefix(length), as: UTF8.self))
  }
}

/// What tests notice, from whatever thread.
final class Kept<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])
  func add(_ value: Value) { values.withLock { $0.append(value) } }
  var all: [Value] { values.withLock { $0 } }
}

extension ConnectionSettings {
  static func test(_ url: String, token: TokenSource = .environment("HOME")) throws -> Self {
    ConnectionSettings(name: "work", address: try ServerAddress(url), token: token)
  }
}

extension InboxAPIClient {
  /// - Parameter change: of the timeouts, which are seconds.
  static func test(
    _ url: String, token: TokenSource = .environment("HOME"),
    _ change: (inout ClientTimeouts) -> Void = { _ in }
  ) throws -> InboxAPIClient {
    var timeouts = ClientTimeouts()
    change(&timeouts)
    return InboxAPIClient(
      try .test(url, token: token), token: try Token("sesame"), timeouts: timeouts)
  }
}
