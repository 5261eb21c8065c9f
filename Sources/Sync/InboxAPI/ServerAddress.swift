package import Domain
import Foundation

/// Where a server of the Inbox API is: `https://host[:port][/prefix]`.
///
/// `http` is for this machine only, since a token would travel in the clear. A prefix is kept, and
/// `/v1` is appended unless the address ends with it.
package struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
  package let isEncrypted: Bool
  /// Lower case; an IPv6 address without its brackets.
  package let host: String
  package let port: Int
  /// Percent-encoded, ending in `/v1`.
  package let path: String

  package init(_ text: String) throws(AddressError) {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased() else {
      throw .unreadable(text)
    }
    guard scheme == "https" || scheme == "http" else { throw .otherScheme(scheme) }
    guard let host = parts.host.map(Self.bare), !host.isEmpty else { throw .unreadable(text) }
    guard parts.user == nil, parts.password == nil else { throw .carriesSecret }
    guard parts.query == nil, parts.fragment == nil else { throw .carriesQuery }
    isEncrypted = scheme == "https"
    self.host = host
    guard isEncrypted || Self.isLoopback(host) else { throw .notEncrypted(host: host) }
    port = parts.port ?? (isEncrypted ? 443 : 80)
    guard (1...65_535).contains(port) else { throw .unreadable(text) }
    var path = parts.percentEncodedPath
    while path.hasSuffix("/") { path.removeLast() }
    self.path = path.hasSuffix("/v1") ? path : path + "/v1"
  }

  /// `https://host:port`, without the port where it is the usual one.
  package var origin: String {
    let usual = isEncrypted ? 443 : 80
    let host = host.contains(":") ? "[\(host)]" : host
    return (isEncrypted ? "https://" : "http://") + host + (port == usual ? "" : ":\(port)")
  }

  /// The whole address, with which every call begins.
  package var description: String { origin + path }

  /// Whether a token for this server may go to that address: same scheme, host and port.
  func isOrigin(of url: URL) -> Bool {
    guard let scheme = url.scheme?.lowercased(), let other = url.host.map(Self.bare) else {
      return false
    }
    let theirs = url.port ?? (scheme == "https" ? 443 : 80)
    return scheme == (isEncrypted ? "https" : "http") && other == host && theirs == port
  }

  private static func bare(_ host: String) -> String {
    host.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
  }

  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count == 4 && numbers[0] == 127 && numbers.allSatisfy { $0 != nil }
  }
}

/// Why a text is not the address of a server.
package enum AddressError: Error, Hashable, Sendable {
  case unreadable(String)
  case otherScheme(String)
  case notEncrypted(host: String)
  case carriesSecret
  case carriesQuery

  package var notice: Notice {
    let text =
      switch self {
      case .unreadable(let text):
        "“\(text.prefix(200))” is no web address; write https://HOST or https://HOST/PATH."
      case .otherScheme(let scheme):
        "A server's address begins with https://, not with \(scheme.prefix(40)):."
      case .notEncrypted(let host):
        "http:// would send your token to \(host.prefix(200)) for anyone to read; use https://."
      case .carriesSecret:
        "The address names a user; leave that out and give the token in a file, a variable or a command."
      case .carriesQuery:
        "The address has a ? or # in it; end it before that."
      }
    return Notice(.failure, SafeText(line: text, limit: 1000))
  }
}
