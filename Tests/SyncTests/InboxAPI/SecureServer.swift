import Foundation
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import Sync

/// A certificate of its own authority, as `openssl` makes one.
struct TestCertificate {
  /// PEM files.
  let file: String
  let key: String

  /// Whether there is such a program.
  static let canBeMade = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: $0 + "/openssl") }

  init(in folder: Scratch) throws {
    (file, key) = (folder.path + "/c.pem", folder.path + "/k.pem")
    // It says nothing, which is no token.
    _ = try? TokenSource.command([
      "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
      "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", file,
    ]).read()
    try #require(FileManager.default.fileExists(atPath: file))
  }
}

/// A server on loopback that speaks TLS, offers HTTP/2 or not, and notes how it is asked: an event
/// stream is opened and held, everything else is answered with an empty page.
final class SecureServer: Sendable {
  struct Heard: Sendable {
    /// Without `/v1` and the query.
    var path: String
    var version: HTTPVersion
    /// The client's port: one of each connection.
    var line: Int?
  }

  private let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let listener: any Channel
  private let requests: Kept<Heard>
  let port: Int

  /// - Parameter protocols: offered in the TLS handshake, the best first.
  init(_ certificate: TestCertificate, offering protocols: [String]) throws {
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(certificate.file)
        .map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.key, format: .pem)))
    tls.applicationProtocols = protocols
    let context = try NIOSSLContext(configuration: tls)
    let requests = Kept<Heard>()
    self.requests = requests
    listener = try ServerBootstrap(group: loops)
      .childChannelInitializer { channel in
        let line = channel.remoteAddress?.port
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        }.flatMap {
          channel.configureCommonHTTPServerPipeline { channel in
            channel.eventLoop.makeCompletedFuture {
              try channel.pipeline.syncOperations.addHandler(Answering(requests, line))
            }
          }
        }
      }
      .bind(host: "127.0.0.1", port: 0).wait()
    port = listener.localAddress?.port ?? 0
  }

  deinit {
    // Nobody is left to hear that a connection was still open.
    loops.shutdownGracefully { _ in }
  }

  var url: String { "https://127.0.0.1:\(port)" }
  var heard: [Heard] { requests.all }

  private final class Answering: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let requests: Kept<Heard>
    private let line: Int?
    private var path = ""

    init(_ requests: Kept<Heard>, _ line: Int?) { (self.requests, self.line) = (requests, line) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head):
        path = String(head.uri.dropFirst("/v1".count).prefix { $0 != "?" })
        requests.add(Heard(path: path, version: head.version, line: line))
      case .body: break
      case .end where path == "/events":
        say(": hello\n\n", "text/event-stream", context)
        context.flush()
      case .end:
        say(#"{"data":[],"next_cursor":null}"#, "application/json", context)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      }
    }

    private func say(_ body: String, _ type: String, _ context: ChannelHandlerContext) {
      var headers = HTTPHeaders([("Content-Type", type)])
      if path != "/events" { headers.add(name: "Content-Length", value: "\(body.utf8.count)") }
      let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
    }
  }
}
