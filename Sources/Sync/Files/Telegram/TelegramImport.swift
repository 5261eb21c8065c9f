import Domain
import Foundation

/// Chats as Telegram Desktop exports them in the machine-readable form, single ones and all of an
/// account: surveyed first, for who we are shows in the chats.
struct TelegramImport: ExportFormat {
  static let passes = 2

  let files: [ClaimedFile]
  let desk: ImportDesk

  func run() throws(ImportStop) {
    var surveys: [TelegramSurvey] = []
    try desk.read(files.messages) { file, stream in
      do throws(JSONTrouble) {
        surveys.append(try TelegramSurvey(file, stream))
      } catch {
        desk.skip(file, error.sentence)
      }
    }
    let owners = try TelegramOwners(surveys, desk: desk)
    for survey in surveys where survey.chats.isEmpty && owners[survey.file] == nil {
      desk.skip(survey.file, survey.trouble?.sentence ?? "there are no chats in it")
    }
    let ready = surveys.filter { owners[$0.file] != nil }
    for owner in Set(ready.compactMap { owners[$0.file] }) { try send(owner) }
    let byFile = Dictionary(ready.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
    try desk.read(ready.map(\.file)) { (file, stream) throws(ImportStop) in
      guard let survey = byFile[file], let owner = owners[file] else { return }
      let walk: TelegramFile
      do throws(JSONTrouble) {
        walk = try TelegramFile(stream)
      } catch {
        return desk.skip(file, error.sentence)
      }
      desk.begin()
      var reading = TelegramReading(survey: survey, owner: owner, desk: desk)
      while let event = walk.next() { try reading.take(event) }
    }
  }

  private func send(_ owner: TelegramOwner) throws(ImportStop) {
    let account = IncomingAccount(
      id: TelegramReading.account(of: owner), network: .telegram,
      name: SafeText(line: "Telegram of \(owner.name)"), handle: Normalise.line(owner.handle),
      selfID: owner.key, delivery: .handover)
    try desk.add(account)
  }
}

extension TelegramImport {
  /// Fields that nobody else's exports have beside their messages.
  private static let accountKeys: Set<String> = ["chats", "left_chats", "personal_information"]

  static func claim(_ sample: FileSample) -> FileClaim? {
    guard sample.first == UInt8(ascii: "{") else { return nil }
    var header = TelegramHeader()
    // What the head holds is enough: trouble is its end, or says that it is none of ours.
    guard let reader = try? JSONReader(MemoryStream(sample.head)),
      (try? reader.enterObject()) != nil
    else { return nil }
    // As above.
    while let key = try? reader.key() {
      if accountKeys.contains(key), (try? reader.peek()) == .object { return .messages }
      if key == "messages" {
        return header.kind != nil || isFirstOurs(reader) ? .messages : nil
      }
      if let field = TelegramHeader.Field(rawValue: key) {
        // As above.
        header.set(field, ((try? reader.string()) ?? nil) ?? "")
      } else if (try? reader.pass()) == nil {
        return nil
      }
    }
    return nil
  }

  /// Whether the first message of a file without a known type is one of Telegram's.
  private static func isFirstOurs(_ reader: JSONReader) -> Bool {
    // What cannot be read is none.
    guard (try? reader.enterArray()) != nil, (try? reader.element()) == true,
      case .bytes(let bytes)? = try? reader.take(),
      let message = try? JSONDecoder().decode(TelegramMessage.self, from: Data(bytes))
    else { return false }
    return message.seconds != nil || message.localDate != nil || message.form == .unsupported
  }
}
