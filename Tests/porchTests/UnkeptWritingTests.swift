import Foundation
import Glibc
import TestSupport
import Testing

/// A full disk, and somebody who writes and goes.
@Suite(.enabled(if: SmallDisk.canBeMade, "only root can make a small disk"))
struct UnkeptWritingTests {
  private let home: Home
  private let disk: SmallDisk
  private var store: String { disk.path + "/porch.sqlite" }

  init() throws {
    home = try Home()
    disk = try SmallDisk(megabytes: 16)
    let file = try home.write(
      Lines.message("m1", in: "c1", from: "Ana", "Is it open on Sunday?"), to: "shop.jsonl")
    #expect(try home.run(["import", "--store", store, file]).code == 0)
  }

  /// Opens, writes, waits until it is said that the draft could not be kept.
  private func write(_ text: String) throws -> PtyProgram {
    let program = try home.open(
      ["open", "--store", store], columns: 180, adding: ["XDG_RUNTIME_DIR": home.folder.path])
    #expect(program.waits(toShow: "Waiting 1"), "\(program.screen.text)")
    program.type("r")
    #expect(program.waits(toShow: "ctrl-"), "\(program.screen.text)")
    try disk.fill()
    program.type(text)
    #expect(program.waits(toShow: "full"), "\(program.screen.text)")
    return program
  }

  private func rescued() throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: home.folder.path)
    return try names.filter { $0.hasPrefix("porch-unkept-") }.map { try home.text(of: $0) }
  }

  @Test func whatCouldNotBeKeptIsInAFileOfItsOwn() throws {
    let program = try write("We are, from ten to four")
    program.type("\u{3}")
    #expect(program.waitForEnd(seconds: 30) == 1, "\(program.screen.text)")
    #expect(program.screen.text.contains("could not be kept"), "\(program.screen.text)")
    #expect(try rescued() == ["To Ana:\n\nWe are, from ten to four\n"])
  }

  @Test func soItIsWhenTheTerminalGoes() throws {
    let program = try write("We are, from ten to four")
    program.signal(SIGHUP)
    #expect(program.waitForEnd(seconds: 30) == 1)
    #expect(try rescued() == ["To Ana:\n\nWe are, from ten to four\n"])
  }

  @Test func nothingIsSaidWhenThereIsRoomAgain() throws {
    let program = try write("We are, from ten to four")
    try disk.free()
    program.type("\u{3}")
    #expect(program.waitForEnd(seconds: 30) == 0, "\(program.screen.text)")
    #expect(try rescued().isEmpty)
    let again = try home.open(["open", "--store", store])
    #expect(again.waits(toShow: "draft"), "\(again.screen.text)")
  }
}
