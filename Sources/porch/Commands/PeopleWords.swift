import Domain
import Foundation
import InboxAPI
import Interface
import Storage

/// People as a table for a person and as JSON for a script.
enum PeopleWords {
  /// "Ana Lima (@ana) on Instagram"
  static func name(_ identity: Identity) -> String {
    let handle = identity.handle.map { $0 == identity.title ? "" : " (\($0))" } ?? ""
    return "\(identity.title)\(handle) on \(identity.network.title)"
  }

  /// One line for each identity: the first with how much was said, the others below it.
  static func lines(of person: PersonEntry, now: Date) -> [String] {
    person.identities.enumerated().map { index, identity in
      var cells = ["", ""]
      if index == 0 {
        cells[0] = person.lastMessageAt.map { DateWords.age(since: $0, now: now) } ?? ""
        cells[1] = String(person.conversations)
      }
      let age = String(repeating: " ", count: max(0, 4 - cells[0].count)) + cells[0]
      let count = String(repeating: " ", count: max(0, 4 - cells[1].count)) + cells[1]
      let title = (index > 0 ? "  also " : "") + name(identity)
      return "\(age)  \(count)  \(title)  \(SafeText(line: person.printedIDs[index]))"
    }
  }

  static func lines(of suggestion: PersonSuggestion, ids: [String]) -> [String] {
    let shown = ids.map { SafeText(line: $0).string }
    return [
      "\(name(suggestion.one)) and \(name(suggestion.other)): \(suggestion.likeness.reason)",
      "  porch people merge \(quoted(shown[0])) \(quoted(shown[1]))",
    ]
  }

  /// For a shell, where it needs to be.
  static func quoted(_ id: String) -> String {
    let isPlain = id.utf8.allSatisfy {
      ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x2B && $0 <= 0x3A) || $0 == 0x5F
    }
    return isPlain ? id : "'" + id.replacing("'", with: "'\\''") + "'"
  }

  static func json(_ person: PersonEntry) throws -> String {
    var json = JSONBytes()
    json.put("{")
    json.field("id", text: person.printedIDs.first ?? "")
    json.field("name", text: person.identities.first?.title.string ?? "")
    json.list("identities", Array(zip(person.identities, person.printedIDs))) { json, item in
      put(item.0, id: item.1, into: &json)
    }
    json.field("conversations", Int64(person.conversations))
    json.field("last_message_at", ifAny: person.lastMessageAt)
    json.put("}")
    return String(decoding: json.bytes, as: UTF8.self)
  }

  static func json(_ suggestion: PersonSuggestion, ids: [String]) throws -> String {
    var json = JSONBytes()
    json.put("{")
    json.field("one")
    put(suggestion.one, id: ids[0], into: &json)
    json.field("other")
    put(suggestion.other, id: ids[1], into: &json)
    json.field("reason", text: suggestion.likeness.reason)
    json.put("}")
    return String(decoding: json.bytes, as: UTF8.self)
  }

  private static func put(_ identity: Identity, id: String, into json: inout JSONBytes) {
    json.put("{")
    json.field("id", text: id)
    json.field("account", text: identity.accountRemoteID)
    json.field("network", text: identity.network.rawValue)
    json.field("name", ifAny: identity.name?.string)
    json.field("handle", ifAny: identity.handle?.string)
    json.put("}")
  }
}
