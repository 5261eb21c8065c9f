/// Whether the terminal has left and right margins: asked at the start, answered when it likes.
///
/// DECRQM and DECRPM for mode 69, DECLRMM (xterm's ctlseqs). Who does not know the question says
/// nothing, and nothing waits for an answer.
enum MarginQuestion {
  /// From the first cell.
  static let bytes = "\u{1B}[H\u{1B}[?69$p"

  /// - Parameters: `inner` is what stands between `CSI` and `final`.
  /// - Returns: whether it is the answer that there are margins, and that they are off. Those that
  ///   are always on or off (3, 4) we could not use and put back.
  static func isAnsweredYes(_ inner: ArraySlice<UInt8>, final: UInt8) -> Bool {
    final == UInt8(ascii: "y") && inner.elementsEqual("?69;2$".utf8)
  }
}
