extension Waiting {
  /// Whether a text only closes an exchange: "thanks!", "ok bye", nothing but emoji.
  ///
  /// It must be short, ask nothing, and consist of nothing but closing words. The list is ours and
  /// deliberately small: a wait too many costs a glance, a wait too few costs a person an answer.
  package static func isClosing(_ text: String) -> Bool {
    guard text.utf8.count <= 120 else { return false }
    var words = 0
    var word = ""
    var hasEmoji = false
    for scalar in text.unicodeScalars {
      if isPartOfWord(scalar) {
        word.unicodeScalars.append(scalar)
        continue
      }
      if scalar == "?" || scalar == "？" || scalar == "؟" { return false }
      if !scalar.isASCII, scalar.properties.isEmoji { hasEmoji = true }
      guard endWord(&word, counting: &words) else { return false }
    }
    guard endWord(&word, counting: &words) else { return false }
    return words > 0 || hasEmoji
  }

  /// - Returns: false when the word closes nothing, so that most texts are done with their first.
  private static func endWord(_ word: inout String, counting words: inout Int) -> Bool {
    if word.isEmpty { return true }
    words += 1
    defer { word = "" }
    return words <= 5 && closingWords.contains(word.lowercased())
  }

  private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "'": return true
      default: return false
      }
    }
    return scalar == "’" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      || scalar.properties.generalCategory == .nonspacingMark
  }

  private static let closingWords: Set<String> = [
    // English
    "thanks", "thank", "you", "thx", "ty", "tysm", "ok", "okay", "k", "kk", "great", "perfect",
    "bye", "cheers", "cool", "awesome", "so", "much", "very", "will", "do", "got", "it", "lovely",
    "goodbye", "night", "good", "a", "lot", "all", "super", "nice",
    // Spanish, Portuguese, French, German, Italian, Dutch
    "gracias", "muchas", "vale", "adios", "adiós", "obrigado", "obrigada", "muito", "valeu",
    "merci", "beaucoup", "parfait", "danke", "vielen", "dank", "alles", "klar", "tschüss",
    "grazie", "mille", "perfetto", "ciao", "bedankt", "doei",
    // Polish, Turkish, Russian, Ukrainian, Arabic, Hebrew
    "dziękuję", "dzięki", "teşekkürler", "tamam", "спасибо", "ок", "хорошо", "дякую", "شكرا",
    "شكراً",
    "تمام", "תודה",
    // Japanese, Chinese, Korean (written without spaces)
    "ありがとう", "ありがとうございます", "ありがとうございました", "了解", "了解です", "谢谢", "謝謝", "好的",
    "감사합니다", "고마워요", "네",
  ]
}
