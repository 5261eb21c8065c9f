import Foundation
import Glibc
import TestSupport
import Testing

@testable import Sync
@testable import porch

/// `porch import` as people run it: the program itself, on archives.
@Suite(.serialized) struct ImportRunTests {
  private static let photo = [UInt8]((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31) })

  private func pack(
    _ entries: [PackedArchive.Entry], as form: PackedArchive.Form = .zip, to name: String,
    in home: Home
  ) throws -> String {
    let path = home.folder.path + "/" + name
    try PackedArchive.write(entries, as: form, to: path)
    return path
  }

  /// Chats that take a second or two to read.
  private func largeExport(in home: Home) throws -> String {
    let chats = (0..<12).map { chat in
      let lines = (0..<1500).map { line in
        let (minute, second) = (line / 60 % 60, line % 60)
        let hour = 10 + line / 3600
        let time = "\(hour):\(minute < 10 ? "0" : "")\(minute):\(second < 10 ? "0" : "")\(second)"
        return "[30/12/2023, \(time)] \(line % 3 == 0 ? "Bob" : "Ana \(chat)"): line \(line)\n"
      }
      return PackedArchive.Entry.file("WhatsApp Chat - Ana \(chat)/_chat.txt", lines.joined())
    }
    return try pack(chats, to: "large.zip", in: home)
  }

  /// Everything that was said, and where, in an order that does not depend on when it was read.
  private func contents(of home: Home) throws -> [String] {
    let list = try home.run(["list", "--view", "all", "--json"])
    let ids = list.lines.compactMap { line in
      (try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["id"] as? String
    }.sorted()
    return try ids.flatMap { try home.run(["show", $0, "--json"]).lines }
  }

  @Test func whoeverStopsAnImportHearsHowItGoesOn() throws {
    let home = try Home()
    let chat = "[30/12/2023, 10:00:00] Ana: hi\n[30/12/2023, 10:01:00] Bob: yes\n"
    let file = try home.write(chat, to: "_chat.txt")
    let program = try home.open(["import", file])
    #expect(program.waits(toShow: "Who are you on WhatsApp"), "\(program.screen.text)")
    program.type("\u{3}")
    #expect(program.waitForEnd() == 130)
    #expect(program.screen.text.contains("Stopped. What was read so far is in;"))
  }

  @Test func whoWeAreIsSaidOfEachNetwork() throws {
    let home = try Home()
    let chat = "[30/12/2023, 10:00:00] Ana: hi\n[30/12/2023, 10:01:00] Bob: yes\n"
    let file = try home.write(chat, to: "_chat.txt")
    let wrong = try home.run(["import", "--me", "Petal", file])
    #expect(wrong.code == 1)
    #expect(wrong.output.contains("On WhatsApp nobody is called Petal."))
    #expect(try home.run(["import", "--me", "Ana", "--me", "Bob", file]).code == 2)
    let right = try home.run(["import", "--me", "whatsapp=Bob", "--me", "linkedin=Zoe", file])
    #expect(right.code == 0 && right.output.contains("On WhatsApp you are Bob, as told."))
  }

  @Test func anImportThatWritesNothingMakesNoStore() throws {
    let home = try Home()
    let file = try home.write("[30/12/2023, 10:00:00] Ana: hi\n", to: "_chat.txt")
    #expect(try home.run(["import", "--dry-run", "--me", "Bob", file]).code == 0)
    #expect(try home.run(["import", home.folder.path + "/nothing.zip"]).code == 1)
    #expect(FileManager.default.fileExists(atPath: home.store) == false)
  }

  @Test func anImportThatWasKilledAndRepeatedEndsAsOneThatRanThrough() throws {
    let whole = try Home()
    let archive = try largeExport(in: whole)
    let began = ContinuousClock.now
    let report = try whole.run(["import", "--me", "Bob", archive])
    let length = UInt32((ContinuousClock.now - began) / .microseconds(1))
    #expect(report.code == 0, "\(report.output) \(report.errors)")
    let expected = try contents(of: whole)
    #expect(expected.count == 18_000)

    let killed = try Home()
    var moments = SeededMoments(seed: 4)
    for _ in 0..<6 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Home.program)
      process.arguments = ["import", "--me", "Bob", archive]
      process.environment = killed.environment
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      // The moment is the point: a kill that waited for something would not be a random one.
      usleep(moments.next(below: length))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let again = try killed.run(["import", "--me", "Bob", archive])
    #expect(again.code == 0, "\(again.output) \(again.errors)")
    #expect(try contents(of: killed) == expected)
  }

  @Test func theExitCodeTellsWhetherSomethingWasSkipped() throws {
    let home = try Home()
    let chat = "[30/12/2023, 14:30:01] Ana: hi\n[30/12/2023, 14:30:02] Bob: hello\n"
    let good = try pack([.file("_chat.txt", chat)], to: "good.zip", in: home)
    let part = try pack(
      [.file("_chat.txt", chat), .file("../up.txt", chat)], to: "part.zip", in: home)
    let none = try pack([.file("a.txt", "nothing")], to: "none.zip", in: home)
    #expect(try home.run(["import", "--me", "Bob", good]).code == 0)
    let partly = try home.run(["import", "--me", "Bob", "--json", part])
    #expect(partly.code == 3)
    #expect(partly.output.contains(#""file":"part.zip/../up.txt""#))
    #expect(partly.output.contains(#""reason":"its path leads out of the archive""#))
    #expect(try home.run(["import", none]).code == 1)
  }

  @Test func aPhotoIsOpenedOutOfItsArchiveAndNothingStaysBehind() throws {
    let home = try Home()
    let chat = """
      [30/12/2023, 14:30:02] Bob: hello
      [30/12/2023, 14:31:09] Ana: \u{200E}<attached: 00000012-PHOTO.jpg>

      """
    let archive = try pack(
      [.file("_chat.txt", chat), .file("00000012-PHOTO.jpg", bytes: Self.photo)], as: .tarGzip,
      to: "chat.tar.gz", in: home)
    let opener = try home.write(
      """
      #!/bin/sh
      cd \(home.folder.path)
      stat -c %a "$1" "${1%/*}" > modes
      cp "$1" seen.tmp
      mv seen.tmp seen

      """, to: "opener")
    chmod(opener, 0o755)
    let runtime = home.folder.path + "/run"
    mkdir(runtime, 0o700)
    try home.write("open = [\"\(opener)\"]\n", to: "config/porch/config.toml")
    try #require(try home.run(["import", "--me", "Bob", archive]).code == 0)

    let program = try home.open(adding: ["XDG_RUNTIME_DIR": runtime])
    #expect(program.waits(toShow: "00000012-PHOTO.jpg  5 KB"), "\(program.screen.text)")
    program.type("o")
    let seen = home.folder.path + "/seen"
    #expect(program.waits { _ in FileManager.default.fileExists(atPath: seen) })
    #expect(FileManager.default.contents(atPath: seen) == Data(Self.photo))
    #expect(try home.text(of: "modes") == "600\n700\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: runtime).count == 1)
    try FileManager.default.removeItem(atPath: archive)
    program.type("o")
    #expect(program.waits(toShow: "It is no longer there"), "\(program.screen.text)")
    program.type("q")
    #expect(program.waitForEnd() == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: runtime) == [])
  }

  @Test func theProgressLineSaysHowMuchTimeIsLeft() {
    var progress = ImportProgress(bytesDone: 0, bytesTotal: 0, messages: 0)
    #expect(ProgressLine.words(progress, seconds: 0) == "Looking at what is there …")
    progress = ImportProgress(bytesDone: 25, bytesTotal: 100, messages: 5000)
    #expect(ProgressLine.words(progress, seconds: 10) == "5000 messages  25 %  500/s  30 s left")
    progress.bytesDone = 2
    #expect(
      ProgressLine.words(progress, seconds: 10) == "5000 messages  2 %  500/s  8 min 10 s left")
    progress.bytesDone = 120
    #expect(ProgressLine.words(progress, seconds: 10) == "5000 messages  100 %  500/s")
  }
}
