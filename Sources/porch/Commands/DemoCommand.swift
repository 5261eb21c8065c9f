import ArgumentParser
import Cells
import Domain
import Fixtures
import Foundation
import Interface
import Storage

/// `porch demo`: the inbox on made-up people, in memory.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Opens the inbox on made-up people; touches no file of yours.",
    discussion: """
      With --svg or --cast nothing is opened: the keys are played on the same interface and its \
      frames are written as a picture or a recording. Keys are separated by spaces: single \
      characters, words that are typed, <enter>, <esc>, <c-d>, <space>, and <wait:2> for seconds.
      """)

  @Flag(help: "Starts a hub with the people in a temporary folder, and follows it.")
  var hub = false
  @Option(help: "Keys to play, such as \"j j r Hello! <enter>\".")
  var keys: String = ""
  @Option(help: "Writes the last frame as an SVG picture.")
  var svg: String?
  @Option(help: "Writes every frame as an asciicast recording.")
  var cast: String?
  @Option(help: "The size of the picture, columns × rows.")
  var size: String = "140x36"
  @Option(help: "The moment of the picture, such as 2026-11-21T09:41:00Z; now unless told.")
  var now: String?

  func validate() throws {
    if hub, svg != nil || cast != nil {
      throw ValidationError("--hub opens the inbox; pictures are made without it.")
    }
  }

  func run() throws {
    let keys = try KeyScript.parse(self.keys)
    if hub {
      let paths = Paths()
      return try HubDemo().run(
        paths: paths, settings: Settings.load(from: paths.config), keys: keys)
    }
    if svg == nil && cast == nil { return try open(keys) }
    try draw(keys)
  }

  private func open(_ keys: [KeyScript.Step]) throws {
    let paths = Paths()
    var settings = Settings.load(from: paths.config)
    settings.dropFolders = []
    settings.accounts = []
    let store = try DemoStore.make(now: Date())
    var inbox = InboxRun(paths: paths, settings: settings, store: store)
    inbox.background = [DemoStore.arrivals, DemoStore.answers]
    if !keys.isEmpty {
      inbox.background.append { _, post in await KeyScript.play(keys, into: post) }
    }
    try inbox.run()
  }

  private func draw(_ keys: [KeyScript.Step]) throws {
    let moment = try moment()
    let store = try DemoStore.make(now: moment)
    var settings = Settings()
    settings.theme = Settings.load(from: Paths().config).theme
    let (state, _) = InboxRun(paths: Paths(), settings: settings, store: store)
      .makeState(size: try parsedSize(), isUTF8: true, now: moment, timeZone: .gmt)
    var stage = Stage(state: state, store: store, now: moment, arrivals: Demo.arrivals(now: moment))
    try stage.open()
    for key in keys { try stage.play(key) }
    if let svg { try write(SVGPicture.draw(stage.frames.last!.frame), to: svg) }
    if let cast { try write(Asciicast.record(stage.frames), to: cast) }
  }

  private func moment() throws -> Date {
    guard let now else { return Date() }
    do {
      return try Date(now, strategy: .iso8601)
    } catch {
      throw ValidationError("“\(now)” is not a moment. Try 2026-11-21T09:41:00Z.")
    }
  }

  private func parsedSize() throws -> Size {
    let numbers = size.lowercased().split(separator: "x").compactMap { Int($0) }
    guard numbers.count == 2, (40...400).contains(numbers[0]), (10...200).contains(numbers[1])
    else {
      throw ValidationError("“\(size)” is not a size. Try 140x36.")
    }
    return Size(rows: numbers[1], columns: numbers[0])
  }

  private func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: Paths.expanding(path)))
    } catch {
      throw CommandError("\(path) cannot be written. Choose another place.")
    }
  }
}
