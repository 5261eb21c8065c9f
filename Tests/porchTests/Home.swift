import Foundation
import TestSupport

/// A home of its own for a run of the real program: no file of the person who runs the tests.
final class Home {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "porch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    // A temporary folder that stays behind harms nobody.
    try? FileManager.default.removeItem(at: folder)
  }

  /// The program beside the test bundle.
  static var program: String {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "porch").path
  }

  var environment: [String: String] {
    [
      "HOME": folder.path, "PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "LANG": "C.UTF-8",
      "TZ": "UTC", "SWIFT_BACKTRACE": "enable=no", "XDG_DATA_HOME": folder.path + "/data",
      "XDG_CONFIG_HOME": folder.path + "/config", "XDG_STATE_HOME": folder.path + "/state",
    ]
  }

  var store: String { folder.path + "/data/porch/porch.sqlite" }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  func text(of name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }

  /// The program full screen, in a pseudo-terminal.
  func open(
    _ arguments: [String] = [], rows: Int = 24, columns: Int = 80,
    adding extra: [String: String] = [:], hasMargins: Bool = false, isLight: Bool = false
  ) throws -> PtyProgram {
    try PtyProgram(
      [Self.program] + arguments, environment: environment.merging(extra) { $1 }, rows: rows,
      columns: columns, hasMargins: hasMargins, isLight: isLight)
  }

  /// What a run on the command line left.
  struct Outcome {
    var code: Int32
    var output: String
    var errors: String
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// The program on the command line, with `input` on stdin.
  func run(
    _ arguments: [String], input: String = "", adding extra: [String: String] = [:]
  ) throws -> Outcome {
    try run(Self.program, arguments, input: input, adding: extra)
  }

  /// A line of a shell's script.
  func shell(_ script: String) throws -> Outcome {
    try run("/bin/sh", ["-c", script], input: "", adding: [:])
  }

  private func run(
    _ program: String, _ arguments: [String], input: String, adding extra: [String: String]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment.merging(extra) { $1 }
    process.currentDirectoryURL = folder
    let (output, errors, stdin) = (Pipe(), Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = stdin
    try process.run()
    try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Outcome(code: process.terminationStatus, output: text, errors: complaint)
  }
}

/// Two people in a drop folder: one who waits, one who was answered.
enum Lines {
  static func message(
    _ id: String, in conversation: String, from author: String, _ text: String,
    at time: String = "2026-11-20T10:00:00Z", direction: String = "in"
  ) -> String {
    let author = #"{"id":"\#(author)","name":"\#(author)","is_self":\#(direction == "out")}"#
    return
      #"{"type":"message","id":"\#(id)","conversation":"\#(conversation)","author":\#(author),"#
      + #""direction":"\#(direction)","text":"\#(text)","sent_at":"\#(time)"}"# + "\n"
  }

  static let shop = """
    {"type":"account","id":"shop","network":"instagram","name":"Seed shop","self":"me"}

    """
    + message("m1", in: "c-ana", from: "Ana", "Do you still have sunflower seeds?")
    + message("m2", in: "c-ana", from: "Ana", "hello? :)", at: "2026-11-21T08:15:00Z")
    + message("m3", in: "c-jo", from: "Jo", "the link is dead", at: "2026-11-20T11:00:00Z")
    + message("m4", in: "c-bo", from: "Bo", "Is it open today?", at: "2026-11-19T09:00:00Z")
    + message(
      "m5", in: "c-bo", from: "me", "Until six!", at: "2026-11-19T09:05:00Z", direction: "out")
}
