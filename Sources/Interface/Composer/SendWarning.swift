package import Domain
package import FoundationEssentials

/// Something about a reply that looks like a mistake, see PRODUCT §5. It is said, never enforced.
package enum SendWarning: Hashable, Sendable {
  case tooLong(by: Int, network: Network)
  case windowClosed(network: Network)
  /// A place holder that nobody filled in, braces included.
  case unfilled(String)
  /// The text greets `name`, the person is `recipient`.
  case wrongName(String, recipient: String)
  /// One of our last replies says the very same.
  case repeated
  /// The word that promises a file. Porch sends text only.
  case missingAttachment(String)

  /// One sentence for the question before the reply goes.
  package var sentence: String {
    switch self {
    case .tooLong(let count, let network):
      "This is over \(network.title)’s limit by \(count)."
    case .windowClosed(let network):
      "\(network.title)’s time to reply is over; it may not be delivered."
    case .unfilled(let holder): "\(holder) is not filled in."
    case .wrongName(let name, let recipient):
      SafeText(line: "It greets \(name), but this is \(recipient)").sentence
    case .repeated: "One of your last replies was the same text."
    case .missingAttachment(let word): "It says “\(word)”, and nothing is attached."
    }
  }
}

/// What a reply is held against before it goes.
package struct SendCircumstances: Sendable {
  package var network: Network
  /// The network's limit on one text; nil where there is none.
  package var maxText: Int?
  package var maxTextUnit: TextUnit
  /// When the network stops taking replies here; nil where it does not, or is not known to.
  package var replyWindowEnds: Date?
  package var now: Date
  /// What the person is called and known by; empty where there are several or nobody knows.
  package var names: [String]
  /// What they wrote, the newest last: people sign with other names than their accounts have.
  package var theirTexts: [String]
  /// Our own last replies here and elsewhere, as they are drawn.
  package var lastReplies: [String]

  package init(
    network: Network, maxText: Int? = nil, maxTextUnit: TextUnit = .scalars,
    replyWindowEnds: Date? = nil, now: Date, names: [String] = [], theirTexts: [String] = [],
    lastReplies: [String] = []
  ) {
    self.network = network
    self.maxText = maxText
    self.maxTextUnit = maxTextUnit
    self.replyWindowEnds = replyWindowEnds
    self.now = now
    self.names = names
    self.theirTexts = theirTexts
    self.lastReplies = lastReplies
  }

  /// So many of our last replies in a conversation are compared with the new one.
  private static let comparedReplies = 3

  /// The shortest reply window of any network we know, in seconds: 24 hours. A message of theirs
  /// that is younger keeps the window open, whatever the source said before it.
  private static let shortestWindow = 86_400.0

  /// All that a page and this run know.
  package init(page: ConversationPage, sentInThisRun: [String], now: Date) {
    let (conversation, account) = (page.conversation, page.account)
    let ours = page.messages.filter {
      $0.direction == .out && !$0.isAutomated && !$0.isDeleted && !$0.canBeRetried
    }
    let isOne = conversation.kind == .direct || conversation.kind == .request
    let known = [conversation.title, conversation.handle, page.person.name, page.person.handle]
    self.init(
      network: conversation.network, maxText: account.maxText, maxTextUnit: account.maxTextUnit,
      replyWindowEnds: page.replyWindowEnds.map { ends in
        let theirs = page.messages.lazy.filter { $0.direction == .in }.map(\.sentAt).max()
        return theirs.map { max(ends, $0.addingTimeInterval(Self.shortestWindow)) } ?? ends
      },
      now: now,
      names: isOne
        ? (known + page.person.alsoOn.map(\.handle)).compactMap { $0?.string } : [],
      theirTexts: page.messages.filter { $0.direction == .in }.map(\.text.string),
      lastReplies: ours.suffix(Self.comparedReplies).map(\.text.string) + sentInThisRun)
  }
}

extension SendWarning {
  /// Everything there is to say about a text, the gravest first. Pure.
  package static func all(
    about text: String, _ circumstances: SendCircumstances
  ) -> [SendWarning] {
    var warnings: [SendWarning] = []
    let network = circumstances.network
    if let most = circumstances.maxText, most > 0 {
      let over = circumstances.maxTextUnit.length(of: text) - most
      if over > 0 { warnings.append(.tooLong(by: over, network: network)) }
    }
    if let ends = circumstances.replyWindowEnds, ends <= circumstances.now {
      warnings.append(.windowClosed(network: network))
    }
    if let holder = unfilled(in: text) { warnings.append(.unfilled(holder)) }
    if let name = Greeting.wrongName(
      in: text, names: circumstances.names, theirTexts: circumstances.theirTexts)
    {
      warnings.append(.wrongName(name, recipient: circumstances.names[0]))
    }
    if isRepeated(text, circumstances.lastReplies) { warnings.append(.repeated) }
    if let word = PromisedAttachment.word(in: text.prefix(searchedForPromises)) {
      warnings.append(.missingAttachment(word))
    }
    return warnings
  }

  /// Characters: more than any network takes; looking at a pasted megabyte takes seconds.
  private static let searchedForPromises = 20_000

  /// UTF-8 bytes: a reply is hardly ever longer, and it is looked at with every frame.
  private static let hinted = 1_000

  /// A few words for the composer's rule while somebody types, which must cost little: a name is
  /// not finished yet, and longer texts wait for the send.
  package static func hint(whileTyping text: String) -> String? {
    guard text.utf8.count <= hinted else { return nil }
    if let holder = unfilled(in: text) { return "\(holder) not filled in" }
    return PromisedAttachment.word(in: text).map { _ in "nothing is attached" }
  }

  /// The first `{{place holder}}` on one line, at most 40 letters long.
  private static func unfilled(in text: String) -> String? {
    var rest = text[...]
    while let open = rest.firstRange(of: "{{") {
      rest = rest[open.upperBound...]
      let inside = rest.prefix(41)
      guard let close = inside.firstRange(of: "}}") else { continue }
      let name = inside[..<close.lowerBound]
      if !name.contains(where: \.isNewline), !name.allSatisfy(\.isWhitespace) {
        return SafeText(line: "{{\(name)}}").string
      }
    }
    return nil
  }

  /// "Thanks!" is said twice with good reason; a sentence hardly ever is.
  private static let shortestRepetition = 20

  private static func isRepeated(_ text: String, _ replies: [String]) -> Bool {
    let words = bare(SafeText(sanitising: text).string)
    guard words.count >= shortestRepetition else { return false }
    return replies.contains { bare($0) == words }
  }

  /// Without case, and with single spaces only.
  private static func bare(_ text: String) -> String {
    text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
