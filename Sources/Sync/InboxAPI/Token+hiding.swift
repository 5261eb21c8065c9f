import InboxAPI

extension Token {
  /// What a server says, without this token and without any other word that follows "Bearer": some
  /// repeat the header that they do not like, and what they say is shown, logged and kept.
  ///
  /// Letters are compared whatever their case. A token of fewer than four bytes is only hidden after
  /// "Bearer": elsewhere it would be a part of other words.
  func hidden(in text: String) -> String {
    let bytes = Array(text.utf8)
    let secret = Array(self.secret.utf8)
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      if secret.count >= 4, Self.stands(secret, in: bytes, at: place) {
        kept += Self.standIn
        place += secret.count
      } else if let word = Self.wordAfterBearer(bytes, at: place) {
        kept += bytes[place..<word.lowerBound] + Self.standIn
        place = word.upperBound
      } else {
        kept.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private static let standIn = Array("(a token)".utf8)
  private static let bearer = Array("bearer".utf8)

  /// The place of what follows "Bearer" at `place`, unless that only speaks of tokens.
  private static func wordAfterBearer(_ bytes: [UInt8], at place: Int) -> Range<Int>? {
    guard stands(bearer, in: bytes, at: place) else { return nil }
    let blank = place + bearer.count
    let start = bytes[blank...].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? bytes.count
    guard start > blank else { return nil }
    let end = bytes[start...].firstIndex { !(0x21...0x7E).contains($0) } ?? bytes.count
    let letters = bytes[start..<end].prefix { (0x41...0x5A).contains($0 & 0xDF) }
    let isSpeech = letters.count == end - start || bytes[start + letters.count] < 0x30
    guard end > start, !(isSpeech && ["token", "tokens"].contains(lowercased(letters))) else {
      return nil
    }
    return start..<end
  }

  private static func lowercased(_ letters: ArraySlice<UInt8>) -> String {
    String(decoding: letters, as: UTF8.self).lowercased()
  }

  private static func stands(_ word: [UInt8], in bytes: [UInt8], at place: Int) -> Bool {
    guard bytes.count - place >= word.count else { return false }
    for index in word.indices where folded(bytes[place + index]) != folded(word[index]) {
      return false
    }
    return true
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}

extension ProblemResource {
  /// The same, without a token in any of its words.
  func hiding(_ token: Token) -> ProblemResource {
    var problem = self
    problem.type = token.hidden(in: type)
    problem.title = token.hidden(in: title)
    problem.detail = token.hidden(in: detail)
    problem.code = token.hidden(in: code)
    return problem
  }
}

extension FailedAccountResource {
  func hiding(_ token: Token) -> FailedAccountResource {
    var failed = self
    failed.code = code.map(token.hidden)
    failed.detail = detail.map(token.hidden)
    return failed
  }
}
