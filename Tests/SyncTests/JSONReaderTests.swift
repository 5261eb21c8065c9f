import Foundation
import Testing

@testable import Sync

@Suite struct JSONReaderTests {
  /// Gives a few bytes at a time: every value crosses an edge somewhere.
  private final class Trickle: ByteStream {
    private var bytes: ArraySlice<UInt8>
    private let most: Int

    init(_ text: String, most: Int) {
      bytes = Array(text.utf8)[...]
      self.most = most
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
      let part = bytes.prefix(min(most, buffer.count))
      buffer.copyBytes(from: part)
      bytes = bytes.dropFirst(part.count)
      return part.count
    }
  }

  private func piece(_ reader: JSONReader) throws -> String? {
    switch try reader.take() {
    case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
    case .tooLong: nil
    }
  }

  @Test(arguments: [1, 2, 7, 1000])
  func whatIsSteppedIntoIsToldPieceByPiece(most: Int) throws {
    let text =
      #"{"na\u006de": "A \"quoted\" [brace", "list": [1, {"a": "}"}, "x", [[]]], "n": 12 }"#
    let reader = try JSONReader(Trickle(text, most: most))
    try reader.enterObject()
    #expect(try reader.key() == "name")
    #expect(try reader.string() == #"A "quoted" [brace"#)
    #expect(try reader.key() == "list")
    try reader.enterArray()
    var pieces: [String?] = []
    while try reader.element() { pieces.append(try piece(reader)) }
    #expect(pieces == ["1", #"{"a": "}"}"#, #""x""#, "[[]]"])
    #expect(try reader.key() == "n")
    #expect(try piece(reader)?.trimmingCharacters(in: .whitespaces) == "12")
    #expect(try reader.key() == nil)
  }

  @Test func aPieceLongerThanTheBoundIsPassedOver() throws {
    let long = "\"" + String(repeating: "x", count: 3 << 20) + "\""
    let reader = try JSONReader(MemoryStream(Array("[\(long), 1]".utf8)), longest: 1 << 20)
    try reader.enterArray()
    #expect(try reader.element())
    #expect(try piece(reader) == nil)
    #expect(try reader.element())
    #expect(try piece(reader) == "1")
    #expect(try !reader.element())
  }

  @Test func nestingOfAnyDepthIsOnlyCounted() throws {
    let deep = String(repeating: "[", count: 1_000_000) + String(repeating: "]", count: 1_000_000)
    let reader = try JSONReader(MemoryStream(Array("[\(deep),2]".utf8)))
    try reader.enterArray()
    #expect(try reader.element())
    try reader.pass()
    #expect(try reader.element())
    #expect(try piece(reader) == "2")
  }

  @Test func aTextThatEndsInsideAValueSaysWhere() throws {
    let reader = try JSONReader(MemoryStream(Array(#"[{"a": 1}, {"b"#.utf8)))
    try reader.enterArray()
    #expect(try reader.element())
    #expect(try piece(reader) == #"{"a": 1}"#)
    #expect(try reader.element())
    #expect(throws: JSONTrouble.cutOff(14)) { try reader.pass() }
  }

  @Test func aLostQuoteCostsAnElementAndNotTheRest() throws {
    let text = "[\n{\"a\": \"one,\n\"b\": 2},\n{\"a\": \"two\"}\n]"
    let reader = try JSONReader(MemoryStream(Array(text.utf8)))
    try reader.enterArray()
    var pieces: [String?] = []
    while try reader.element() { pieces.append(try piece(reader)) }
    #expect(pieces.last == #"{"a": "two"}"#)
  }

  @Test func afterTroubleItGoesOnAtTheNextBrace() throws {
    let reader = try JSONReader(MemoryStream(Array(#"[{"a": 1} } garbage {"b": 2}]"#.utf8)))
    try reader.enterArray()
    #expect(try reader.element())
    #expect(try piece(reader) == #"{"a": 1}"#)
    #expect(throws: JSONTrouble.notJSON(10)) { try reader.element() }
    #expect(try reader.recover())
    #expect(try reader.element())
    #expect(try piece(reader) == #"{"b": 2}"#)
    #expect(try !reader.element())
  }

  @Test func aWalkGoesOnOnlyAfterBrokenJSON() throws {
    let reader = try JSONReader(MemoryStream(Array(#"x {"a": 1} x"#.utf8)))
    #expect(!reader.recover(after: .cutOff(0)))
    #expect(try reader.peek() == .other, "what ends a file moves nothing")
    #expect(reader.recover(after: .notJSON(0)))
    #expect(try piece(reader) == #"{"a": 1}"#)
    #expect(!reader.recover(after: .notJSON(11)))
  }

  @Test func ofTroubleTheFirstIsToldAndWhatEndsTheFile() {
    var told = ToldTrouble()
    let first = [JSONTrouble.notJSON(1), .notJSON(2), .cutOff(3)].map { told.isNews($0) }
    #expect(first == [true, false, true])
    var known = ToldTrouble(hasTold: true)
    let second = [JSONTrouble.notJSON(1), .cutOff(2)].map { known.isNews($0) }
    #expect(second == [false, true])
  }

  @Test(arguments: [
    ("null", "it is not a message"), ("5", "it is not a message"), ("[]", "it is not a message"),
    ("{", "it is broken JSON"), (#"{"a" 1}"#, "it is broken JSON"),
  ])
  func whatIsNoMessageIsSaidInTheSameWordsForEachFormat(text: String, reason: String) {
    func said<Message: Decodable>(_ type: Message.Type) -> String? {
      do throws(Rejection) {
        _ = try JSONDecoder().message(type, in: Data(text.utf8))
        return nil
      } catch {
        return error.reason
      }
    }
    #expect(said(MetaMessage.self) == reason)
    #expect(said(TelegramMessage.self) == reason)
    #expect(said(XHappening.self) == reason)
  }
}
