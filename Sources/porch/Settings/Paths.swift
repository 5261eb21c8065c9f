import FoundationEssentials
import Glibc

/// Where Porch keeps its files, by the XDG base directory rules.
struct Paths: Sendable {
  let store: String
  let config: String
  let themes: String
  let log: String

  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "/"
    func base(_ variable: String, _ fallback: String) -> String {
      // The rules say that a relative path is to be ignored.
      guard let path = environment[variable], path.hasPrefix("/") else { return home + fallback }
      return path
    }
    store = base("XDG_DATA_HOME", "/.local/share") + "/porch/porch.sqlite"
    config = base("XDG_CONFIG_HOME", "/.config") + "/porch/config.toml"
    themes = base("XDG_CONFIG_HOME", "/.config") + "/porch/themes"
    log = base("XDG_STATE_HOME", "/.local/state") + "/porch/porch.log"
  }

  /// A path as a person writes it: `~` is their home, relative ones start at the working folder.
  static func expanding(_ path: String) -> String {
    var path = path
    if path == "~" || path.hasPrefix("~/") {
      path = (ProcessInfo.processInfo.environment["HOME"] ?? "") + path.dropFirst(1)
    }
    if path.hasPrefix("/") { return path }
    return FileManager.default.currentDirectoryPath + "/" + path
  }
}
