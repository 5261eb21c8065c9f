/// All that the terminal is to show after a paint.
package struct Frame: Hashable, Sendable {
  package var buffer: CellBuffer
  /// Where the cursor blinks; nil hides it.
  package var cursor: Position?
  package var title: String
  /// Rings once when it becomes true: a frame that still says so does not ring again.
  package var bell: Bool
  /// Rectangles whose rows may move up and down by themselves, between one frame and the next: a
  /// terminal that can move them alone need not be told what they say again.
  package var scrollingParts: [Rect]

  package init(
    buffer: CellBuffer, cursor: Position? = nil, title: String = "porch", bell: Bool = false,
    scrollingParts: [Rect] = []
  ) {
    self.buffer = buffer
    self.cursor = cursor
    self.title = title
    self.bell = bell
    self.scrollingParts = scrollingParts
  }
}
