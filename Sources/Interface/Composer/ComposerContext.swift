package import Domain

/// What the composer needs to know of the conversation and the keys to be drawn.
package struct ComposerContext: Sendable {
  /// A key and the word for what it does, for the line at the composer's foot.
  package struct Hint: Hashable, Sendable {
    package var key: String
    package var word: String

    package init(_ key: String, _ word: String) {
      self.key = key
      self.word = word
    }
  }

  package var theme: Theme
  /// "Ana", or the title of a group.
  package var recipient: String
  package var network: Network
  /// The network's limit on one text; nil where there is none.
  package var maxText: Int?
  package var maxTextUnit: TextUnit
  /// The account cannot send: the text is copied and the person sends it.
  package var isHandover: Bool
  /// False where the network takes no reply in this conversation.
  package var canReply: Bool
  /// The text kept for this conversation, shown in short while the composer is closed.
  package var draft: String?
  /// The key that opens the composer.
  package var replyKey: String
  package var hints: [Hint]

  /// The keys as they are when nobody rebound them.
  package static let standardHints = [
    Hint("enter", "send"), Hint("alt-enter", "new line"), Hint("esc", "leave"),
  ]

  package init(
    theme: Theme, recipient: String = "", network: Network = .other, maxText: Int? = nil,
    maxTextUnit: TextUnit = .scalars, isHandover: Bool = false, canReply: Bool = true,
    draft: String? = nil, replyKey: String = "r", hints: [Hint] = Self.standardHints
  ) {
    self.theme = theme
    self.recipient = recipient
    self.network = network
    self.maxText = maxText
    self.maxTextUnit = maxTextUnit
    self.isHandover = isHandover
    self.canReply = canReply
    self.draft = draft
    self.replyKey = replyKey
    self.hints = hints
  }

  /// All that a page says about replying to it.
  package init(
    theme: Theme, page: ConversationPage, replyKey: String = "r",
    hints: [Hint] = Self.standardHints
  ) {
    let (conversation, account) = (page.conversation, page.account)
    let isGroup = conversation.kind == .group || conversation.kind == .comments
    self.init(
      theme: theme,
      recipient: isGroup
        ? conversation.title.oneLine : AuthorName.short(conversation.title, in: conversation.kind),
      network: conversation.network, maxText: account.maxText, maxTextUnit: account.maxTextUnit,
      isHandover: account.delivery == .handover, canReply: conversation.canReply ?? true,
      draft: page.draft, replyKey: replyKey, hints: hints)
  }
}
