/// One sentence for the status line or stderr, with a next step where there is one.
package struct Notice: Hashable, Sendable {
  package enum Weight: Hashable, Sendable { case info, warning, failure }

  package var weight: Weight
  package var text: SafeText

  package init(_ weight: Weight = .info, _ text: SafeText) {
    self.weight = weight
    self.text = text
  }
}
