import Foundation
import TestSupport
import Testing

/// What `porch doctor` says of drop folders.
@Suite struct DoctorFolderTests {
  private func homeThatFollows(_ folder: String = "drop") throws -> Home {
    let home = try Home()
    try home.write(
      "drop_folders = [\"\(home.folder.path)/\(folder)\"]\n", to: "config/porch/config.toml")
    return home
  }

  @Test func anOutboxThatIsAFileIsNamed() throws {
    let home = try homeThatFollows()
    try home.write(Lines.shop, to: "drop/inbox/shop.jsonl")
    #expect(try home.run(["list"]).code == 0)
    let well = try home.run(["doctor"]).output
    #expect(well.contains("ok  Account Seed shop (Instagram): can send."), "\(well)")
    #expect(well.contains("drop: readable, and replies can be written."), "\(well)")
    let outbox = try home.write("no folder", to: "drop/outbox")
    let ill = try home.run(["doctor"])
    #expect(ill.code == 1)
    #expect(ill.output.contains("!!  Account Seed shop (Instagram): cannot send."))
    #expect(ill.output.contains("!!  Drop folder"))
    #expect(ill.output.contains("\(outbox) is not a folder. Move it"), "\(ill.output)")
    // Without the config there is no other line to look at.
    try home.write("", to: "config/porch/config.toml")
    let alone = try home.run(["doctor"]).output
    #expect(alone.contains("cannot send. \(outbox) is not a folder."), "\(alone)")
  }

  @Test func aFolderInTheWayOfTheRepliesIsNamed() throws {
    let home = try homeThatFollows()
    try home.write(Lines.shop, to: "drop/inbox/shop.jsonl")
    try home.write("", to: "drop/outbox/replies.jsonl/file")
    #expect(try home.run(["doctor"]).output.contains("replies.jsonl is not a file."))
  }

  @Test func aFolderWithoutAnInboxIsNamed() throws {
    let home = try homeThatFollows()
    try home.write("", to: "drop/else")
    #expect(try home.run(["doctor"]).output.contains("there is no “inbox” in it."))
    try home.write("", to: "drop/inbox")
    #expect(try home.run(["doctor"]).output.contains("drop/inbox is not a folder."))
    #expect(try homeThatFollows("nowhere").run(["doctor"]).output.contains("it is not there."))
  }
}
