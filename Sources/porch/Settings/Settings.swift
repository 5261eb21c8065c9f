import Domain
import Foundation
import Interface
import Sync
import TOMLKit

/// What the user set in `config.toml`, with everything that could not be understood as notices.
struct Settings {
  var theme = "default"
  /// Where the theme was chosen: file and line.
  var themePlace: String?
  /// Lines per row of the list: 1 or 2.
  var density = Density.two
  var sendKey = SendKey.enter
  /// How long a reply can be taken back, in seconds.
  var hold = 5.0
  var bell = false
  var clipboard: [String]?
  var open = ["xdg-open"]
  /// Folders that are followed while Porch runs, absolute paths.
  var dropFolders: [String] = []
  /// Servers of the Inbox API that are followed while Porch runs, by name.
  var accounts: [ConnectionSettings] = []
  /// Mode, chord, command, as written and understood.
  private var keys: [String: [String: String]] = [:]
  var notices: [Notice] = []

  /// The keys that count. What could not be understood of the configured ones is in ``notices``.
  var keymap: Keymap { Keymap.standard.sending(with: sendKey).merging(keys).0 }

  static func load(from path: String) -> Settings {
    guard let file = TolerantTOML.read(path) else { return Settings() }
    return Settings(file)
  }

  init() {}

  init(_ file: TolerantTOML) {
    var file = file
    for key in file.table.keys.sorted() { read(key, from: &file) }
    notices = file.notices
  }

  private mutating func read(_ key: String, from file: inout TolerantTOML) {
    guard let value = file.table[key] else { return }
    switch key {
    case "theme":
      themePlace = file.place(of: key)
      Self.take(value.string, "a theme's name in quotes", key, &file) { theme = $0 }
    case "density":
      Self.take(value.int.flatMap { [1: .one, 2: .two][$0] }, "1 or 2", key, &file) { density = $0 }
    case "send_key":
      Self.take(
        value.string.flatMap(SendKey.init(rawValue:)), "\"enter\" or \"ctrl-s\"", key, &file
      ) {
        sendKey = $0
      }
    case "hold": Self.take(seconds(value), "seconds from 0 to 60", key, &file) { hold = $0 }
    case "bell": Self.take(value.bool, "true or false", key, &file) { bell = $0 }
    case "clipboard":
      Self.take(command(value), "a list: [\"program\", \"argument\"]", key, &file) {
        clipboard = $0
      }
    case "open":
      Self.take(command(value), "a list: [\"program\", \"argument\"]", key, &file) { open = $0 }
    case "drop_folders":
      let folders = value.array?.compactMap(\.string) ?? []
      dropFolders = folders.filter { !$0.isEmpty }.map(Paths.expanding)
      if folders.contains("") {
        file.report("“drop_folders” names an empty path. It is left out.", key: key)
      }
      if folders.count != value.array?.count {
        file.report("“drop_folders” wants a list of folders in quotes.", key: key)
      }
    case "accounts": accounts = AccountSettings(value, &file).connections
    case "keys": readKeys(value, &file)
    default: file.report("“\(key)” is not a setting. It is left out.", key: key)
    }
  }

  private static func take<Value>(
    _ value: Value?, _ wanted: String, _ key: String, _ file: inout TolerantTOML,
    _ accept: (Value) -> Void
  ) {
    if let value { accept(value) } else { file.report("“\(key)” wants \(wanted).", key: key) }
  }

  private mutating func readKeys(_ value: any TOMLValueConvertible, _ file: inout TolerantTOML) {
    guard let modes = value.table else {
      return file.report("“keys” wants tables, such as [keys.list].", key: "keys")
    }
    for mode in modes.keys {
      guard let bindings = modes[mode]?.table else {
        file.report("“\(mode)” wants chords, such as \"j\" = \"next\".", key: mode, in: "keys")
        continue
      }
      for chord in bindings.keys {
        if let command = bindings[chord]?.string {
          let wrong = Keymap.standard.merging([mode: [chord: command]]).1
          if let first = wrong.first {
            file.report(first.text.string, key: chord, in: "keys.\(mode)")
          } else {
            keys[mode, default: [:]][chord] = command
          }
        } else {
          file.report("“\(chord)” wants a command in quotes.", key: chord, in: "keys.\(mode)")
        }
      }
    }
  }

  private func seconds(_ value: any TOMLValueConvertible) -> Double? {
    (value.double ?? value.int.map(Double.init)).flatMap { (0...60).contains($0) ? $0 : nil }
  }

  private func strings(_ value: any TOMLValueConvertible) -> [String]? {
    guard let array = value.array else { return nil }
    let strings = array.compactMap(\.string)
    return strings.count == array.count ? strings : nil
  }

  private func command(_ value: any TOMLValueConvertible) -> [String]? {
    strings(value).flatMap { $0.isEmpty || $0[0].isEmpty ? nil : $0 }
  }
}
