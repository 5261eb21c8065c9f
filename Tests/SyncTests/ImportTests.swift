import Domain
import Foundation
import Storage
import Sync
import Testing

@Suite struct ImportTests {
  let scratch: Scratch
  let store: Store

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
  }

  private let chat = """
    30/12/2023, 14:30 - Ana: hi
    30/12/2023, 14:30 - Ana: hi
    30/12/2023, 14:31 - Bob: hello

    """

  @Test func aNewerExportAddsOnlyWhatIsNew() throws {
    let name = "WhatsApp Chat with Ana.txt"
    #expect(try Import.once(scratch.write(chat, to: name), into: store).added == 3)
    let newer = chat + "30/12/2023, 14:32 - Ana: and?\n30/12/2023, 14:32 - Ana: hi\n"
    let report = try Import.once(scratch.write(newer, to: name), into: store)
    #expect(report.added == 2)
    #expect(report.known == 3)
    #expect(report.conversations == 1)
    #expect(try store.allConversations().count == 1)
    #expect(try store.texts() == ["hi", "hi", "hello", "and?", "hi"])
  }

  @Test func anExportOfAnotherPhoneIsTheSameChat() throws {
    _ = try Import.once(scratch.write(chat, to: "WhatsApp Chat with Ana.txt"), into: store)
    let other = """
      [12/30/23, 2:30:05 PM] Ana: hi
      [12/30/23, 2:30:07 PM] Ana: hi
      [12/30/23, 2:31:09 PM] Bob: hello
      """
    let report = try Import.once(
      scratch.write(other, to: "WhatsApp Chat - Ana/_chat.txt"), into: store)
    #expect(report.added == 0)
    #expect(report.conversations == 1)
    #expect(try store.allConversations().count == 1)
  }

  @Test func theOwnerIsTheOneInAllChats() throws {
    try scratch.write(chat, to: "all/a/_chat.txt")
    try scratch.write(
      "31/12/2023, 14:30 - Bob: hi\n31/12/2023, 14:31 - Cy: yo\n", to: "all/c/_chat.txt")
    let report = try Import.once(scratch.path + "/all", into: store)
    #expect(report.needsMe == nil)
    #expect(report.added == 5)
    #expect(try store.accounts().map(\.remoteID) == ["whatsapp:Bob"])
  }

  @Test func theOwnerIsKnownFromTheAccountThatIsThere() throws {
    _ = try Import.once(scratch.write(chat, to: "a/_chat.txt"), into: store, .me("bob"))
    let another = "31/12/2023, 14:30 - Bob: hi\n31/12/2023, 14:31 - Cy: yo\n"
    let report = try Import.once(scratch.write(another, to: "c/_chat.txt"), into: store)
    #expect(report.needs == [])
    #expect(report.added == 2)
  }

  @Test func whoMeIsIsNeverGuessed() throws {
    let report = try Import.once(scratch.write(chat, to: "_chat.txt"), into: store)
    #expect(report.needsMe == ["Ana", "Bob"])
    #expect(report.skipped.map(\.file) == ["_chat.txt"])
    #expect(report.skipped.map(\.reason) == report.needs.map(\.sentence))
    #expect(report.added == 0)
    #expect(try store.accounts() == [])
  }

  @Test func aDryRunWritesNothingAndSaysWhatItWouldAdd() throws {
    let file = try scratch.write(chat, to: "WhatsApp Chat with Ana.txt")
    var options = ImportOptions.inUTC
    options.dryRun = true
    let before = try Import.once(file, into: store, options)
    #expect(before.found == 3)
    #expect(before.added == 3)
    #expect(before.conversations == 1)
    #expect(try store.accounts() == [])
    _ = try Import.once(file, into: store)
    let after = try Import.once(file, into: store, options)
    #expect(after.added == 0)
    #expect(after.known == 3)
    #expect(after.conversations == 1)
    #expect(try store.allConversations().count == 1)
  }

  @Test func anInstagramExportIsFoundFromItsRoot() throws {
    try thread("ana_1", "Ana", (1...3).map { ("Ana", 1_700_000_000_000 + $0) }, file: 2)
    try thread("ana_1", "Ana", (4...6).map { ("Shop", 1_700_000_000_000 + $0) }, file: 1)
    try thread("cy_2", "Cy", [("Cy", 1_700_000_000_000)], file: 1)
    try scratch.write("{\"ads\":[]}", to: "root/ads_information/ads.json")
    try scratch.write("", to: "root/\(inbox)/cy_2/message_2.json")
    let report = try Import.once(scratch.path + "/root", into: store)
    #expect(report.added == 7)
    #expect(report.conversations == 2)
    #expect(report.files == 3)
    #expect(report.skipped.map(\.file) == ["root/\(inbox)/cy_2/message_2.json"])
    #expect(report.needs == [])
  }

  @Test func aMessageBeyondAllBoundsIsPassedOverAndTheRestRead() throws {
    let huge = String(repeating: "a", count: 9 << 20)
    let messages = ["hi", huge, "you"].enumerated().map {
      #"{"sender_name":"Ana","timestamp_ms":170000000000\#($0.offset),"content":"\#($0.element)"}"#
    }
    let file = try scratch.write(
      #"{"participants":[{"name":"Ana"},{"name":"Shop"}],"title":"Ana","messages":["#
        + messages.joined(separator: ",") + "]}", to: "message_1.json")
    let report = try Import.once(file, into: store, .me("Shop", network: .instagram))
    #expect(report.added == 2)
    #expect(report.skipped.map(\.at) == ["2"])
    #expect(report.skipped.map(\.reason) == ["it is longer than 8 MB"])
  }

  @Test func twoPeopleOfOneNameStayTwo() throws {
    try thread("ana_1", "Ana", [("Ana", 1_700_000_000_000)], file: 1)
    try thread("ana_2", "Ana", [("Ana", 1_700_000_900_000)], file: 1)
    #expect(try Import.once(scratch.path + "/root", into: store).conversations == 2)
    #expect(try Import.once(scratch.path + "/root", into: store).added == 0)
  }

  @Test func aNewerExportWithOtherFolderNamesAddsOnlyWhatIsNew() throws {
    try thread("ana_abc", "Ana", [("Ana", 1_700_000_000_000)], file: 1)
    _ = try Import.once(scratch.path + "/root", into: store)
    try FileManager.default.removeItem(atPath: scratch.path + "/root")
    let times = [("Ana", 1_700_000_000_000), ("Shop", 1_700_000_100_000)]
    try thread("ana_17842999", "Ana", times, file: 1)
    let report = try Import.once(scratch.path + "/root", into: store)
    #expect(report.added == 1)
    #expect(report.conversations == 1)
    #expect(try store.allConversations().count == 1)
  }

  private func group(
    _ export: String, _ people: [String], title: String? = nil, count: Int, in folder: String? = nil
  ) throws -> String {
    let messages = (1...count).reversed().map {
      #"{"sender_name":"Ana","timestamp_ms":\#(1_700_000_000_000 + $0),"content":"at \#($0)"}"#
    }
    let names = people.map { #"{"name":"\#($0)"}"# }.joined(separator: ",")
    let slug = people.joined().lowercased() + "_17842999000111222"
    let head = title.map { #""title":"\#($0)","# } ?? ""
    try scratch.write(
      #"{"participants":[\#(names)],\#(head)"thread_path":"inbox/\#(slug)","messages":["#
        + messages.joined(separator: ",") + "]}",
      to: "\(export)/\(folder ?? inbox)/\(slug)/message_1.json")
    return scratch.path + "/" + export
  }

  @Test(arguments: [nil, "Friends"] as [String?])
  func aGroupThatSomebodyJoinedOrThatWasRenamedGoesOn(title: String?) throws {
    let options = ImportOptions.me("Shop", network: .instagram)
    let first = try group("first", ["Ana", "Bob", "Shop"], title: title, count: 2)
    #expect(try Import.once(first, into: store, options).added == 2)
    let second = try group(
      "second", ["Ana", "Bob", "Cy", "Shop"], title: title.map { _ in "Best friends" }, count: 3)
    let report = try Import.once(second, into: store, options)
    #expect(report.added == 1 && report.known == 2)
    #expect(try store.allConversations().map(\.participants.count) == [4])
    #expect(try Import.once(first, into: store, options).added == 0)
  }

  /// The end-to-end part of an export knows a thread by its name only.
  @Test func theFlatPartOfARenamedThreadGoesWhereTheThreadDoes() throws {
    let options = ImportOptions.me("Shop", network: .messenger)
    let inbox = "your_facebook_activity/messages/inbox"
    let people = ["Ana", "Bob", "Shop"]
    let first = try group("first", people, title: "Friends", count: 2, in: inbox)
    _ = try Import.once(first, into: store, options)
    let second = try group("second", people, title: "Best friends", count: 3, in: inbox)
    try flat("second/messages/Best friends_12.json", people, title: "Best friends")
    let report = try Import.once(second, into: store, options)
    #expect(report.added == 2 && report.conversations == 1)
    #expect(try store.allConversations().count == 1)
    // Another group, which took the name that became free.
    try flat("second/messages/Friends_13.json", ["Cy", "Di", "Shop"], title: "Friends")
    #expect(try Import.once(second, into: store, options).added == 1)
    #expect(try store.allConversations().map(\.participants.count).sorted() == [3, 3])
    #expect(try Import.once(second, into: store, options).added == 0)
  }

  private func flat(_ file: String, _ people: [String], title: String) throws {
    let names = people.map { #""\#($0)""# }.joined(separator: ",")
    try scratch.write(
      #"{"participants":[\#(names)],"threadName":"\#(title)","messages":[{"senderName":"#
        + #""\#(people[0])","text":"later","timestamp":1700000900000,"type":"text","#
        + #""isUnsent":false,"media":[],"reactions":[]}]}"#, to: file)
  }

  @Test func twoExportsOfAGroupInOneImportAreOneConversation() throws {
    _ = try group("both/first", ["Ana", "Bob", "Shop"], count: 2)
    _ = try group("both/second", ["Ana", "Bob", "Cy", "Shop"], count: 3)
    let options = ImportOptions.me("Shop", network: .instagram)
    let report = try Import.once(scratch.path + "/both", into: store, options)
    #expect(report.found == 5 && report.added == 3 && report.conversations == 1)
    #expect(try Import.once(scratch.path + "/both", into: store, options).added == 0)
  }

  private func writeMixed() throws {
    try thread("ana_1", "Ana", [("Ana", 1_700_000_000_000)], file: 1)
    try thread("cy_2", "Cy", [("Cy", 1_700_000_000_000)], file: 1)
    try scratch.write(chat, to: "root/whatsapp/_chat.txt")
  }

  @Test func aNameOfOneNetworkLeavesTheOtherToWhatItsFilesShow() throws {
    try writeMixed()
    let report = try Import.once(scratch.path + "/root", into: store, .me("Bob"))
    #expect(report.needs == [])
    #expect(Set(try store.accounts().map(\.remoteID)) == ["whatsapp:Bob", "instagram:Shop"])
  }

  @Test func eachNetworkHasAnAnswerOfItsOwn() throws {
    try writeMixed()
    var options = ImportOptions.me("Shop")
    let asked = try Import.once(scratch.path + "/root", into: store, options)
    #expect(asked.needs.count == 1)
    guard case .me(network: .whatsapp, _, _) = asked.needs.first else {
      Issue.record("WhatsApp was not asked about")
      return
    }
    options.meByNetwork = [.whatsapp: "Ana"]
    #expect(try Import.once(scratch.path + "/root", into: store, options).needs == [])
    #expect(try store.accounts().map(\.remoteID).contains("whatsapp:Ana"))
  }

  private let inbox = "your_instagram_activity/messages/inbox"

  private func thread(
    _ folder: String, _ title: String, _ messages: [(String, Int)], file: Int
  ) throws {
    let lines = messages.map {
      #"{"sender_name":"\#($0.0)","timestamp_ms":\#($0.1),"content":"at \#($0.1)"}"#
    }
    try scratch.write(
      #"{"participants":[{"name":"\#(title)"},{"name":"Shop"}],"title":"\#(title)","messages":["#
        + lines.reversed().joined(separator: ",") + "]}",
      to: "root/\(inbox)/\(folder)/message_\(file).json")
  }

  @Test func aZipThatEndsAtOnceIsToldAsDamaged() throws {
    let file = try scratch.write(Data([0x50, 0x4B, 3, 4, 0, 0]), to: "export.zip")
    let report = try Import.once(file, into: store)
    #expect(report.skipped.count == 1)
    #expect(report.skipped[0].file == "export.zip")
    #expect(report.skipped[0].reason.contains("download it again"))
  }

  @Test func nothingThereIsAnError() {
    #expect(throws: ImportError.nothingThere(path: "/nowhere/at all")) {
      try Import.once("/nowhere/at all", into: store)
    }
  }

  @Test func aLineBeyondAllBoundsIsPassedOverAndTheRestRead() throws {
    let good = { (id: Int) in
      #"{"type":"message","id":"m\#(id)","conversation":"c","author":{"id":"p","name":"P"},"#
        + #""direction":"in","text":"t\#(id)","sent_at":"2026-11-21T09:00:0\#(id)Z"}"# + "\n"
    }
    let huge = #"{"type":"message","text":""# + String(repeating: "a", count: 9 << 20) + "\"}\n"
    let file = try scratch.write(good(1) + huge + good(2), to: "x.jsonl")
    let report = try Import.once(file, into: store)
    #expect(report.added == 2)
    #expect(report.skipped.map(\.at) == ["2"])
    #expect(try store.texts() == ["t1", "t2"])
  }

  @Test func linksAndHiddenFilesAreNotFollowed() throws {
    try scratch.write(chat, to: "elsewhere/WhatsApp Chat with Ana.txt")
    try scratch.write("nothing", to: "here/readme.txt")
    try scratch.write(chat, to: "here/.hidden/WhatsApp Chat with Ana.txt")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/here/link", withDestinationPath: scratch.path + "/elsewhere")
    let report = try Import.once(scratch.path + "/here", into: store)
    #expect(report.found == 0)
    #expect(report.skipped.count == 1)
  }

  @Test func aWholeDropFolderIsReadOnceAndCanBeAnswered() throws {
    try scratch.write(
      #"{"type":"message","id":"1","conversation":"c","author":{"id":"p"},"direction":"in","#
        + #""text":"hi","sent_at":"2026-11-21T09:00:00Z"}"# + "\n", to: "shop/inbox/a.jsonl")
    let report = try Import.once(scratch.path + "/shop", into: store)
    #expect(report.added == 1)
    let path = DropFolder.absolute(scratch.path + "/shop")
    #expect(try store.accounts().map(\.delivery) == [.dropFolder(path: path)])
    #expect(try store.accounts().map(\.remoteID) == ["shop"])
  }

  @Test func foldersOfOneNameAndAccountsOfOneIdKeepTheirOwnOutboxes() throws {
    let line = { (id: String, more: String) in
      #"{"type":"message","id":"\#(id)","conversation":"c","author":{"id":"p"},"direction":"in","#
        + #""text":"\#(id)","sent_at":"2026-11-21T09:00:00Z"\#(more)}"# + "\n"
    }
    let account = #"{"type":"account","id":"shop","network":"x"}"# + "\n"
    for folder in ["a", "b"] {
      let lines = line("\(folder)1", "") + line("\(folder)2", #","account":"desk""#)
      try scratch.write(
        lines + account + line("\(folder)3", #","account":"shop""#),
        to: "\(folder)/drop/inbox/a.jsonl")
      _ = try Import.once("\(scratch.path)/\(folder)/drop", into: store)
    }
    for folder in ["a", "b"] {
      let path = DropFolder.absolute("\(scratch.path)/\(folder)/drop")
      let ours = try store.accounts().filter { $0.delivery == .dropFolder(path: path) }
      #expect(ours.count == 3)
      let ids = Set(ours.map(\.remoteID))
      let texts = try store.allConversations().filter { ids.contains($0.accountRemoteID) }
        .compactMap { $0.lastMessage?.message.text.string }
      #expect(Set(texts) == ["\(folder)1", "\(folder)2", "\(folder)3"])
    }
    #expect(try Import.once("\(scratch.path)/b/drop", into: store).added == 0)
    #expect(try store.accounts().count == 6)
  }

  static let fixtures: URL = {
    let environment = ProcessInfo.processInfo.environment["PORCH_SHARED"]
    let shared =
      environment.map { URL(fileURLWithPath: $0) }
      ?? URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../shared")
    return shared.appendingPathComponent("fixtures").standardizedFileURL
  }()

  static let hasFixtures = FileManager.default.fileExists(atPath: fixtures.path)

  @Test(
    .enabled(if: hasFixtures),
    arguments: [
      ("whatsapp/joweich_chat-miner__test_ddmmyy_24hrs.txt", "John Doe", 9),
      ("whatsapp/joweich_chat-miner__test_mmddyy_24hrs.txt", "John Doe", 9),
      ("whatsapp/joweich_chat-miner__test_mmddyy_bracket_24hrs.txt", "John Doe", 9),
      ("whatsapp/joweich_chat-miner__test_mmddyyyy_12hrs.txt", "John Doe", 9),
      ("whatsapp/joweich_chat-miner__test_yyyymmdd_24hrs.txt", "John Doe", 9),
      ("whatsapp/pedrofuentes_kawsay__android_chat.txt", "John", 4),
      ("whatsapp/pedrofuentes_kawsay__ios_chat.txt", "John", 8),
      ("facebook/pedrofuentes_kawsay__inbox~jose_abc~message_1.json", "Me", 3),
      ("instagram/joweich_chat-miner__test_export.json", "John Doe", 2),
      ("instagram/pedrofuentes_kawsay__inline_family_abcd~message_1_v2.json", "Me", 2),
      ("instagram/pedrofuentes_kawsay__inline_unsafe_abcd~message_1.json", "Me", 1),
    ])
  func othersSamplesAreRead(name: String, me: String, count: Int) throws {
    let file = Self.fixtures.appendingPathComponent(name).path
    let report = try Import.once(file, into: store, .me(me, network: .instagram))
    #expect(report.added == count)
    #expect(report.skipped == [])
    #expect(report.needs == [])
  }
}
