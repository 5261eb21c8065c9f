import Cells
import Terminal
import Testing

@Suite struct KeyDecoderTests {
  private func keys(_ text: String) -> [Input] { inputs(Array(text.utf8)) }

  private func inputs(_ bytes: [UInt8]) -> [Input] {
    var decoder = KeyDecoder()
    let inputs = decoder.decode(bytes)
    #expect(!decoder.isIncomplete, "\(bytes)")
    return inputs
  }

  private func key(_ code: Key.Code, _ modifiers: Key.Modifiers = []) -> [Input] {
    [.key(Key(code, modifiers))]
  }

  @Test(
    arguments: [
      ("a", .character("a")), ("A", .character("A")), ("é", .character("é")),
      ("你", .character("你")),
      ("\u{1F44D}", .character("\u{1F44D}")), ("\r", .enter), ("\t", .tab), ("\u{7F}", .backspace),
      ("\u{8}", .backspace), ("\u{1B}[Z", .backTab),
      ("\u{1B}[A", .up), ("\u{1B}OB", .down), ("\u{1B}[C", .right), ("\u{1B}OD", .left),
      ("\u{1B}[H", .home), ("\u{1B}OH", .home), ("\u{1B}[1~", .home), ("\u{1B}[7~", .home),
      ("\u{1B}[F", .end), ("\u{1B}[4~", .end), ("\u{1B}[8~", .end), ("\u{1B}[5~", .pageUp),
      ("\u{1B}[6~", .pageDown), ("\u{1B}[2~", .insert), ("\u{1B}[3~", .delete),
      ("\u{1B}OP", .function(1)), ("\u{1B}[11~", .function(1)), ("\u{1B}[[A", .function(1)),
      ("\u{1B}[15~", .function(5)), ("\u{1B}[17~", .function(6)), ("\u{1B}[21~", .function(10)),
      ("\u{1B}[24~", .function(12)), ("\u{1B}[[E", .function(5)), ("\u{1B}OM", .enter),
      ("\u{1B}Oq", .character("1")),
    ] as [(String, Key.Code)])
  func keysHaveNames(bytes: String, code: Key.Code) {
    #expect(keys(bytes) == key(code))
  }

  @Test(
    arguments: [
      ("\u{1B}[1;5A", .up, .control), ("\u{1B}[1;2C", .right, .shift), ("\u{1B}[1;3D", .left, .alt),
      ("\u{1B}[1;6B", .down, [.control, .shift]), ("\u{1B}[3;5~", .delete, .control),
      ("\u{1B}O5P", .function(1), .control), ("\u{1B}[1;2R", .function(3), .shift),
      ("\u{1B}[5^", .pageUp, .control), ("\u{1B}[5$", .pageUp, .shift), ("\u{1B}[a", .up, .shift),
      ("\u{1B}Oa", .up, .control), ("\u{1B}x", .character("x"), .alt),
      ("\u{1B}é", .character("é"), .alt), ("\u{1B}\r", .enter, .alt),
      ("\u{1B}\u{7F}", .backspace, .alt), ("\u{1B}\u{1B}[A", .up, .alt),
      ("\u{1}", .character("a"), .control), ("\u{1A}", .character("z"), .control),
      ("\n", .character("j"), .control), ("\u{0}", .character(" "), .control),
      ("\u{1F}", .character("_"), .control), ("\u{1B}\u{6}", .character("f"), [.control, .alt]),
      ("\u{1B}[13;2u", .enter, .shift), ("\u{1B}[27;5;13~", .enter, .control),
      ("\u{1B}[97;5u", .character("a"), .control), ("\u{1B}[97;2u", .character("A"), []),
      ("\u{1B}[9;2u", .backTab, []),
    ] as [(String, Key.Code, Key.Modifiers)])
  func keysHaveModifiers(bytes: String, code: Key.Code, modifiers: Key.Modifiers) {
    #expect(keys(bytes) == key(code, modifiers))
  }

