/// Every field name of the Inbox API, in one list, so that a line is opened once whatever it holds.
package enum WireKey: String, CodingKey, Sendable, CaseIterable {
  case type, id, network, name, handle, `self`, account, kind, title, participants, url, status
  case flagged, labels, assignee, lane, revision, conversation, author, by, direction, text
  case automated, delivery, failure, attachments, reactions, edited, deleted, forwarded, subject
  case mime, size, missing, emoji, capabilities, followers, bio
  case user, role, accounts, log, seq, server, version, data, more, at, message, gone, code, detail
  case retryable, current, history, added, updated, unchanged, rejected, list, index, state, from
  case present, conversations, messages
  case nextCursor = "next_cursor"
  case failedAccounts = "failed_accounts"
  case retryAfter = "retry_after"
  case addLabels = "add_labels"
  case removeLabels = "remove_labels"
  case maxText = "max_text"
  case maxTextUnit = "max_text_unit"
  case replyWindowHours = "reply_window_hours"
  case isSelf = "is_self"
  case avatarURL = "avatar_url"
  case followsUs = "follows_us"
  case followedAt = "followed_at"
  case snoozedUntil = "snoozed_until"
  case unreadCount = "unread_count"
  case waitingSince = "waiting_since"
  case lastMessageAt = "last_message_at"
  case lastMessage = "last_message"
  case canReply = "can_reply"
  case replyWindowEndsAt = "reply_window_ends_at"
  case createdAt = "created_at"
  case updatedAt = "updated_at"
  case sentAt = "sent_at"
  case editedAt = "edited_at"
  case deletedAt = "deleted_at"
  case inReplyTo = "in_reply_to"
  case clientID = "client_id"
  case expiresAt = "expires_at"
  case queuedAt = "queued_at"
  // What Porch's own export says besides.
  case porch, same, apart, draft, outbox, typed, unsent
  case readTo = "read_to"
  case doneAt = "done_at"
  case previousWake = "previous_wake"
  case arrivedAt = "arrived_at"
  case namedAt = "named_at"
}

package typealias WireFields = KeyedDecodingContainer<WireKey>
package typealias WireSink = KeyedEncodingContainer<WireKey>
