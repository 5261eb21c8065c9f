import Foundation
import Storage
import Sync

/// Pieces of a `result.json`, written as Telegram Desktop writes them.
enum TelegramSample {
  /// A message of a day in 2023; `more` is put before its text.
  static func message(
    _ id: Int, _ text: String, from: String = "Ana", key: String = "user7", more: String = ""
  ) -> String {
    """
    {"id": \(id), "type": "message", "date": "2023-11-14T23:13:20", \
    "date_unixtime": "\(1_700_000_000 + id)", "from": "\(from)", "from_id": "\(key)", \
    \(more.isEmpty ? "" : more + ",") "text": \(text.hasPrefix("[") ? text : "\"\(text)\""), \
    "text_entities": []}
    """
  }

  static func service(_ id: Int, _ action: String, actor: String = "Ana") -> String {
    """
    {"id": \(id), "type": "service", "date_unixtime": "\(1_700_000_000 + id)", \
    "actor": "\(actor)", "actor_id": "user7", \(action), "text": "", "text_entities": []}
    """
  }

  static func chat(
    _ messages: [String], name: String? = "Ana", type: String = "personal_chat", id: Int = 7
  ) -> String {
    let name = name.map { "\"name\": \"\($0)\", " } ?? ""
    return "{\(name)\"type\": \"\(type)\", \"id\": \(id), \"messages\": [\n"
      + messages.joined(separator: ",\n") + "\n]}"
  }

  /// Everything of one account, whose owner is user1, Bob.
  static func account(_ chats: [String], left: [String] = []) -> String {
    """
    {"about": "Here is your data",
     "personal_information": {"user_id": 1, "first_name": "Bob", "last_name": "Shop",
       "username": "@bobshop", "bio": ""},
     "contacts": {"about": "…", "list": [{"user_id": 7, "first_name": "Ana"}]},
     "chats": {"about": "…", "list": [\(chats.joined(separator: ",\n"))]},
     "left_chats": {"about": "…", "list": [\(left.joined(separator: ",\n"))]}}
    """
  }

  static let ours = message(2, "hello", from: "Bob", key: "user1")
}

/// A store and a folder for the files of one test.
struct ImportScene {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  @discardableResult
  func read(
    _ text: String, name: String = "export/result.json", _ options: ImportOptions = .inUTC
  ) throws -> ImportReport {
    try Import.once(try scratch.write(text, to: name), into: store, options)
  }
}
