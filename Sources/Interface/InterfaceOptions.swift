/// What a person can choose about the screen. Everything has a default.
package struct InterfaceOptions: Equatable, Sendable {
  /// Ready for use: ``Keymap/standard``, with another sending key if so chosen
  /// (``Keymap/sending(with:)``), and the person's own keys merged over it.
  package var keymap: Keymap
  package var theme: Theme
  /// What takes its place where the terminal's background is light; nil when the person has chosen.
  package var themeOnLight: Theme?
  package var density: Density
  /// Whether the terminal shows Unicode.
  package var utf8: Bool
  /// Whether somebody new who waits rings the bell.
  package var bell: Bool

  package init(
    keymap: Keymap = .standard, theme: Theme = .standard, themeOnLight: Theme? = nil,
    density: Density = .two, utf8: Bool = true, bell: Bool = false
  ) {
    self.keymap = keymap
    self.theme = theme
    self.themeOnLight = themeOnLight
    self.density = density
    self.utf8 = utf8
    self.bell = bell
  }
}
