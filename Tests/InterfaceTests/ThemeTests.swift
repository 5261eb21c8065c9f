import Cells
import Domain
import Interface
import Testing

@Suite struct ThemeTests {
  @Test func theStandardThemeNamesEveryScope() {
    let (_, notices) = Theme.make(.standard)
    #expect(notices.isEmpty)
    #expect(Set(ThemeSource.standard.scopes.keys) == Set(Scope.allCases.map(\.rawValue)))
  }

  @Test func theDesignsColours() {
    let theme = Theme.standard
    #expect(theme.style(.text).foreground == .rgb(0xD0, 0xCF, 0xC8))
    #expect(theme.style(.listAgeDays).foreground == .rgb(0xFF, 0x5F, 0x5F))
    #expect(theme.style(.listSelected).background == .rgb(0x30, 0x30, 0x30))
    #expect(theme.style(.barCount).background == .rgb(0x26, 0x26, 0x26))
    #expect(theme.style(.overlayTitle).background == theme.style(.overlay).background)
  }

  @Test func aMissingScopeFallsBackByItsDots() {
    let source = ThemeSource(scopes: [
      "text": .init(fg: "#010203"), "list.age": .init(fg: "#040506", attrs: ["bold"]),
    ])
    let (theme, notices) = Theme.make(source)
    #expect(notices.isEmpty)
    #expect(theme.style(.listAgeDays) == theme.style(.listAge))
    #expect(theme.style(.networkX).foreground == .rgb(1, 2, 3))
    #expect(theme.style(.listAge).attributes == .bold)
  }

  @Test func changingThePaletteChangesWhatIsInherited() {
    let (theme, notices) = Theme.make(.standard, ThemeSource(palette: ["amber": "#111213"]))
    #expect(notices.isEmpty)
    #expect(theme.style(.statusKey).foreground == .rgb(0x11, 0x12, 0x13))
    #expect(theme.style(.text) == Theme.standard.style(.text))
  }

  @Test func mistakesAreSaidAndTheRestCounts() {
    let (theme, notices) = Theme.make(
      .standard,
      ThemeSource(scopes: [
        "list.nam": .init(fg: "#000000"), "text": .init(fg: "mauve"),
        "rule": .init(fg: "#12345", attrs: ["blinking"]), "prompt": .init(fg: "green"),
      ]))
    let sentences = notices.map(\.text.string).joined(separator: "\n")
    for words in ["list.nam", "mauve", "#12345", "blinking"] {
      #expect(sentences.contains(words), "\(sentences)")
    }
    #expect(theme.style(.prompt).foreground == .rgb(0xAF, 0xD7, 0x87))
  }

  @Test func monoHasNoColourAndTellsChoicesByReverse() {
    for scope in Scope.allCases {
      let style = Theme.mono.style(scope)
      #expect(style.foreground == .terminalDefault && style.background == .terminalDefault)
    }
    #expect(Theme.mono.style(.overlaySelected).attributes.contains(.reverse))
  }

  @Test func textIsNeverTheColourOfItsGround() {
    for scope in Scope.allCases where scope != .listSelected {
      let style = Theme.standard.style(scope)
      #expect(style.foreground != style.background, "\(scope)")
      #expect(style.foreground != Theme.standard.style(.listSelected).background, "\(scope)")
    }
  }
}
