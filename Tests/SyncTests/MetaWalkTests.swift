import Foundation
import Testing

@testable import Sync

@Suite struct MetaWalkTests {
  /// All pieces as text; nil for one that is too long.
  private func pieces(of text: String) -> (walk: MetaWalk, pieces: [String?]) {
    var walk = MetaWalk(MemoryStream(Array(text.utf8)))
    var pieces: [String?] = []
    while let piece = walk.next() {
      if case .bytes(let bytes) = piece {
        pieces.append(String(decoding: bytes, as: UTF8.self))
      } else {
        pieces.append(nil)
      }
    }
    return (walk, pieces)
  }

  /// Larger than the reader's buffer many times over.
  @Test func aLargeFileIsTakenApartWhereItsMessagesStand() {
    let text = String(repeating: "x", count: 100_000)
    let messages = (0..<250).map {
      #"{"sender_name":"Ana","timestamp_ms":\#($0),"content":"\#(text)\#($0)"}"#
    }
    let (walk, pieces) = pieces(
      of: #"{"participants":[{"name":"Ana"}],"messages":["# + messages.joined(separator: ",\n")
        + #"],"title":"Ana","thread_path":"inbox/ana_1"}"#)
    #expect(walk.trouble == nil && walk.number == 250)
    #expect(walk.facts.title == "Ana" && walk.facts.participants == ["Ana"])
    #expect(walk.facts.threadPath == "inbox/ana_1" && !walk.facts.isFlat)
    #expect(pieces == messages)
  }

  @Test func aLostCommaBetweenMessagesCostsNone() {
    let (walk, pieces) = pieces(of: #"{"messages":[{"a":1}{"b":2},{"c":3}],"title":"T"}"#)
    #expect(pieces == [#"{"a":1}"#, #"{"b":2}"#, #"{"c":3}"#])
    #expect(walk.facts.title == "T")
    #expect(walk.trouble == .notJSON(20))
  }

  @Test func aBracketTooManyCostsItsMessageAndNotTheRest() {
    let (walk, pieces) = pieces(
      of: #"{"messages":[{"a":[1]],"photos":[{"uri":"x"}],"t":5},{"c":3},{"d":4}],"title":"T"}"#)
    #expect(pieces.suffix(2) == [#"{"c":3}"#, #"{"d":4}"#])
    #expect(walk.facts.title == "T" && walk.trouble != nil)
  }

  @Test func whatIsBrokenBeforeTheMessagesDoesNotHideThem() {
    let (walk, pieces) = pieces(
      of: #"{"participants":[{"name":"A"}{"name":"B"}],"title":,"messages":[{"a":1},{"b":2}]}"#)
    #expect(pieces.suffix(2) == [#"{"a":1}"#, #"{"b":2}"#])
    #expect(walk.facts.participants == ["A"])
  }

  @Test func theFirstOfTwoKeysCountsAndWhatIsNoListIsPassedOver() {
    let (walk, pieces) = pieces(
      of: #"{"messages":7,"title":"A","title":"B","participants":{},"messages":[{"a":1}]}"#)
    #expect(pieces == [#"{"a":1}"#])
    #expect(walk.facts.title == "A" && walk.trouble == nil)
  }

  @Test(arguments: [
    "", "{", "[", "{}", "null", "{\"messages\":", "{\"messages\":[", "}", "\u{FEFF}",
  ])
  func aFileWithNothingInItEnds(text: String) {
    #expect(pieces(of: text).pieces.isEmpty)
  }
}
