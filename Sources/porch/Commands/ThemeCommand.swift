import ArgumentParser
import Cells
import Domain
import Interface

/// `porch theme list|show`: what there is, and what one looks like.
struct ThemeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theme", abstract: "Lists and shows themes.",
    subcommands: [ThemeList.self, ThemeShow.self], defaultSubcommand: ThemeList.self)
}

struct ThemeList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Names the themes; the chosen one has a star.")

  func run() throws {
    let paths = Paths()
    let chosen = Settings.load(from: paths.config).theme
    var output = Output()
    for name in ThemeFile(paths: paths).names {
      // A name of a file, which may be called anything.
      let shown = SafeText(line: name).string
      try output.line(name == chosen ? "\(shown) *" : shown)
    }
    try output.finish()
  }
}

struct ThemeShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Prints every scope of a theme with its colours.")

  @Argument(help: "The theme's name.")
  var name: String

  func run() throws {
    let files = ThemeFile(paths: Paths())
    guard files.names.contains(name) else {
      throw CommandError("There is no theme “\(name)”. `porch theme list` names them.")
    }
    let (theme, notices) = files.theme(named: name)
    var output = Output()
    for scope in Scope.allCases {
      let style = theme.style(scope)
      let padded = scope.rawValue + String(repeating: " ", count: max(1, 28 - scope.rawValue.count))
      try output.line(padded + Self.words(style))
    }
    try output.finish()
    for notice in notices { Main.writeError("porch: \(notice.text)") }
  }

  static func words(_ style: Style) -> String {
    var words = ["fg \(name(style.foreground))", "bg \(name(style.background))"]
    let attributes: [(Style.Attributes, String)] = [
      (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"),
      (.reverse, "reverse"),
    ]
    words += attributes.filter { style.attributes.contains($0.0) }.map(\.1)
    return words.joined(separator: "  ")
  }

  private static func name(_ color: Color) -> String {
    switch color {
    case .terminalDefault: return "default"
    case .rgb(let red, let green, let blue):
      return "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }
}
