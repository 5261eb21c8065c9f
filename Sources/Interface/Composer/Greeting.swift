import Domain

/// The name at the start of a reply: "Hi Anna, …".
///
/// Our own rules, on purpose shy: a warning that is wrong twice is not read the third time. Only a
/// greeting, one to three capitalised words and then a break count as one.
enum Greeting {
  /// The name that a text greets when nothing known of the person looks like it.
  ///
  /// - Parameters:
  ///   - names: title, name and handles of the one person; empty says nothing.
  ///   - theirTexts: a name they wrote themselves is right.
  static func wrongName(in text: String, names: [String], theirTexts: [String]) -> String? {
    guard let greeted = name(in: text) else { return nil }
    let known = names.flatMap(FoldedWord.words).map { $0.filter { !$0.isNumber } }
    // A handle, a number or another script cannot be told from the name.
    guard let title = names.first, isPersonal(title), known.allSatisfy(FoldedWord.isLatin) else {
      return nil
    }
    let words = FoldedWord.words(greeted)
    guard !words.isEmpty, words.allSatisfy(FoldedWord.isLatin) else { return nil }
    let handles = names.map { FoldedWord.words($0).joined() }
    for word in words {
      if known.contains(where: { isLike(word, $0) }) { return nil }
      if word.count >= 3, handles.contains(where: { $0.contains(word) }) { return nil }
      if theirTexts.contains(where: { FoldedWord.words($0).contains(word) }) { return nil }
    }
    return greeted
  }

  /// Equal, the short form of the other ("Alex", "Alexandra"), or an initial.
  private static func isLike(_ one: String, _ other: String) -> Bool {
    let (short, long) = one.count <= other.count ? (one, other) : (other, one)
    if one == other { return true }
    return short.count >= 3 && long.contains(short) && long.count - short.count >= 2
      || short.count == 1 && long.hasPrefix(short)
  }

  /// Letters only, and begun with a capital: a name rather than a handle.
  private static func isPersonal(_ title: String) -> Bool {
    guard title.first?.isUppercase == true, title.count <= 60 else { return false }
    return title.allSatisfy { $0.isLetter || " .'’-".contains($0) || isSymbol($0) }
  }

  // MARK: Reading the greeting

  /// The capitalised words after a greeting, up to a break.
  static func name(in text: String) -> String? {
    let start = text.drop { $0.isWhitespace }.prefix(120)
    let line = start.prefix { !$0.isNewline }
    let clause = line.prefix { !breaks.contains($0) && !isSymbol($0) }
    // Without a break the name runs on into the sentence: "Hi Thanks for …".
    var words = clause.split(whereSeparator: \.isWhitespace)[...]
    guard let greeting = greetingLength(words) else { return nil }
    words = words.dropFirst(greeting)
    while let first = words.first, titles.contains(FoldedWord.fold(first.filter(\.isLetter))) {
      words = words.dropFirst()
    }
    guard (1...3).contains(words.count), words.allSatisfy(isName) else { return nil }
    return words.joined(separator: " ")
  }

  private static let breaks: Set<Character> = [",", "!", ".", ":", ";", "?", "–", "—", "(", "…"]

  private static func isSymbol(_ character: Character) -> Bool {
    character.unicodeScalars.contains { $0.properties.isEmojiPresentation }
  }

  private static func isName(_ word: Substring) -> Bool {
    guard word.count >= 2, word.first?.isUppercase == true else { return false }
    guard word.allSatisfy({ $0.isLetter || "'’-".contains($0) }) else { return false }
    return !nobody.contains(FoldedWord.fold(word))
  }

  /// How many words greet; nil when the text begins otherwise.
  private static func greetingLength(_ words: ArraySlice<Substring>) -> Int? {
    let folded = words.prefix(2).map { FoldedWord.fold($0) }
    guard let first = folded.first else { return nil }
    if folded.count == 2, greetings.contains("\(first) \(folded[1])") { return 2 }
    return greetings.contains(first) ? 1 : nil
  }

  /// In the languages of most of our users' customers, folded as ``FoldedWord`` does.
  private static let greetings = folded(
    """
    hi|hello|hey|hiya|dear|good morning|good afternoon|good evening|morning
    hallo|hej|hei|liebe|lieber|servus|moin|grüezi|guten morgen|guten tag|guten abend
    salut|bonjour|bonsoir|coucou|cher|chère
    hola|buenas|buenos días|buenas tardes|buenas noches|estimado|estimada|querido|querida
    olá|oi|bom dia|boa tarde|boa noite|caro|cara|prezado|prezada
    ciao|salve|buongiorno|buonasera|gentile
    hoi|beste|goedemorgen|goedemiddag|cześć|witaj|dzień dobry|ahoj|merhaba|selam|sevgili|kære|kjære
    """)

  /// Before a name.
  private static let titles = folded(
    """
    mr|mrs|ms|miss|mx|dr|prof|frau|herr|madame|monsieur|mme|m|señor|señora|sr|sra|don|doña
    senhor|senhora|signor|signora|sig|mevrouw|meneer|pan|pani|bay|bayan
    """)

  /// What is said in the place of a name, and what a sentence goes on with.
  private static let nobody = folded(
    """
    there|all|everyone|everybody|folks|guys|team|friend|friends|both|again|back|sir|madam|customer
    love|dear|mate|bro|man|boss|girl|ladies|gentlemen|world|you|thanks|thank|yes|no|sorry|sure|ok
    okay|welcome|good|great|morning|evening|happy|we|it|this|that|your|our|the|just
    zusammen|leute|team|kunde|kundin|danke|ja|nein|alle|ihr|lieben|freunde|du|sie|morgen|tag
    tous|toutes|monde|merci|oui|non|vous|toi|todos|todas|gracias|sí|equipo|amigo|amiga|guapa
    obrigado|obrigada|sim|não|pessoal|tudo|tutti|tutte|grazie|allemaal|iedereen
    """)

  private static func folded(_ words: String) -> Set<String> {
    Set(words.split { $0 == "|" || $0.isNewline }.map { FoldedWord.fold($0) })
  }
}
