import Domain

/// Words that promise a file with the reply, which Porch cannot send yet.
enum PromisedAttachment {
  /// The words as they stand in our list; nil when none is promised.
  ///
  /// A file of theirs ("your attachment", "thanks for the attachment") is not one of ours, and
  /// nobody attaches what they are "attached to".
  static func word(in text: some StringProtocol) -> String? {
    let words = FoldedWord.words(text)
    var found: (word: String, place: Int)?
    for (phrase, parts) in phrases {
      guard let place = first(parts, in: words), place < found?.place ?? Int.max else { continue }
      found = (phrase, place)
    }
    return found?.word
  }

  private static func first(_ phrase: [String], in words: [String]) -> Int? {
    guard words.count >= phrase.count else { return nil }
    return (0...words.count - phrase.count).first { place in
      words[place..<place + phrase.count].elementsEqual(phrase)
        && !isOtherwiseMeant(place, phrase.count, in: words)
    }
  }

  private static func isOtherwiseMeant(_ place: Int, _ count: Int, in words: [String]) -> Bool {
    let before = words[..<place].suffix(2)
    let after = words[(place + count)...].prefix(1)
    if before.contains(where: theirs.contains) { return true }
    return after.contains { notOurs.contains($0) }
  }

  private static let theirs = Set(
    FoldedWord.words(
      """
      your strings for dein deinem deinen ihr ihrem votre ton tu su vuestro seu sua tuo suo vostro
      für pour por per no kein keinen without ohne sans sin sem senza
      """))

  private static let notOurs = Set(FoldedWord.words("to you"))

  private static let phrases: [(String, [String])] = [
    "attached", "attachment", "attachments", "attaching", "enclosed",
    "im Anhang", "anbei", "angehängt", "beigefügt",
    "ci-joint", "ci-jointe", "ci-joints", "en pièce jointe",
    "adjunto", "adjunta", "adjuntos", "adjuntamos", "em anexo", "segue anexo", "anexo",
    "in allegato", "allego", "alleghiamo", "in bijlage", "bijgevoegd", "bifogad", "bifogar",
    "vedhæftet", "vedlagt", "w załączniku", "załączam",
  ].map { ($0, FoldedWord.words($0)) }
}
