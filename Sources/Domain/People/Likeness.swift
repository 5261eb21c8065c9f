/// Why two identities may be one person: what they have in common. Never more than a suggestion.
package enum Likeness: Hashable, Sendable {
  /// A full name, of two words at least.
  case name(String)
  case handle(String)
  /// Digits with the country's code, without its plus.
  case phone(String)
  case email(String)

  /// The sentence's end after "Ana Lima on LinkedIn": "the same name".
  package var reason: String {
    switch self {
    case .name: "the same full name"
    case .handle(let handle): "the same handle, \(handle)"
    case .phone: "the same phone number"
    case .email: "the same e-mail address"
    }
  }

  /// A number that is the same in every run, by which those who are alike are found. Two likenesses
  /// can share one, so what is found by it is compared again.
  package var key: Int64 {
    let text =
      switch self {
      case .name(let name): "n:" + name
      case .handle(let handle): "h:" + handle
      case .phone(let phone): "p:" + phone
      case .email(let email): "e:" + email
      }
    // FNV-1a.
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
    }
    return Int64(bitPattern: hash)
  }

  /// What somebody of this name, handle and id could be known by elsewhere; nothing for names that
  /// networks give to everybody.
  package static func all(name: String?, handle: String?, remoteID: String) -> [Likeness] {
    var found: [Likeness] = []
    if let name { found += ofName(name) }
    if let handle { found += ofHandle(handle) }
    // Exports of phones know people by nothing but their number.
    found += [number(remoteID), address(remoteID)].compactMap(\.self)
    var seen: Set<Likeness> = []
    return found.filter { seen.insert($0).inserted }
  }

  private static func ofName(_ name: String) -> [Likeness] {
    if let contact = number(name) ?? address(name) { return [contact] }
    // Whole names are short: what is long is no name, and must not cost its length.
    let words = FoldedWord.words(name.prefix(100)).filter { $0.count > 1 && !isNumber($0) }
    guard words.count >= 2, words.contains(where: { !generic.contains($0) }) else { return [] }
    // "LinkedIn Member 4711", "Instagram user": the network's word for nobody.
    guard !words.contains(where: networks.contains) || words.count > 2 else { return [] }
    guard !words.allSatisfy({ generic.contains($0) || networks.contains($0) }) else { return [] }
    return [.name(words.joined(separator: " "))]
  }

  private static func ofHandle(_ handle: String) -> [Likeness] {
    if let contact = number(handle) ?? address(handle) { return [contact] }
    var plain = handle.lowercased().prefix(100)
    while plain.first == "@" { plain = plain.dropFirst() }
    // "@ana@mastodon.example" is ana only there; "info@example.org" is an office.
    guard !plain.contains("@") else { return handle.first == "@" ? [.handle(String(plain))] : [] }
    let words = FoldedWord.words(plain)
    let letters = words.joined()
    guard letters.count >= shortestHandle, !isNumber(letters), !words.allSatisfy(isGeneric) else {
      return []
    }
    return [.handle(String(plain))]
  }

  /// Shorter handles were taken by different people on different networks.
  private static let shortestHandle = 4

  private static func isGeneric(_ word: String) -> Bool {
    // "instagramuser", "user48213"
    var stem = word[...]
    while let last = stem.last, last.isNumber { stem.removeLast() }
    if generic.contains(String(stem)) || networks.contains(String(stem)) { return true }
    return networks.contains { network in
      stem.hasPrefix(network) && generic.contains(String(stem.dropFirst(network.count)))
    }
  }

  private static func isNumber(_ word: String) -> Bool { word.allSatisfy(\.isNumber) }

  /// Folded words that are nobody's name.
  private static let generic: Set<String> = [
    "account", "admin", "anonymous", "bot", "business", "care", "client", "contact", "customer",
    "deleted", "desk", "former", "guest", "hello", "help", "info", "mail", "member", "name",
    "nobody", "null", "office", "official", "page", "private", "profile", "removed", "reply",
    "sales", "service", "shop", "store", "support", "system", "team", "the", "unknown", "user",
    "utilisateur", "nutzer", "usuario", "mitglied",
  ].reduce(into: []) { $0.insert(FoldedWord.fold($1)) }

  private static let networks: Set<String> = [
    "instagram", "facebook", "messenger", "meta", "linkedin", "whatsapp", "telegram", "snapchat",
    "twitter", "bluesky", "mastodon", "matrix", "signal", "email",
  ].reduce(into: []) { $0.insert(FoldedWord.fold($1)) }

  /// "+351 912 345 678", "00351912345678", "351912345678@s.whatsapp.net". A number without its
  /// country's code can be anybody's.
  private static func number(_ text: String) -> Likeness? {
    guard text.utf8.count <= 60 else { return nil }
    var digits = ""
    var rest = text[...]
    let isAddress = rest.hasSuffix("@s.whatsapp.net") || rest.hasSuffix("@c.us")
    if isAddress { rest = rest[..<(rest.firstIndex(of: "@") ?? rest.endIndex)] }
    let isInternational = isAddress || rest.first == "+" || rest.hasPrefix("00")
    guard isInternational else { return nil }
    if rest.hasPrefix("00") { rest = rest.dropFirst(2) }
    for character in rest {
      if let digit = character.wholeNumberValue, character.isNumber, (0...9).contains(digit) {
        digits += String(digit)
      } else if !" +-()./\u{A0}\u{202F}".contains(character) {
        return nil
      }
    }
    return (8...15).contains(digits.count) ? .phone(digits) : nil
  }

  private static func address(_ text: String) -> Likeness? {
    guard text.utf8.count <= 254, text.first != "@" else { return nil }
    let parts = text.lowercased().split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), parts[1].first != ".",
      parts[1].last != ".", !text.contains(where: \.isWhitespace), parts[1] != "s.whatsapp.net",
      parts[1] != "c.us", parts[1] != "g.us",
      !FoldedWord.words(parts[0]).allSatisfy(isGeneric)
    else { return nil }
    return .email(text.lowercased())
  }
}

extension Identity {
  package var likenesses: [Likeness] {
    isAutomated
      ? [] : Likeness.all(name: name?.string, handle: handle?.string, remoteID: remoteID)
  }

  /// What makes two identities perhaps one person; nil where nothing does. Within one account a name
  /// says nothing: the account itself tells the two apart.
  package func likeness(to other: Identity) -> Likeness? {
    guard account != other.account, person != other.person else { return nil }
    let theirs = Set(other.likenesses)
    return likenesses.first(where: theirs.contains)
  }
}

/// What somebody decided about two people.
package enum PeopleStep: Hashable, Sendable {
  /// They are one.
  case joined
  /// They are not, and it is not to be suggested again.
  case apart
}

/// Two people who may be one, by one identity of each.
package struct PersonSuggestion: Hashable, Sendable {
  package var one: Identity
  package var other: Identity
  package var likeness: Likeness

  package init(one: Identity, other: Identity, likeness: Likeness) {
    self.one = one
    self.other = other
    self.likeness = likeness
  }
}
