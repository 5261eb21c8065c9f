import Foundation
import Glibc

/// One request to a server on loopback, on a connection of its own: enough for a test to be a bridge
/// or a curious neighbour, and no more.
package enum LoopbackRequest {
  package struct Answer {
    package var status: Int
    package var body: String
  }

  /// - Throws: ``PtyError`` when the server is not there or hangs up without an answer.
  package static func send(
    _ method: String, _ path: String, port: Int, token: String, body: String = ""
  ) throws -> Answer {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw PtyError(step: "open a socket", code: errno) }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw PtyError(step: "reach port \(port)", code: errno) }
    let request =
      "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAuthorization: Bearer \(token)\r\n"
      + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
      + "Connection: close\r\n\r\n" + body
    try put(Array(request.utf8), to: descriptor)
    return try answer(in: try everything(from: descriptor))
  }

  private static func put(_ bytes: [UInt8], to descriptor: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw PtyError(step: "send the request", code: errno) }
      rest = rest.dropFirst(count)
    }
  }

  private static func everything(from descriptor: Int32) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      guard count > 0 else { throw PtyError(step: "read the answer", code: errno) }
      bytes += buffer[..<count]
    }
  }

  private static func answer(in bytes: [UInt8]) throws -> Answer {
    let text = String(decoding: bytes, as: UTF8.self)
    guard
      let status = text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap({ Int($0) }),
      let end = text.range(of: "\r\n\r\n")
    else { throw PtyError(step: "understand the answer", code: EPROTO) }
    return Answer(status: status, body: String(text[end.upperBound...]))
  }
}
