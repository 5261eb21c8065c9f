import Foundation
import TestSupport
import Testing

/// What `porch reply` makes of the bytes on its stdin.
@Suite struct ReplyTextTests {
  private func homeWithShop() throws -> Home {
    let home = try Home()
    try home.write(Lines.shop, to: "drop/inbox/shop.jsonl")
    #expect(try home.run(["import", home.folder.path + "/drop"]).code == 0)
    return home
  }

  /// The texts in what the program left, one object a line.
  private func texts(_ lines: String) throws -> [String] {
    try lines.split(separator: "\n").map {
      let object = try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      return try #require(object?["text"] as? String)
    }
  }

  @Test(arguments: [
    ("A\0B rest", "AB rest"), ("\0hello", "hello"),
    ("one\r\ntwo\rthree\tfour\r\n", "one\ntwo\nthree    four"),
    ("red \u{1B}[31mtext\u{7}", "red [31mtext"), ("next\u{85}line", "next\nline"),
  ])
  func whatIsSentIsWhatIsShownAndKept(_ input: String, _ wanted: String) throws {
    let home = try homeWithShop()
    let sent = try home.run(["reply", "c-ana"], input: input)
    #expect(sent.code == 0, "\(sent.errors)")
    #expect(try texts(home.text(of: "drop/outbox/replies.jsonl")) == [wanted])
    #expect(try texts(home.run(["show", "c-ana", "--json"]).output).last == wanted)
  }

  @Test(arguments: ["\0", "\u{1B}\n\u{8}", "\u{200B}\u{202E} \n"])
  func aTextThatNobodySeesIsRefused(_ input: String) throws {
    let home = try homeWithShop()
    let refused = try home.run(["reply", "c-ana"], input: input)
    #expect(refused.code == 1)
    #expect(refused.errors.contains("nobody sees") && refused.errors.contains("Nothing was sent"))
    #expect(
      !FileManager.default.fileExists(atPath: home.folder.path + "/drop/outbox/replies.jsonl"))
  }

  @Test func aTextThatCannotBeKeptWholeIsNotSent() throws {
    let home = try homeWithShop()
    let longest = String(repeating: "é", count: 100_000)
    let refused = try home.run(["reply", "c-ana"], input: longest + "!")
    #expect(refused.code == 1 && refused.errors.contains("100000"), "\(refused.errors)")
    #expect(try home.run(["reply", "c-ana"], input: longest + "\n").code == 0)
    #expect(try texts(home.text(of: "drop/outbox/replies.jsonl")) == [longest])
    #expect(try texts(home.run(["show", "c-ana", "--json"]).output).last == longest)
  }
}
