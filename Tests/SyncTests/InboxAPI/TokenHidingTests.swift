import Domain
import Foundation
import InboxAPI
import Storage
import Testing

@testable import Sync

/// A server that repeats what it was asked with: nobody is shown the token, and it is kept nowhere.
@Suite struct TokenHidingTests {
  /// Of every client of these tests.
  private static let secret = "sesame"

  /// A server that puts the header of a request into every word of its answer.
  private func parrot(_ status: Int) throws -> CrookedServer {
    try CrookedServer { asked, _ in
      let header = asked.headers["authorization"] ?? "nothing"
      return .json(
        status,
        #"{"type":"t","title":"T \#(header)","status":\#(status),"detail":"No: \#(header)","#
          + #""code":"\#(header)","retryable":false}"#)
    }
  }

  @Test(arguments: [400, 403, 404, 405, 409, 413, 418, 422, 429, 503])
  func noAnswerBringsTheTokenBack(_ status: Int) throws {
    let rig = try SyncRig()
    let server = try parrot(status)
    let sync = try rig.sync(server)
    do {
      try sync.catchUp()
      Issue.record("the server refuses everything")
    } catch {
      #expect(!error.notice.text.string.contains(Self.secret))
      #expect(!String(describing: error).contains(Self.secret))
    }
    // It was said to the server, or nothing would be shown here.
    #expect(server.asked.first?.headers["authorization"] == "Bearer \(Self.secret)")
    let kept = try rig.store.connections().compactMap(\.failure?.string)
    let shown = kept + rig.said + rig.standings.all.compactMap { $0.lastError?.string }
    #expect(!shown.isEmpty && shown.allSatisfy { !$0.contains(Self.secret) })
  }

  @Test func anAccountsTroubleIsToldWithoutTheToken() throws {
    let page = """
      {"data":[{"id":7,"x":"y"}],"next_cursor":null,
       "failed_accounts":[{"account":"a","detail":"login with \(Self.secret) refused"}]}
      """
    let server = try CrookedServer { _, _ in .json(200, page) }
    let client = try InboxAPIClient.test(server.url)
    let failed = try client.conversationPage(cursor: nil, account: nil).failedAccounts
    #expect(failed.map(\.detail) == ["login with (a token) refused"])
  }

  @Test(arguments: [
    ("no Bearer S3CR3T-t0ken-XYZZY here", "no Bearer (a token) here"),
    ("got s3cr3t-t0KEN-xyzzy.", "got (a token)."),
    ("bearer   eyJhb.GciOi", "bearer   (a token)"),
    ("S3CR3T-t0ken-XYZZYS3CR3T-t0ken-XYZZY", "(a token)(a token)"),
    ("Missing bearer token.", "Missing bearer token."), ("Bearer", "Bearer"),
    ("Bearer tokens are wanted: é", "Bearer tokens are wanted: é"), ("", ""),
  ])
  func theTokenAndWhateverFollowsBearerAreHidden(_ said: String, _ shown: String) throws {
    #expect(try Token("S3CR3T-t0ken-XYZZY").hidden(in: said) == shown)
  }

  @Test(arguments: ["sk-live_123", "abcDEF123", "1TOKEN", ""])
  func whatIsNoVariablesNameIsNotRepeated(_ word: String) {
    let sentence = TokenError.noVariable(word).notice.text.string
    #expect(word.isEmpty || !sentence.contains(word))
    #expect(sentence.contains("name the variable"))
    #expect(TokenError.noVariable("INBOX_TOKEN").notice.text.string.contains("INBOX_TOKEN"))
  }
}
