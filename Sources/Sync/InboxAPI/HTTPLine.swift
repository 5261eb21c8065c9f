import AsyncHTTPClient
import Dispatch
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// The connections to one server, and what all who talk over them share.
final class HTTPLine: Sendable {
  struct Shared {
    var token: Token
    /// Whom a renewal of the token is told, unless it was theirs.
    var listener: (client: ObjectIdentifier, tell: @Sendable () -> Void)?
    /// Nanoseconds of the machine's uptime; see ``InboxAPIClient/pause``.
    var allowanceReturns: UInt64 = 0
  }

  let http: HTTPClient
  /// Why nothing can be asked at all: an authority's file that cannot be read.
  let obstacle: APIError?
  let shared: Mutex<Shared>

  /// One thread serves every connection of the program; it sleeps while nothing comes.
  private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  init(_ settings: ConnectionSettings, token: Token, timeouts: ClientTimeouts) {
    shared = Mutex(Shared(token: token))
    var tls = TLSConfiguration.makeClientConfiguration()
    var obstacle: APIError?
    if let file = settings.authorityFile {
      do {
        tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(file))]
      } catch {
        obstacle = .tls(
          host: settings.address.host, reason: "the certificates in \(file) cannot be read")
      }
    }
    self.obstacle = obstacle
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow, decompression: .disabled)
    configuration.timeout.connect = .milliseconds(Int64(timeouts.connect * 1000))
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.httpVersion = .automatic
    http = HTTPClient(eventLoopGroupProvider: .shared(Self.loops), configuration: configuration)
  }

  deinit {
    // What it says about connections that broke meanwhile concerns nobody any more.
    http.shutdown(queue: DispatchQueue(label: "porch.http.close")) { _ in }
  }
}
