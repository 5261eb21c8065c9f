import Foundation

/// `friends.json`, `account.json` and `snap_history.json`: names, and how many snaps there were.
struct SnapchatCompanion {
  private struct Person: Decodable {
    let user: String
    let name: String?
    private enum CodingKeys: String, CodingKey {
      case user = "Username"
      case name = "Display Name"
    }
  }

  let stream: any ByteStream

  /// What is broken in these is passed over: they only add names.
  func read(into survey: inout SnapchatSurvey) {
    do throws(JSONTrouble) {
      let reader = try JSONReader(stream)
      try reader.enterObject()
      while let key = try reader.key() {
        switch try reader.peek() {
        case .array: try list(reader, key, into: &survey)
        case .object where key == "Basic Information":
          if let own = try Self.person(reader.take()) { survey.accountNames.insert(own.user) }
        default: try reader.pass()
        }
      }
    } catch {
      return
    }
  }

  private func list(
    _ reader: JSONReader, _ key: String, into survey: inout SnapchatSurvey
  ) throws(JSONTrouble) {
    try reader.enterArray()
    while try reader.element() {
      let piece = try reader.take()
      if let person = Self.person(piece) {
        if let name = person.name, !name.isEmpty {
          survey.addFriend(user: person.user, name: HTMLEntities.unescaped(name))
        }
      } else if key.contains("Snap History") || Self.isSnap(piece) {
        survey.snaps += 1
      }
    }
  }

  private static func person(_ piece: JSONReader.Piece) -> Person? {
    guard case .bytes(let bytes) = piece else { return nil }
    // Whoever has no user name is nobody to be named.
    return try? JSONDecoder().decode(Person.self, from: Data(bytes))
  }

  private static func isSnap(_ piece: JSONReader.Piece) -> Bool {
    guard case .bytes(let bytes) = piece else { return false }
    // As above.
    let message = try? JSONDecoder().decode(SnapchatMessage.self, from: Data(bytes))
    return message?.second != nil
  }
}
