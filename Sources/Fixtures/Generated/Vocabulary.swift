/// A few thousand made-up words that are used as unevenly as real ones (Zipf: the nth word is used
/// 1/n as often as the first).
struct Vocabulary: Sendable {
  /// The words in UTF-8, most frequent first; each unique.
  let words: [[UInt8]]
  /// A word index for each of 65,536 equal shares, so that drawing one is one look-up.
  private let draw: [UInt16]

  init(count: Int, seed: UInt64) {
    words = Self.make(count: count, seed: seed)
    draw = Self.shares(of: count)
  }

  func word(_ dice: inout Dice) -> [UInt8] { words[Int(draw[Int(dice.next() >> 48)])] }

  private static let onsets = [
    "b", "br", "d", "dr", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pl", "r", "s", "st", "t",
    "tr", "v", "w", "z", "",
  ]
  private static let nuclei = ["a", "e", "i", "o", "u", "ai", "ea", "ou", "é", "ö"]
  private static let codas = ["", "", "", "n", "r", "s", "l", "t", "m", "nd", "st", "ck"]

  private static func make(count: Int, seed: UInt64) -> [[UInt8]] {
    var dice = Dice(seed: seed)
    var seen: Set<String> = []
    var words: [[UInt8]] = []
    while words.count < count {
      // Frequent words are short, as in every language.
      let syllables = words.count < 40 ? 1 : 1 + dice.below(words.count < 600 ? 2 : 3)
      var word = ""
      for _ in 0..<syllables {
        word += onsets[dice.below(onsets.count)] + nuclei[dice.below(nuclei.count)]
        word += codas[dice.below(codas.count)]
      }
      if seen.insert(word).inserted { words.append(Array(word.utf8)) }
    }
    return words
  }

  private static func shares(of count: Int) -> [UInt16] {
    let weights = (1...count).map { 1 / Double($0) }
    let total = weights.reduce(0, +)
    var draw: [UInt16] = []
    draw.reserveCapacity(65_536)
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      sum += weight / total
      while Double(draw.count) < sum * 65_536, draw.count < 65_536 { draw.append(UInt16(index)) }
    }
    while draw.count < 65_536 { draw.append(UInt16(count - 1)) }
    return draw
  }
}
