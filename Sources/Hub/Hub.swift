import Domain
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
package import Storage
import UnixSignals

/// Serves the Inbox API from a store: for a team of tens, on one machine.
package struct Hub: Sendable {
  package static let version = "0.1.0"

  private let hall: Hall
  private let settings: HubSettings
  private let logger: Logger
  /// Told the port once requests are taken.
  package var onListening: @Sendable (Int) -> Void = { _ in }

  /// - Throws: ``StoreError`` where the store cannot be made a hub's.
  package init(
    store: Store, settings: HubSettings, logger: Logger
  ) throws(StoreError) {
    hall = try Hall(store: store, settings: settings, logger: logger)
    self.settings = settings
    self.logger = logger
  }

  /// Serves until it is cancelled or, where the settings say so, until a signal: streams end, and
  /// what is being written is finished.
  package func run() async throws {
    if let objection = settings.objection { throw HubError(objection) }
    try await hall.renderAll()
    let responder = CallbackResponder<BasicRequestContext> { request, _ in
      await hall.respond(to: request)
    }
    let onListening = onListening
    let app = Application(
      responder: responder, server: try server(),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port), serverName: nil,
        availableConnectionsDelegate: MaximumAvailableConnections(settings.limits.connections)),
      onServerRunning: { channel in
        if let port = channel.localAddress?.port { onListening(port) }
      }, logger: quiet)
    let clock = HubClock(hall)
    defer {
      clock.stop()
      hall.feed.close()
    }
    try await withTaskCancellationHandler {
      if settings.endsOnSignals { try await serve(app) } else { try await app.run() }
    } onCancel: {
      hall.feed.close()
    }
  }

  /// Seconds in which answers under way may be finished; a client that takes nothing holds up no end.
  private static let farewell = 10

  private func serve(_ app: some Service) async throws {
    var configuration = ServiceGroupConfiguration(
      services: [app], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
    configuration.maximumGracefulShutdownDuration = .seconds(Self.farewell)
    try await ServiceGroup(configuration: configuration).run()
  }

  /// The library's own words about each request say nothing that ours do not.
  private var quiet: Logger {
    var logger = logger
    logger.logLevel = max(logger.logLevel, .error)
    return logger
  }

  private func server() throws -> HTTPServerBuilder {
    let idle = TimeAmount.seconds(Int64(settings.limits.idleSeconds))
    let head = TimeAmount.seconds(Int64(settings.limits.headerSeconds))
    // HTTP/1.1 also over TLS: what guards against slow clients counts connections and heads, and would
    // see neither the handshake nor the streams of HTTP/2.
    let plain = HTTPServerBuilder.http1(
      configuration: .init(
        additionalChannelHandlers: [HeadTimer(head), StallTimer(idle)], idleTimeout: idle))
    guard let certificate = settings.certificate, let key = settings.privateKey else {
      return plain
    }
    do {
      let chain = try NIOSSLCertificate.fromPEMFile(certificate)
      var tls = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
      tls.minimumTLSVersion = .tlsv12
      return try .tls(plain, tlsConfiguration: tls)
    } catch {
      throw HubError("The certificate or its key cannot be read. Check both PEM files.")
    }
  }

  // MARK: Tokens

  /// Makes a token; it is shown once and kept nowhere.
  package static func addToken(
    _ name: String, role: String, to store: Store
  ) throws(StoreError) -> String {
    let token = Doorkeeper.newToken()
    try store.addHubUser(name, role: role, hash: Doorkeeper.hash(token), at: Date())
    return token
  }
}

/// Why a hub cannot run, as a sentence.
package struct HubError: Error, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}
