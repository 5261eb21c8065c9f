import ArgumentParser

/// `porch`: opens the inbox.
struct OpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Opens the inbox (this is what `porch` alone does).")

  @OptionGroup var store: StoreOption

  func run() throws {
    let paths = Paths()
    let settings = Settings.load(from: paths.config)
    try InboxRun(paths: paths, settings: settings, storePath: store.resolved(paths)).run()
  }
}
