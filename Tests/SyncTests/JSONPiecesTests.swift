import Foundation
import Testing

@testable import Sync

@Suite struct JSONPiecesTests {
  /// Larger than several pieces of a walk, so that what was passed has been given back.
  @Test func aLargeFileIsTakenApartWhereItsMessagesStand() throws {
    let scratch = try Scratch()
    let text = String(repeating: "x", count: 100_000)
    let messages = (0..<250).map {
      #"{"sender_name":"Ana","timestamp_ms":\#($0),"content":"\#(text)\#($0)"}"#
    }
    let path = try scratch.write(
      #"{"participants":[{"name":"Ana"}],"messages":["# + messages.joined(separator: ",\n")
        + #"],"title":"Ana","thread_path":"inbox/ana_1"}"#, to: "message_1.json")
    let file = try MetaFile(path: path)
    #expect(file.count == 250 && file.title == "Ana" && file.participants == ["Ana"])
    #expect(file.threadPath == "inbox/ana_1" && file.complaint == nil)
    for index in 0..<250 {
      #expect(file.payload(index) == Array(messages[index].utf8), "message \(index)")
    }
  }
}
