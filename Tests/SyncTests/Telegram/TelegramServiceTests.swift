import Domain
import Storage
import Sync
import Testing

@Suite struct TelegramServiceTests {
  private typealias Sample = TelegramSample

  @Test(arguments: [
    (#""action": "phone_call", "discard_reason": "missed""#, "Missed call from Ana"),
    (
      #""action": "phone_call", "duration_seconds": 192, "discard_reason": "hangup""#,
      "Ana called, 3 min 12 s"
    ),
    (#""action": "phone_call", "discard_reason": "busy""#, "Ana called; the line was busy"),
    (#""action": "pin_message", "message_id": 4"#, "Ana pinned a message"),
    (
      #""action": "create_group", "title": "T", "members": ["Bob", null]"#,
      "Ana created the group “T” with Bob, Deleted Account"
    ),
    (#""action": "invite_members", "members": ["Cy", "Di"]"#, "Ana invited Cy, Di"),
    (#""action": "invite_members", "members": ["Ana"]"#, "Ana joined"),
    (#""action": "remove_members", "members": ["Ana"]"#, "Ana left"),
    (#""action": "remove_members", "members": ["Cy"]"#, "Ana removed Cy"),
    (#""action": "join_group_by_link", "inviter": "Cy""#, "Ana joined by a link of Cy"),
    (#""action": "edit_group_title", "title": "New""#, "Ana renamed the group to “New”"),
    (#""action": "migrate_from_group", "title": "Old""#, "The group “Old” became this supergroup"),
    (#""action": "set_messages_ttl", "period": 86400"#, "Ana lets messages disappear after a day"),
    (#""information_text": "A story expired""#, "A story expired"),
    (#""action": "set_chat_wallpaper""#, "Ana: set chat wallpaper"),
    (#""action": 5, "members": 6"#, "Ana: did something that the export does not name"),
  ])
  func aServiceMessageIsALineInWords(action: String, words: String) throws {
    let scene = try ImportScene()
    let report = try scene.read(
      Sample.account([Sample.chat([Sample.ours, Sample.service(3, action)])]))
    #expect(report.skipped == [])
    let message = try #require(try scene.store.allMessages().last?.message)
    #expect(message.text.string == words)
    #expect(message.direction == .system)
  }
}
