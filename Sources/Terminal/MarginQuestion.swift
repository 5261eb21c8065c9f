/// Whether the terminal has left and right margins: asked whenever the screen has been drawn whole,
/// answered when the terminal likes.
///
/// DECRQM and DECRPM for mode 69, DECLRMM (xterm's ctlseqs). Who does not know the question says
/// nothing. Nothing waits for an answer, but the giving back of the terminal in the second after the
/// question, a tenth of a second at the most.
enum MarginQuestion {
  /// From the first cell.
  static let bytes = "\u{1B}[H\u{1B}[?69$p"

  /// - Parameters: `inner` is what stands between `CSI` and `final`.
  /// - Returns: whether there are margins that are off (2); those that are on, or cannot be changed,
  ///   are none that we could use and put back. nil when it is another answer, or none.
  static func answer(_ inner: ArraySlice<UInt8>, final: UInt8) -> Bool? {
    guard final == UInt8(ascii: "y"), inner.starts(with: "?69;".utf8), inner.last == 0x24 else {
      return nil
    }
    return inner.elementsEqual("?69;2$".utf8)
  }
}
