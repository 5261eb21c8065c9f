import Foundation

/// One `message_N.json`, taken apart but not decoded: only where its messages stand is kept.
struct MetaFile {
  /// Meta starts a new file every 10,000 messages; this is a hundred times what that takes. It is
  /// also what fits the offsets of ``JSONPieces``.
  static let largest: Int64 = 512 << 20

  /// Decoding takes several times the bytes: no message is a thousandth of this.
  static let longestMessage = 8 << 20
  /// Of the small values beside the messages.
  private static let longestValue = 1 << 20

  let path: String
  private let file: ByteFile
  private let pieces: [Range<UInt32>]
  let participants: [String]
  let title: String?
  /// Only Facebook writes it.
  let threadType: String?
  /// The folder the thread had in the app's own store: `inbox/NAME_ID`.
  let threadPath: String?
  /// The flat dialect of Messenger's end-to-end export.
  let isFlat: Bool
  let trouble: JSONPieces.Trouble?

  init(path: String) throws(UnreadableFile) {
    self.path = path
    let file: ByteFile
    let found: JSONPieces
    do throws(FileTrouble) {
      file = try ByteFile(path: path)
      guard file.size <= Self.largest else {
        throw FileTrouble(path: path, words: "it is larger than \(Self.largest >> 20) MB")
      }
      let mark = try file.bytes(at: 0, count: 3) == [0xEF, 0xBB, 0xBF] ? 3 : 0
      found = try file.walked { bytes, passed in
        JSONPieces(bytes, from: mark, lists: ["messages", "participants"], passed: passed)
      }
    } catch {
      throw UnreadableFile(reason: error.sentence)
    }
    self.file = file
    pieces = found.elements["messages"] ?? []
    trouble = found.trouble
    participants = (found.elements["participants"] ?? []).compactMap {
      $0.count > Self.longestValue ? nil : Self.participant(Self.slice(file, $0))
    }
    isFlat = found.values["threadName"] != nil
    title = (found.values["title"] ?? found.values["threadName"])
      .flatMap { Self.string($0, in: file) }.map(Mojibake.repaired)
    threadType = found.values["thread_type"].flatMap { Self.string($0, in: file) }
    threadPath = found.values["thread_path"].flatMap { Self.string($0, in: file) }
    guard found.elements["messages"] != nil, !pieces.isEmpty || trouble == nil else {
      throw UnreadableFile(
        reason: Self.sentence(for: found.trouble) ?? "there are no messages in it")
    }
  }

  var count: Int { pieces.count }

  /// In bytes.
  var size: Int64 { file.size }

  /// The bytes of one message, counted from 0.
  func payload(_ index: Int) -> [UInt8] { [UInt8](Self.slice(file, pieces[index])) }

  func message(_ index: Int, _ decoder: JSONDecoder) throws(Rejection) -> MetaMessage {
    guard pieces[index].count <= Self.longestMessage else {
      throw Rejection("it is longer than \(Self.longestMessage >> 20) MB")
    }
    do {
      return try decoder.decode(MetaMessage.self, from: Self.slice(file, pieces[index]))
    } catch let error as Rejection {
      throw error
    } catch DecodingError.typeMismatch {
      throw Rejection("it is not a message")
    } catch {
      throw Rejection("it is broken JSON")
    }
  }

  /// What was wrong with the file as a whole, its messages up to there being good.
  var complaint: String? { Self.sentence(for: trouble) }

  private static func sentence(for trouble: JSONPieces.Trouble?) -> String? {
    switch trouble {
    case nil: nil
    case .cutOff(let byte): "the file is cut off at byte \(byte); copy or download it again"
    case .notJSON(let byte): "it is broken JSON from byte \(byte) on"
    }
  }

  /// Empty when the file can no longer be read: what is decoded from that is refused.
  private static func slice(_ file: ByteFile, _ range: Range<UInt32>) -> Data {
    Data((try? file.bytes(at: Int64(range.lowerBound), count: range.count)) ?? [])
  }

  /// `{"name": …}`, or the name itself in the flat dialect.
  private static func participant(_ piece: Data) -> String? {
    struct Named: Decodable { var name: String }
    // Whatever is neither has no name to offer.
    let name = string(piece) ?? (try? JSONDecoder().decode(Named.self, from: piece))?.name
    return name.map(Mojibake.repaired)
  }

  private static func string(_ range: Range<UInt32>, in file: ByteFile) -> String? {
    range.count > longestValue ? nil : string(slice(file, range))
  }

  private static func string(_ piece: Data) -> String? {
    // A value of another type is no text.
    try? JSONDecoder().decode(String.self, from: piece)
  }
}
