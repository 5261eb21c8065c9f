import Domain
import Foundation
import Interface
import TOMLKit

/// Finds and reads themes: the user's own folder first, then the ones that come with Porch.
struct ThemeFile {
  /// Where the user's own are.
  let folder: String

  init(paths: Paths) { folder = paths.themes }

  /// What is in `themes` of the project, by name: TOML in UTF-8.
  static let brought: [String: [UInt8]] = [
    "default": PackageResources.default_toml, "light": PackageResources.light_toml,
    "mono": PackageResources.mono_toml, "contrast": PackageResources.contrast_toml,
  ]

  /// The names that can be chosen, sorted.
  var names: [String] {
    // A folder that is not there has no themes.
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let own = files.filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(".toml".count)) }
    return Set(own).union(Self.brought.keys).sorted()
  }

  /// The theme of this name with what was wrong in its files; the default when there is none.
  func theme(named name: String) -> (theme: Theme, notices: [Notice]) {
    guard name != "default" || ownPath(of: name) != nil else { return (.standard, []) }
    var sources: [ThemeSource] = []
    var notices: [Notice] = []
    var next: String? = name
    var seen: Set<String> = []
    while let current = next, current != "default", seen.insert(current).inserted {
      guard let file = file(named: current) else {
        let sentence = "There is no theme “\(current)”. `porch theme list` names them."
        notices.append(Notice(.warning, SafeText(line: sentence)))
        break
      }
      let source = Self.source(from: file, notices: &notices)
      sources.append(source)
      next = source.inherits
    }
    let made = Theme.make([.standard] + sources.reversed())
    return (made.0, notices + made.1)
  }

  /// The chosen theme; one that is not there is reported where it was chosen.
  func theme(of settings: Settings) -> (theme: Theme, notices: [Notice]) {
    if file(named: settings.theme) == nil, let place = settings.themePlace {
      let sentence = "there is no theme “\(settings.theme)”. `porch theme list` names them."
      return (.standard, [Notice(.warning, SafeText(line: "\(place): \(sentence)"))])
    }
    return theme(named: settings.theme)
  }

  /// The theme for a light background, where nobody has chosen one; nil where somebody has.
  func themeOnLight(of settings: Settings) -> Theme? {
    guard settings.themePlace == nil, ownPath(of: "default") == nil else { return nil }
    return theme(named: "light").theme
  }

  /// - Returns: nil when there is no theme of this name.
  private func file(named name: String) -> TolerantTOML? {
    if let path = ownPath(of: name) { return TolerantTOML.read(path) }
    return Self.brought[name].map {
      TolerantTOML(text: String(decoding: $0, as: UTF8.self), path: "themes/\(name).toml")
    }
  }

  private func ownPath(of name: String) -> String? {
    guard !name.contains("/") else { return nil }
    let path = "\(folder)/\(name).toml"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  static func source(from file: TolerantTOML, notices: inout [Notice]) -> ThemeSource {
    var file = file
    var palette: [String: String] = [:]
    var scopes: [String: ThemeSource.ScopeStyle] = [:]
    for name in file.table["palette"]?.table?.keys ?? [] {
      palette[name] = file.table["palette"]?.table?[name]?.string
    }
    let known = Set(Scope.allCases.map(\.rawValue))
    for scope in file.table["scopes"]?.table?.keys ?? [] {
      guard let style = file.table["scopes"]?.table?[scope]?.table else {
        file.report("“\(scope)” wants { fg = …, bg = …, attrs = [...] }.", key: scope, in: "scopes")
        continue
      }
      if !known.contains(scope) {
        file.report("“\(scope)” is not a scope. It is left out.", key: scope, in: "scopes")
        continue
      }
      scopes[scope] = ThemeSource.ScopeStyle(
        fg: style["fg"]?.string, bg: style["bg"]?.string,
        attrs: style["attrs"]?.array?.compactMap(\.string))
    }
    notices += file.notices
    return ThemeSource(
      inherits: file.table["inherits"]?.string, palette: palette, scopes: scopes)
  }
}
