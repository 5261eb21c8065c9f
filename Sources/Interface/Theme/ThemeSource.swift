/// A theme as it was written down, before any name in it is looked up.
///
/// The file format belongs to whoever reads it; this is what is left of it.
package struct ThemeSource: Equatable, Sendable {
  /// How one scope is written: palette names or `#rrggbb`, and words for attributes.
  package struct ScopeStyle: Equatable, Sendable {
    package var fg: String?
    package var bg: String?
    /// `bold`, `dim`, `italic`, `underline`, `reverse`. nil leaves them to what is inherited.
    package var attrs: [String]?

    package init(fg: String? = nil, bg: String? = nil, attrs: [String]? = nil) {
      self.fg = fg
      self.bg = bg
      self.attrs = attrs
    }
  }

  /// The name of the theme this one completes.
  package var inherits: String?
  package var palette: [String: String]
  /// By the raw value of ``Scope``.
  package var scopes: [String: ScopeStyle]

  package init(
    inherits: String? = nil, palette: [String: String] = [:], scopes: [String: ScopeStyle] = [:]
  ) {
    self.inherits = inherits
    self.palette = palette
    self.scopes = scopes
  }
}
