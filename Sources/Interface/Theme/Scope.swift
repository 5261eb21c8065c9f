/// What a cell shows, as a theme may colour it. The raw value is the key in a theme file.
///
/// A key that a theme lacks falls back by dropping its last dotted part, so that `list.age.days`
/// may be left to `list.age`. Where nothing is left, ``text`` is taken.
package enum Scope: String, CaseIterable, Hashable, Sendable {
  case text
  case textStrong = "text.strong"
  case textDim = "text.dim"
  case textFaint = "text.faint"

  case rule

  case bar
  case barBrand = "bar.brand"
  case barView = "bar.view"
  case barViewActive = "bar.view.active"
  case barCount = "bar.count"
  case barCountActive = "bar.count.active"
  case barFailure = "bar.failure"

  case listTitle = "list.title"
  case listHint = "list.hint"
  case listName = "list.name"
  case listSnippet = "list.snippet"
  case listAge = "list.age"
  case listAgeHours = "list.age.hours"
  case listAgeDay = "list.age.day"
  case listAgeDays = "list.age.days"
  case listUnread = "list.unread"
  case listStar = "list.star"
  case listFlag = "list.flag"
  case listSelected = "list.selected"
  case listSelectedMark = "list.selected.mark"

  case networkInstagram = "network.instagram"
  case networkMessenger = "network.messenger"
  case networkWhatsapp = "network.whatsapp"
  case networkX = "network.x"
  case networkLinkedin = "network.linkedin"
  case networkSnapchat = "network.snapchat"
  case networkTelegram = "network.telegram"
  case networkOther = "network.other"

  case threadName = "thread.name"
  case threadHandle = "thread.handle"
  case threadFirst = "thread.first"
  case threadDay = "thread.day"
  case threadNew = "thread.new"

  case messageThem = "message.them"
  case messageYou = "message.you"
  case messageNote = "message.note"
  case messageNoteText = "message.note.text"
  case messageSystem = "message.system"
  case messageTime = "message.time"
  case messageText = "message.text"
  case messageDeleted = "message.deleted"
  case messageQuote = "message.quote"
  case messageLink = "message.link"
  case messageAttachment = "message.attachment"
  case messageReaction = "message.reaction"
  case messageDelivery = "message.delivery"
  case messageDeliveryFailed = "message.delivery.failed"
  case messageDeliveryHeld = "message.delivery.held"

  case composerTitle = "composer.title"
  case composerText = "composer.text"
  case composerPlaceholder = "composer.placeholder"
  case composerCount = "composer.count"
  case composerCountOver = "composer.count.over"
  case composerHint = "composer.hint"
  case composerHintKey = "composer.hint.key"

  case personTitle = "person.title"
  case personKey = "person.key"
  case personValue = "person.value"
  case personAlarm = "person.alarm"
  case personLabel = "person.label"

  case statusKey = "status.key"
  case statusLabel = "status.label"

  case noticeInfo = "notice.info"
  case noticeWarning = "notice.warning"
  case noticeFailure = "notice.failure"

  case overlay
  case overlayTitle = "overlay.title"
  case overlayKey = "overlay.key"
  case overlaySelected = "overlay.selected"

  case prompt

  /// The keys to try, the most exact first: `a.b.c`, `a.b`, `a`.
  var fallbacks: [String] {
    var parts = rawValue.split(separator: ".")
    var keys: [String] = []
    while !parts.isEmpty {
      keys.append(parts.joined(separator: "."))
      parts.removeLast()
    }
    return keys
  }
}
