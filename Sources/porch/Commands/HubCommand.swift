import ArgumentParser
import Domain
import Foundation
import Hub
import Logging
import Storage
import Synchronization

/// `porch hub`: serves the Inbox API from a store.
struct HubCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hub", abstract: "Serves a store to a team, as the Inbox API.",
    discussion: """
      Make a token first: `porch hub token add NAME --role admin --store PATH`.
      `porch hub serve --help` names the options: where to listen, which store, TLS, limits.
      The hub is for one machine and a team of tens. It listens beyond this machine only with TLS, \
      or behind something that does TLS.
      """,
    subcommands: [HubServeCommand.self, HubTokenCommand.self],
    defaultSubcommand: HubServeCommand.self)
}

/// `porch hub` itself.
struct HubServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serves a store to a team, as the Inbox API.")

  @Option(help: "Where to listen; with port 0 any free port is taken, and told.")
  var listen = "127.0.0.1:8787"
  @OptionGroup var store: StoreOption
  @Option(help: "A PEM file with the certificate chain.")
  var tlsCertificate: String?
  @Option(help: "A PEM file with the certificate's key.")
  var tlsKey: String?
  @Flag(help: "Something before the hub does TLS; listen beyond this machine without.")
  var behindProxy = false
  @Option(help: "The name the hub gives itself.")
  var name = "Porch hub"
  @Option(help: "Requests a token may make in 10 seconds.")
  var rateLimit = HubLimits().requestsPerWindow
  @Option(help: "How many changes are kept for those who follow.")
  var changesKept = HubLimits().changesKept
  @Option(help: "trace, debug, info, notice, warning or error; on stderr.")
  var logLevel = "notice"

  func validate() throws {
    _ = try address()
    guard Logger.Level(rawValue: logLevel) != nil else {
      throw ValidationError("“\(logLevel)” is no log level: use info, notice, warning or error.")
    }
    guard rateLimit > 0, changesKept > 0 else {
      throw ValidationError("--rate-limit and --changes-kept are numbers from 1 up.")
    }
    if let objection = try settings().objection { throw ValidationError(objection) }
  }

  func run() throws {
    let store = try Store.opened(at: store.resolved(Paths()))
    if try store.hubUsers().isEmpty {
      Main.writeError("Nobody can come in yet: `porch hub token add NAME --role agent` lets them.")
    }
    var logger = Logger(label: "porch.hub") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = Logger.Level(rawValue: logLevel) ?? .notice
    let settings = try settings()
    var hub = try Hub(store: store, settings: settings, logger: logger)
    let scheme = settings.certificate == nil ? "http" : "https"
    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    hub.onListening = { port in
      // Whoever started the hub waits for this line: nobody reads it when it is a moment later.
      var output = Output()
      try? output.line("Listening on \(scheme)://\(host):\(port)")
      try? output.finish()
    }
    let ended = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<Void, any Error>>(.success(()))
    Task { [hub] in
      do {
        try await hub.run()
      } catch {
        outcome.withLock { $0 = .failure(error) }
      }
      ended.signal()
    }
    ended.wait()
    do {
      try outcome.withLock { try $0.get() }
    } catch let error as StoreError {
      throw error
    } catch let error as HubError {
      throw CommandError(error.description)
    } catch {
      throw CommandError(
        "The hub cannot listen on \(listen). Is another program there? Try --listen 127.0.0.1:0.")
    }
  }

  private func settings() throws -> HubSettings {
    let (host, port) = try address()
    var limits = HubLimits()
    limits.requestsPerWindow = rateLimit
    limits.changesKept = changesKept
    return HubSettings(
      host: host, port: port, name: name, certificate: tlsCertificate.map(Paths.expanding),
      privateKey: tlsKey.map(Paths.expanding), isBehindProxy: behindProxy, limits: limits,
      endsOnSignals: true)
  }

  private func address() throws -> (host: String, port: Int) {
    let mistake = ValidationError(
      "“\(listen)” is no address to listen on; it looks like 127.0.0.1:8787.")
    guard let colon = listen.lastIndex(of: ":"),
      let port = UInt16(listen[listen.index(after: colon)...])
    else { throw mistake }
    var host = listen[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { throw mistake }
    return (String(host), Int(port))
  }
}
