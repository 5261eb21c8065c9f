import ArgumentParser
import Domain
import Foundation
import Storage
import Sync

/// `porch sync [NAME…]`: reads from servers and tells them what waits, once or until it is stopped.
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Reads from the servers, and sends what waits for them.",
    discussion: """
      Every server is read on its own: one that fails keeps none of the others. What was \
      interrupted goes on where it was.
      """)

  @Argument(help: "Accounts, as `porch account list` names them; all unless told.")
  var names: [String] = []
  @Flag(help: "Goes on following until Ctrl-C.")
  var watch = false
  @Flag(help: "One JSON object a line.")
  var json = false
  @OptionGroup var store: StoreOption

  func run() throws {
    let paths = Paths()
    let servers = try Settings.load(from: paths.config).servers(named: names)
    let store = try Store.opened(at: store.resolved(paths))
    if watch { return try SyncWatch(store: store, json: json).run(servers) }
    let outcomes = SyncOnce(store: store).run(servers)
    var output = Output()
    for outcome in outcomes {
      if json {
        try output.json(try outcome.json())
      } else if outcome.error == nil {
        try output.line(outcome.words)
      }
    }
    try output.finish()
    if !json {
      for outcome in outcomes where outcome.error != nil {
        Main.writeError("porch: \(outcome.words)")
      }
    }
    let failures = outcomes.count { $0.error != nil }
    if failures > 0 { throw ExitCode(failures == outcomes.count ? 1 : 3) }
  }
}
