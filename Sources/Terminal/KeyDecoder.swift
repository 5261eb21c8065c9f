package import Cells

/// Turns the bytes of a terminal into keys.
///
/// Pure: it keeps what is incomplete until more comes or ``timeOut()`` says that nothing does.
/// Understands UTF-8, the forms of xterm, vt, rxvt and the Linux console, Escape for Alt, and
/// bracketed paste; of a terminal's answers, those to ``MarginQuestion`` and ``BackgroundQuestion``.
/// What it does not understand it swallows whole.
package struct KeyDecoder {
  private var pending: [UInt8] = []
  private var paste: PasteCollector?

  package init() {}

  /// Whether something has come that waits for the rest of it before it is handed out.
  package var isIncomplete: Bool { paste?.holdsText ?? !pending.isEmpty }

  /// Whether the end of a paste has yet to come.
  package var isPasting: Bool { paste != nil }

  /// Whether the end of a paste has yet to come that was handed out in part.
  package var hasPausedPaste: Bool { paste?.hasPaused ?? false }

  package mutating func decode(_ bytes: some Sequence<UInt8>) -> [Input] {
    pending.append(contentsOf: bytes)
    var inputs: [Input] = []
    var position = 0
    while position < pending.count {
      if paste != nil {
        position = continuePaste(from: position, into: &inputs)
        continue
      }
      guard let step = KeySequence.read(pending[position...]) else { break }
      position += step.length
      inputs += step.keys.map(Input.key)
      if let answer = step.answer { inputs.append(answer) }
      if step.startsPaste { paste = PasteCollector() }
    }
    pending.removeFirst(position)
    return inputs
  }

  /// Decides about what is incomplete: nothing more will come for now.
  ///
  /// A paste that pauses is handed out as far as it is here, and goes on until its end mark: its
  /// rest must never be taken for keys, one of which would be the Enter that sends it.
  package mutating func timeOut() -> [Input] {
    if let text = paste?.takePart() { return text.isEmpty ? [] : [.paste(text)] }
    if KeySequence.isNoKey(pending) { return [] }
    let keys = KeySequence.alone(pending)
    pending = []
    return keys.map(Input.key)
  }

  private mutating func continuePaste(from start: Int, into inputs: inout [Input]) -> Int {
    var position = start
    while position < pending.count {
      let isOver = paste?.take(pending[position]) == true
      position += 1
      if isOver {
        inputs += endPaste()
        break
      }
    }
    return position
  }

  private mutating func endPaste() -> [Input] {
    defer { paste = nil }
    guard let text = paste?.takeRest() else { return [] }
    let inputs: [Input] = text.isEmpty ? [] : [.paste(text)]
    return paste?.isCut == true ? inputs + [.pasteCut] : inputs
  }
}
