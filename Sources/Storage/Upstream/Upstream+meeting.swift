import Domain
import FoundationEssentials
import GRDB

/// A field that both we and somebody else had changed, and whose change is the one that counts.
struct UpstreamMeeting: Hashable {
  var conversation: SafeText
  var field: UpstreamField
  var isOurs: Bool

  var notice: Notice {
    // As short as a narrow status line, up to what can be done about it.
    let name = SafeText(line: conversation.string).string
    let who = name.count > 12 ? name.prefix(11) + "…" : name[...]
    let sentence =
      isOurs
      ? "\(who): your later \(field.words) stays; a colleague's is over."
      : "\(who): a colleague's \(field.words) stays. Change it again if need be."
    return Notice(isOurs ? .info : .warning, SafeText(line: sentence, limit: 500))
  }
}

extension Upstream {
  /// Lets what a server says of a conversation meet the changes that it has not heard of.
  ///
  /// To be called where a conversation with a newer revision is received, before its fields are
  /// taken over and `remote_triage` is replaced. Afterwards the rows that are left are the fields
  /// in which the local word stays; every other field is the server's. Field by field:
  /// it says what we want: our row is over; it says what it said before, or what we told it on the
  /// way: our row stays; it says something else: the later writer is right, we with the time of our
  /// change, the server with the conversation's `updated_at`.
  /// - Parameter updatedAt: nil where the server does not say; then it is taken for the earlier one.
  static func meet(
    _ db: Database, _ conversation: Int64, said: SaidByServer, base: SaidByServer?,
    updatedAt: Milliseconds?
  ) throws -> [UpstreamMeeting] {
    var meetings: [UpstreamMeeting] = []
    for row in try UpstreamRow.load(db, conversation) {
      guard let theirs = said.value(of: row.field) else { continue }
      if theirs == row.content.to {
        try row.delete(db)
        continue
      }
      let before = base?.value(of: row.field)
      if theirs == before || row.content.sent?.contains(theirs) == true { continue }
      if isWokenByClock(theirs, from: before, at: updatedAt) { continue }
      let isOurs = updatedAt.map { row.changedAt > $0 } ?? true
      if !isOurs { try row.delete(db) }
      let title = try String.fetchOne(
        db, sql: "SELECT title FROM conversation WHERE id = ?", arguments: [conversation])
      meetings.append(
        UpstreamMeeting(
          conversation: SafeText(alreadySafe: title ?? ""), field: row.field, isOurs: isOurs))
    }
    return meetings
  }

  /// A snooze that the server ended when its time had come is nobody's change.
  private static func isWokenByClock(
    _ theirs: UpstreamValue, from before: UpstreamValue?, at updatedAt: Milliseconds?
  ) -> Bool {
    guard case .status(.open, _) = theirs, case .status(.snoozed, let until?)? = before else {
      return false
    }
    return updatedAt.map { Milliseconds(until) <= $0 } ?? true
  }

  /// The fields of a conversation in which the local word stays for now.
  static func pending(_ db: Database, _ conversation: Int64) throws -> Set<UpstreamField> {
    Set(try UpstreamRow.load(db, conversation).map(\.field))
  }
}
