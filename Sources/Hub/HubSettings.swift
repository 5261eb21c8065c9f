/// How a hub is run.
package struct HubSettings: Sendable {
  package var host: String
  /// 0: any that is free.
  package var port: Int
  /// The name it gives itself in `/v1/me`.
  package var name: String
  /// PEM files; both or none.
  package var certificate: String?
  package var privateKey: String?
  /// Whether something before it does TLS.
  package var isBehindProxy: Bool
  package var limits: HubLimits
  /// Whether SIGTERM and SIGINT end it in order; tests cancel it instead.
  package var endsOnSignals: Bool

  package init(
    host: String = "127.0.0.1", port: Int = 0, name: String = "Porch hub",
    certificate: String? = nil, privateKey: String? = nil, isBehindProxy: Bool = false,
    limits: HubLimits = HubLimits(), endsOnSignals: Bool = false
  ) {
    self.host = host
    self.port = port
    self.name = name
    self.certificate = certificate
    self.privateKey = privateKey
    self.isBehindProxy = isBehindProxy
    self.limits = limits
    self.endsOnSignals = endsOnSignals
  }

  /// Why it may not be run like this, as a sentence; nil where it may.
  package var objection: String? {
    if (certificate == nil) != (privateKey == nil) {
      return "TLS needs both files: name --tls-certificate and --tls-key."
    }
    guard !isLoopback, certificate == nil, !isBehindProxy else { return nil }
    return
      "\(host) can be reached from other machines, and tokens would cross the network in clear."
      + " Give --tls-certificate and --tls-key, or say --behind-proxy if something before it does TLS."
  }

  package var isLoopback: Bool {
    if host == "localhost" || host == "::1" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
