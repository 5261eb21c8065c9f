import Domain
import Foundation
import Interface
import TOMLKit

/// Finds and reads theme files: the user's own folder first, then the ones that come with Porch.
struct ThemeFile {
  /// Folders that are searched, in order.
  let folders: [String]

  init(paths: Paths) {
    folders = [paths.themes] + Self.installedFolders
  }

  /// Beside the program (`../share/porch/themes`), and in a checkout the `themes` folder above it,
  /// wherever it was started from and by whatever name.
  private static var installedFolders: [String] {
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let bin = program.deletingLastPathComponent()
    var folders = [bin.appending(path: "../share/porch/themes").standardized.path]
    var parent = bin
    for _ in 0..<5 {
      parent = parent.deletingLastPathComponent()
      folders.append(parent.appending(path: "themes").path)
    }
    return folders
  }

  /// The names that can be chosen, sorted; "default" is always there.
  var names: [String] {
    var names: Set<String> = ["default"]
    for folder in folders {
      // A folder that is not there has no themes.
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for file in files where file.hasSuffix(".toml") { names.insert(String(file.dropLast(5))) }
    }
    return names.sorted()
  }

  /// The theme of this name with what was wrong in its files; the default when there is none.
  func theme(named name: String) -> (theme: Theme, notices: [Notice]) {
    guard name != "default" || path(of: name) != nil else { return (.standard, []) }
    var sources: [ThemeSource] = []
    var notices: [Notice] = []
    var next: String? = name
    var seen: Set<String> = []
    while let current = next, current != "default", seen.insert(current).inserted {
      guard let path = path(of: current), let file = TolerantTOML.read(path) else {
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
    if settings.theme != "default", path(of: settings.theme) == nil, let place = settings.themePlace
    {
      let sentence = "there is no theme “\(settings.theme)”. `porch theme list` names them."
      return (.standard, [Notice(.warning, SafeText(line: "\(place): \(sentence)"))])
    }
    return theme(named: settings.theme)
  }

  func path(of name: String) -> String? {
    guard !name.contains("/") else { return nil }
    return folders.map { "\($0)/\(name).toml" }.first(where: FileManager.default.fileExists)
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