  @Test(arguments: [
    "\u{1B}[<0;10;20M", "\u{1B}[<0;10;20m", "\u{1B}[M !!", "\u{1B}[I", "\u{1B}[?62;22c",
    "\u{1B}[12;40R", "\u{1B}]10;rgb:0000/0000/0000\u{7}", "\u{1B}]11;black\u{7}",
    "\u{1B}]11;rgb:00/00\u{7}", "\u{1B}]10;x\u{1B}\\",
    "\u{1B}P1$r0m\u{1B}\\",
    "\u{1B}_Gi=1;OK\u{1B}\\", "\u{1B}[99~", "\u{1B}[1;2;3;4z", "\u{1B}[57344u", "\u{1B}[201~",
    "\u{1B}Oz", "\u{1B}[>0;95;0c", "\u{1B}[200u\u{1B}[E",
  ])
  func whatIsNoKeyIsSwallowedWhole(bytes: String) {
    if bytes.hasPrefix("\u{1B}[200u") {
      #expect(keys(bytes) == key(.character("\u{C8}")))
    } else {
      #expect(keys(bytes + "k") == key(.character("k")))
    }
  }

  /// However a network tears it, the meaning is the same.
  @Test func bytesMayComeOneByOne() {
    let text =
      "aé你\u{1F44D}\u{1B}[1;5A\u{1B}OP\u{1B}\r\u{1B}[M!!!\u{1B}[200~x\ny\u{1B}[201~\u{1B}[3~q"
    var decoder = KeyDecoder()
    var inputs: [Input] = []
    for byte in text.utf8 { inputs += decoder.decode(CollectionOfOne(byte)) }
    #expect(inputs == keys(text))
    #expect(inputs.count == 10)
  }

  @Test func anEscapeAloneIsOneOnceNothingFollows() {
    var decoder = KeyDecoder()
    #expect(decoder.decode([0x1B]).isEmpty)
    #expect(decoder.isIncomplete)
    #expect(decoder.timeOut() == key(.escape))
    #expect(!decoder.isIncomplete)
    #expect(decoder.decode([0x1B, 0x1B]).isEmpty)
    #expect(decoder.timeOut() == key(.escape) + key(.escape))
    #expect(decoder.decode([0x1B, 0x5B]).isEmpty)
    #expect(decoder.timeOut() == key(.character("["), .alt))
    #expect(decoder.decode([0x1B, 0x5B, 0x31]).isEmpty)
    #expect(decoder.timeOut().isEmpty)
    #expect(decoder.decode([0xE4, 0xBD]).isEmpty)
    #expect(decoder.timeOut().isEmpty)
    #expect(decoder.decode([0x61]) == key(.character("a")))
  }

