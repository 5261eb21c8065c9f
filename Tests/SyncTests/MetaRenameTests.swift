import Domain
import Storage
import Sync
import Testing

/// Whoever changes their own name is called so under all that they ever wrote.
@Suite final class MetaRenameTests: MetaScene {
  private static let id = "17842999000111222"

  private func thread(
    _ root: String, of owner: String, with other: String = "Ana", id: String = id, _ seconds: [Int],
    facebook: Bool = false, profile: Bool = true, people: [String] = []
  ) throws -> String {
    var export = export
    export.root = root
    let slug = "\(other.lowercased())_\(id)"
    let inbox = facebook ? "your_facebook_activity/messages/inbox" : export.inbox
    // Both write in turn.
    let messages = seconds.map { second in
      message(second, second % 2 == 0 ? other : owner, "at \(second)")
    }
    try export.write(
      "\(inbox)/\(slug)/message_1.json", people: [other, owner] + people, title: other, messages,
      more: #","thread_path":"inbox/\#(slug)""#)
    if profile && !facebook {
      try export.raw(
        "personal_information.json",
        #"{"profile_user":[{"string_map_data":{"Name":{"value":"\#(owner)"}}}]}"#)
    }
    return export.path
  }

  private func accounts() throws -> [String] { try store.accounts().map(\.remoteID) }

  @Test(arguments: [false, true])
  func whoIsRenamedAddsOnlyWhatIsNew(facebook: Bool) throws {
    let old = try thread("old", of: "Shop", [3, 2, 1, 0], facebook: facebook)
    let new = try thread("new", of: "Shop and Co", [5, 4, 3, 2, 1, 0], facebook: facebook)
    #expect(try Import.once(old, into: store).added == 4)
    let report = try Import.once(new, into: store)
    #expect(report.added == 2 && report.known + report.updated == 4)
    let network = facebook ? "Messenger" : "Instagram"
    #expect(
      report.notes.contains(
        "On \(network) you are Shop and Co, who was Shop in the account that is here already."))
    #expect(try accounts() == ["\(network.lowercased()):Shop"])
    let conversation = try #require(try store.allConversations().first)
    #expect(try store.allConversations().count == 1)
    #expect(Set(conversation.participants.map(\.id)) == ["Ana", "Shop"])
    let we = conversation.participants.filter(\.isSelf)
    #expect(we.map(\.id) == ["Shop"] && we.map(\.name) == ["Shop and Co"])
    let directions = try store.allMessages().map(\.message.direction)
    #expect(directions == [.in, .out, .in, .out, .in, .out])
    // And once more, in either order.
    #expect(try Import.once(new, into: store).added == 0)
    #expect(try Import.once(old, into: store).added == 0)
    #expect(try accounts().count == 1)
  }

  @Test(arguments: ["Shop", "Shop and Co"])
  func whoIsRenamedMaySayEitherName(me: String) throws {
    let old = try thread("old", of: "Shop", [1, 0], profile: false)
    let new = try thread("new", of: "Shop and Co", [3, 2, 1, 0], profile: false)
    _ = try Import.once(old, into: store)
    let report = try Import.once(new, into: store, .me(me))
    #expect(report.added == 2 && report.needs == [])
    #expect(try accounts() == ["instagram:Shop"])
  }

  @Test func threadsWithoutAnIDGoOnWithTheOthers() throws {
    var paths: [String] = []
    for (root, owner, seconds) in [("old", "Shop", [1, 0]), ("new", "Shop and Co", [3, 2, 1, 0])] {
      _ = try thread(root, of: owner, seconds)
      paths.append(try thread(root, of: owner, with: "Ben", id: "7", seconds))
    }
    #expect(try Import.once(paths[0], into: store).added == 4)
    #expect(try Import.once(paths[1], into: store).added == 4)
    #expect(try store.allConversations().count == 2)
  }

  @Test func whatOnlyFollowsGoesOnToo() throws {
    _ = try Import.once(try thread("old", of: "Shop", [1, 0]), into: store)
    let new = try thread("new", of: "Shop and Co", [5, 4])
    #expect(try Import.once(new, into: store).added == 2)
    #expect(try accounts() == ["instagram:Shop"])
  }

  @Test func somebodyElsesExportMakesItsOwnAccount() throws {
    _ = try Import.once(try thread("one", of: "Shop", [1, 0]), into: store)
    // Other threads, one of the same id with nothing in common, and a group that both are in.
    for (root, id, people) in [
      ("other", "17842999000111333", []), ("same", Self.id, []), ("both", Self.id, ["Shop"]),
    ] {
      let store = try Store.inMemory()
      _ = try Import.once(scratch.path + "/one", into: store)
      let two = try thread(root, of: "Bakery", id: id, [-3, -4], people: people)
      let report = try Import.once(two, into: store)
      #expect(report.added == 2, "\(root)")
      #expect(try store.accounts().map(\.remoteID) == ["instagram:Shop", "instagram:Bakery"])
      #expect(!report.notes.contains { $0.contains("who was") })
    }
  }

  @Test func aGroupOfTwoAccountsOfOursLeavesThemTwo() throws {
    let people = [message(2, "Bakery", "b"), message(1, "Shop", "s"), message(0, "Ana", "a")]
    var paths: [String] = []
    for owner in ["Shop", "Bakery"] {
      var export = export
      export.root = owner
      // Who left is no longer listed.
      try export.write(
        "\(export.inbox)/us_\(Self.id)/message_1.json", people: ["Ana", "Ben", owner], title: "Us",
        people, more: #","thread_path":"inbox/us_\#(Self.id)""#)
      paths.append(export.path)
    }
    _ = try Import.once(paths[0], into: store, .me("Shop"))
    #expect(try Import.once(paths[1], into: store, .me("Bakery")).added == 3)
    #expect(try accounts() == ["instagram:Shop", "instagram:Bakery"])
  }

  @Test func threadsThatTwoAccountsHaveAreNobodysToGuess() throws {
    // The second has nothing in common with the first but the id, the third with both.
    _ = try Import.once(try thread("one", of: "Shop", [1, 0]), into: store)
    _ = try Import.once(try thread("two", of: "Bakery", [-3, -4]), into: store)
    let third = try thread("three", of: "Shop and Co", [1, 0, -3, -4])
    #expect(try Import.once(third, into: store).added == 4)
    #expect(
      try accounts() == ["instagram:Shop", "instagram:Bakery", "instagram:Shop and Co"])
  }

  @Test(arguments: ["Shop", "Shop and Co"])
  func bothNamesOnOneLineAreOnePersonWhoeverIsNamed(me: String) throws {
    let old = try thread("old", of: "Shop", [1, 0])
    let new = try thread("new", of: "Shop and Co", [3, 2, 1, 0])
    let asked = try Import.once(old, new, into: store)
    #expect(asked.needsMe == ["Shop", "Shop and Co"] && asked.added == 0)
    let report = try Import.once(old, new, into: store, .me(me))
    #expect(report.added == 4 && report.needs == [])
    #expect(try store.allConversations().count == 1)
    #expect(try store.allMessages().map(\.message.direction) == [.in, .out, .in, .out])
    #expect(try Import.once(new, old, into: store, .me(me)).added == 0)
    #expect(try Import.once(new, into: store).added == 0)
    #expect(try accounts() == ["instagram:\(me)"])
  }
}
