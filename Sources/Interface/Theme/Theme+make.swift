import Cells
package import Domain

extension Theme {
  /// Builds a theme from its sources, the one that is inherited from first.
  ///
  /// A later source wins for the palette names and scopes it has. Names are looked up after all
  /// sources are merged, so a theme can change a colour by changing the palette alone.
  /// - Returns: the theme, and a sentence for everything in it that could not be understood. What
  ///   was not understood is left as it was.
  package static func make(_ sources: ThemeSource...) -> (Theme, [Notice]) { make(sources) }

  package static func make(_ sources: [ThemeSource]) -> (Theme, [Notice]) {
    var reading = Reading()
    for source in sources { reading.merge(source) }
    var styles: [Scope: Style] = [:]
    for scope in Scope.allCases { styles[scope] = reading.style(of: scope) }
    return (Theme(styles: styles), reading.notices)
  }

  /// The names of one theme being looked up.
  private struct Reading {
    var palette: [String: String] = [:]
    var scopes: [String: ThemeSource.ScopeStyle] = [:]
    var notices: [Notice] = []

    mutating func merge(_ source: ThemeSource) {
      palette.merge(source.palette) { $1 }
      for (key, style) in source.scopes.sorted(by: { $0.key < $1.key }) {
        guard Scope(rawValue: key) != nil else {
          complain("The theme names a scope that does not exist: \(key)")
          continue
        }
        let known = scopes[key]
        scopes[key] = ThemeSource.ScopeStyle(
          fg: style.fg ?? known?.fg, bg: style.bg ?? known?.bg, attrs: style.attrs ?? known?.attrs)
        check(style, of: key)
      }
    }

    mutating func check(_ style: ThemeSource.ScopeStyle, of key: String) {
      for name in [style.fg, style.bg].compactMap(\.self) where color(name) == nil {
        complain("The theme's \(key) names a colour that does not exist: \(name)")
      }
      for word in style.attrs ?? [] where Theme.attribute(word) == nil {
        complain("The theme's \(key) has an attribute that does not exist: \(word)")
      }
    }

    mutating func complain(_ sentence: String) {
      notices.append(Notice(.warning, SafeText(line: sentence)))
    }

    func color(_ name: String) -> Color? {
      if name == "default" { return .terminalDefault }
      return Theme.color(hex: palette[name] ?? name)
    }

    /// Each part falls back by itself: a scope may set a foreground and leave the background.
    func style(of scope: Scope) -> Style {
      let written = scope.fallbacks.compactMap { scopes[$0] }
      let foreground = written.lazy.compactMap(\.fg).compactMap(color).first
      let background = written.lazy.compactMap(\.bg).compactMap(color).first
      let words = written.lazy.compactMap(\.attrs).first ?? []
      let attributes = words.compactMap(Theme.attribute).reduce(into: Style.Attributes()) {
        $0.formUnion($1)
      }
      let plain = scopes[Scope.text.rawValue]?.fg.flatMap(color)
      return Style(
        foreground: foreground ?? plain ?? .terminalDefault,
        background: background ?? .terminalDefault, attributes: attributes)
    }
  }

  /// `#rrggbb`, nothing else.
  static func color(hex: String) -> Color? {
    let digits = hex.dropFirst()
    guard hex.first == "#", digits.utf8.count == 6, let value = UInt32(digits, radix: 16) else {
      return nil
    }
    return .rgb(
      UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 8),
      UInt8(truncatingIfNeeded: value))
  }

  static func attribute(_ word: String) -> Style.Attributes? {
    switch word {
    case "bold": .bold
    case "dim": .dim
    case "italic": .italic
    case "underline": .underline
    case "reverse": .reverse
    default: nil
    }
  }
}
