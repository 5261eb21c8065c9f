import Dispatch
import Foundation
import InboxAPI
import NIOHTTP1
import Testing

@testable import Sync

/// Which HTTP is spoken, as the server on the other side hears it.
@Suite(.enabled(if: TestCertificate.canBeMade, "openssl is not here")) struct HTTPVersionTests {
  /// Holds the event stream on one thread while two pages are asked for on another.
  private func heard(offering protocols: [String]) throws -> [SecureServer.Heard] {
    let folder = try Scratch()
    let certificate = try TestCertificate(in: folder)
    let server = try SecureServer(certificate, offering: protocols)
    var settings = try ConnectionSettings.test(server.url)
    settings.authorityFile = certificate.file
    let client = InboxAPIClient(settings, token: try Token("sesame"))
    let follower = client.sibling()
    let (opened, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let ends = Kept<APIError>()
    Thread {
      do throws(APIError) {
        try follower.events(after: nil) { event in
          if case .comment = event { opened.signal() }
          return true
        }
      } catch {
        ends.add(error)
        opened.signal()
      }
      ended.signal()
    }.start()
    opened.wait()
    for _ in 0..<2 { #expect(try client.conversations().data.isEmpty) }
    #expect(ends.all == [], "the stream is still open")
    follower.close()
    ended.wait()
    #expect(ends.all == [.cancelled])
    return server.heard
  }

  @Test func aServerThatOffersHTTP2IsAskedEverythingOverOneConnection() throws {
    let heard = try heard(offering: ["h2", "http/1.1"])
    #expect(heard.map(\.path) == ["/events", "/conversations", "/conversations"])
    #expect(heard.allSatisfy { $0.version == .http2 })
    #expect(heard[0].line != nil && Set(heard.map(\.line)).count == 1)
  }

  @Test func aServerThatOffersOnlyHTTP1GetsAConnectionForTheStreamAndOneForTheRest() throws {
    let heard = try heard(offering: ["http/1.1"])
    #expect(heard.map(\.path) == ["/events", "/conversations", "/conversations"])
    #expect(heard.allSatisfy { $0.version == .http1_1 })
    #expect(heard[0].line != heard[1].line && heard[1].line == heard[2].line)
  }
}
