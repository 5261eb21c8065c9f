import Domain
import Foundation
import Glibc

/// Snapchat's "My Data": `chat_history.json` in both dialects, and what stands beside it.
struct SnapchatImport: ExportFormat {
  static let passes = 2

  static func claim(_ sample: FileSample) -> FileClaim? {
    guard sample.first == UInt8(ascii: "{") else { return nil }
    let keys = JSONPieces.firstKeys(of: sample.head)
    let sections = keys.keys.compactMap(SnapchatFile.Section.init)
    if sections.contains(where: { $0 != .snaps }) { return .messages }
    if !sections.isEmpty { return .companion }
    if ["Media Type", "Created\"", "From"].allSatisfy({ holds(sample.head, "\"" + $0) }) {
      // What has no words in it is the list of snaps.
      let hasWords = holds(sample.head, "\"Content\"") || holds(sample.head, "\"IsSaved\"")
      return hasWords ? .messages : .companion
    }
    let isFriends = keys["Friends"] != nil && holds(sample.head, "\"Username\"")
    let isAccount = keys["Basic Information"] != nil && holds(sample.head, "\"Username\"")
    return isFriends || isAccount ? .companion : nil
  }

  /// On bytes: every JSON file of every export is asked.
  private static func holds(_ head: [UInt8], _ word: String) -> Bool {
    let word = Array(word.utf8)
    return head.withUnsafeBytes { bytes in
      var place = 0
      while place + word.count <= bytes.count, let start = bytes.baseAddress,
        let found = memchr(start + place, Int32(word[0]), bytes.count - place)
      {
        place = UnsafeRawPointer(found) - start
        if place + word.count <= bytes.count, memcmp(found, word, word.count) == 0 { return true }
        place += 1
      }
      return false
    }
  }

  let files: [ClaimedFile]
  let desk: ImportDesk

  func run() throws(ImportStop) {
    var survey = SnapchatSurvey()
    var times: [ExportFile: CoarseTimes] = [:]
    try desk.read(files.companions) { file, stream in
      SnapchatCompanion(stream: stream).read(into: &survey)
    }
    try desk.read(files.messages) { (file, stream) throws(ImportStop) in
      times[file] = try look(into: stream, &survey)
    }
    guard survey.accountNames.count < 2 else {
      return desk.refuse(files.messages, ofAccounts: survey.accountNames)
    }
    let stored = try desk.accounts(of: .snapchat).compactMap(\.selfID)
    let finder = survey.finder(me: desk.options.me(on: .snapchat), stored: stored)
    guard let owner = owner(finder, survey, stored) else { return }
    let chats = SnapchatChats(survey: survey, owner: owner, exports: desk.exports)
    try announce(chats)
    try desk.read(files.messages) { (file, stream) throws(ImportStop) in
      try read(file, stream, chats, times[file] ?? CoarseTimes())
    }
    if survey.snaps > 0 {
      let snaps = survey.snaps == 1 ? "1 snap" : "\(survey.snaps) snaps"
      desk.note("Left out of Snapchat's history, where only its time stands: \(snaps).")
    }
  }

  /// One account that is here already is ours where the files give no name.
  private func owner(
    _ finder: OwnerFinder, _ survey: SnapchatSurvey, _ stored: [String]
  ) -> String? {
    if survey.accountNames.isEmpty, survey.ownNames.isEmpty, finder.me == nil, stored.count == 1 {
      desk.note("On Snapchat you are \(stored[0]), as in the account that is here already.")
      return stored[0]
    }
    return desk.answer(finder, on: .snapchat, files: files.messages)
  }

  private func look(
    into stream: any ByteStream, _ survey: inout SnapchatSurvey
  ) throws(ImportStop) -> CoarseTimes {
    var times = CoarseTimes()
    var found = survey
    try SnapchatFile(stream: stream).walk { place, bytes in
      guard SnapchatFile.Section(place.key) != .snaps else {
        found.snaps += 1
        return
      }
      guard let message = Self.message(bytes), let second = message.second,
        let id = found.add(place.key, message)
      else { return }
      if message.millisecond == nil { times.survey(second, of: id) }
    } trouble: { _, _ in
    }
    survey = found
    return times
  }

  /// What is wrong with an element is told when it is read.
  private static func message(_ bytes: UnsafeRawBufferPointer) -> SnapchatMessage? {
    // Of something that is no object nothing is known.
    try? JSONDecoder().decode(SnapchatMessage.self, from: Data(bytes))
  }

  private func announce(_ chats: SnapchatChats) throws(ImportStop) {
    let packer = ParcelPacker(desk: desk, file: files.messages.first.map(desk.shown) ?? "")
    try packer.add(.account(chats.accountItem), at: "")
    for conversation in chats.conversations() {
      try packer.add(.conversation(conversation), at: "")
    }
  }

  private func read(
    _ file: ExportFile, _ stream: any ByteStream, _ chats: SnapchatChats, _ times: CoarseTimes
  ) throws(ImportStop) {
    desk.begin()
    var order = SnapchatChats.Order(times: times)
    let packer = ParcelPacker(desk: desk, file: desk.shown(file))
    var troubles: [(String, String)] = []
    try SnapchatFile(stream: stream).walk { (place, bytes) throws(ImportStop) in
      guard SnapchatFile.Section(place.key) != .snaps else { return }
      let incoming: IncomingMessage
      do throws(Rejection) {
        guard let message = Self.message(bytes) else { throw Rejection("it is not a JSON object") }
        incoming = try chats.message(message, of: place.key, &order, payload: [UInt8](bytes))
      } catch {
        return packer.skip(at: place.shown, error.reason)
      }
      try packer.add(.message(incoming), at: place.shown)
    } trouble: { place, reason in
      troubles.append((place, reason))
    }
    for (place, reason) in troubles { packer.skip(at: place, reason) }
  }
}