  @Test func aPasteIsOneInput() {
    #expect(
      keys("\u{1B}[200~one\r\ntwo\rthree\tq\u{1B}[31m\u{7}\u{1B}[201~r")
        == [.paste("one\ntwo\nthree\tq[31m"), .key(Key("r"))])
    #expect(keys("\u{1B}[200~\u{1B}[201~").isEmpty)
    #expect(keys("\u{1B}[200~\u{1B}[20\u{1B}[201~") == [.paste("[20")])
  }

  /// Were its rest taken for keys, an Enter in it would send.
  @Test func aPasteThatPausesGoesOnUntilItsEnd() {
    var decoder = KeyDecoder()
    #expect(decoder.decode(Array("\u{1B}[200~abc\r".utf8)).isEmpty)
    #expect(decoder.isIncomplete)
    #expect(decoder.timeOut() == [.paste("abc\n")])
    #expect(!decoder.isIncomplete && decoder.isPasting && decoder.hasPausedPaste)
    #expect(decoder.timeOut().isEmpty)
    #expect(decoder.decode(Array("\ndone\r\u{1B}[A\u{3}".utf8)).isEmpty)
    #expect(decoder.timeOut() == [.paste("done\n[A")])
    #expect(decoder.decode(Array("e\r\u{1B}[201~k".utf8)) == [.paste("e\n"), .key(Key("k"))])
    #expect(!decoder.isPasting)
  }

  @Test func aPauseAnywhereInAPasteLosesNothing() {
    let bytes = Array("\u{1B}[200~é\r\n你\u{1B}[20\u{1F44D}\r\u{1B}[201~\r".utf8)
    // Two bytes are Alt and a bracket when nothing follows them.
    for pause in 3...bytes.count {
      var decoder = KeyDecoder()
      var inputs = decoder.decode(bytes[..<pause])
      inputs += decoder.timeOut() + decoder.decode(bytes[pause...])
      #expect(inputs.popLast() == .key(Key(.enter)), "\(pause)")
      let parts = inputs.map { input in
        if case .paste(let text) = input { text } else { "key" }
      }
      #expect(parts.joined() == "é\n你[20\u{1F44D}\n", "\(pause)")
    }
  }

  @Test func aPasteIsBounded() {
    for pauses in [false, true] {
      var decoder = KeyDecoder()
      _ = decoder.decode(Array("\u{1B}[200~a".utf8))
      var inputs = pauses ? decoder.timeOut() : []
      let flood = String(repeating: "é", count: 1 << 20) + "\r\u{1B}[201~k"
      inputs += decoder.decode(Array(flood.utf8))
      #expect(inputs.popLast() == .key(Key("k")))
      #expect(inputs.popLast() == .pasteCut)
      let text = inputs.reduce(into: "") { text, input in
        if case .paste(let part) = input { text += part }
      }
      #expect(text.utf8.count == 1 << 20 - 1)
      #expect(text.hasPrefix("aé") && text.hasSuffix("é"))
    }
  }

  @Test func aBurstOfTextIsKeys() {
    #expect(keys("jjr") == key(.character("j")) + key(.character("j")) + key(.character("r")))
  }

  @Test(
    arguments: [
      [0xFF, 0x6B], [0xC0, 0x9B, 0x6B], [0xED, 0xA0, 0x80, 0x6B], [0xE4, 0x6B], [0xC2, 0x9B, 0x6B],
      [0xF5, 0x80, 0x80, 0x80, 0x6B],
    ] as [[UInt8]])
  func bytesThatAreNoTextAreDropped(bytes: [UInt8]) {
    #expect(inputs(bytes) == key(.character("k")))
  }

  /// Only who has margins and keeps them off can be told to use them for a moment.
  @Test func theAnswerAboutMarginsIsTaken() {
    #expect(keys("\u{1B}[?69;2$y") == [.scrollsParts(true)])
    #expect(keys("j\u{1B}[?69;2$yk") == [.key(Key("j")), .scrollsParts(true), .key(Key("k"))])
    for refused in ["0", "1", "3", "4"] {
      #expect(keys("\u{1B}[?69;\(refused)$y") == [.scrollsParts(false)])
    }
    for other in ["?2026;2$y", "69;2$y", "?69;2y"] {
      let isTaken = keys("\u{1B}[" + other).contains {
        if case .scrollsParts = $0 { true } else { false }
      }
      #expect(!isTaken, "\(other)")
    }
    // Somebody pressed Escape just before.
    #expect(keys("\u{1B}\u{1B}[?69;2$y") == [.key(Key(.escape)), .scrollsParts(true)])
  }

  @Test(
    arguments: [
      ("rgb:ffff/ffff/ffff\u{7}", true), ("rgb:0000/0000/0000\u{7}", false),
      ("rgb:fdf6/e3e3/c5c5\u{1B}\\", true), ("rgb:00/2b/36\u{1B}\\", false),
      ("rgba:ff/ff/ff/80\u{7}", nil), ("rgb:f/f/f\u{7}", true), ("rgb:0000/ffff/0000\u{7}", true),
      ("rgb:0000/0000/ffff\u{7}", false), ("rgb:-1/0/0\u{7}", nil), ("rgb:fffff/0/0\u{7}", nil),
    ] as [(String, Bool?)])
  func theAnswerAboutTheBackgroundIsTaken(words: String, isLight: Bool?) {
    let expected: [Input] = isLight.map { [.background(isLight: $0)] } ?? []
    #expect(keys("\u{1B}]11;" + words) == expected)
  }

  /// However a network tears it: a rest that came as keys would be pressed.
  @Test func anAnswerInPiecesIsNeverKeys() {
    let answers: [(String, Input)] = [
      ("\u{1B}[?69;2$y", .scrollsParts(true)),
      ("\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\", .background(isLight: true)),
    ]
    for (text, input) in answers {
      let answer = Array(text.utf8)
      for cut in 3..<answer.count {
        var decoder = KeyDecoder()
        #expect(decoder.decode(answer[..<cut]).isEmpty)
        #expect(decoder.timeOut().isEmpty)
        #expect(decoder.decode(answer[cut...]) == [input], "\(cut)")
      }
    }
  }
}
