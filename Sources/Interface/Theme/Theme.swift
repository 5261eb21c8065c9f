package import Cells

/// The style of every scope, looked up once when the theme is made.
package struct Theme: Equatable, Sendable {
  private let styles: [Scope: Style]

  init(styles: [Scope: Style]) { self.styles = styles }

  /// How cells of this scope look.
  package func style(_ scope: Scope) -> Style { styles[scope] ?? .plain }

  /// The look of Porch when nobody chose another: the palette of the product's design.
  package static let standard = Theme.make(.standard).0

  /// No colour at all: weight and words carry the meaning.
  package static let mono = Theme.make(.mono).0
}
