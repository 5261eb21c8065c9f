import Foundation

/// One `message_N.json`, taken apart but not decoded.
struct MetaFile {
  /// Meta starts a new file every 10,000 messages; this is a hundred times what that takes.
  static let largest: Int64 = 512 << 20

  /// Decoding takes several times the bytes: no message is a thousandth of this.
  static let longestMessage = 8 << 20
  /// Of the small values beside the messages.
  private static let longestValue = 1 << 20

  let path: String
  private let data: Data
  private let pieces: [Range<Int>]
  let participants: [String]
  let title: String?
  /// Only Facebook writes it.
  let threadType: String?
  /// The flat dialect of Messenger's end-to-end export.
  let isFlat: Bool
  let trouble: JSONPieces.Trouble?

  init(path: String) throws(UnreadableFile) {
    self.path = path
    do {
      let file = try ByteFile(path: path)
      guard file.size <= Self.largest else {
        throw UnreadableFile(reason: "it is larger than \(Self.largest >> 20) MB")
      }
      data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    } catch let error as UnreadableFile {
      throw error
    } catch let error as FileTrouble {
      throw UnreadableFile(reason: error.sentence)
    } catch {
      throw UnreadableFile(reason: "it cannot be read")
    }
    let mark = data.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let found = data.withUnsafeBytes { raw in
      JSONPieces(raw.bindMemory(to: UInt8.self), from: mark, lists: ["messages", "participants"])
    }
    pieces = found.elements["messages"] ?? []
    trouble = found.trouble
    let data = data
    participants = (found.elements["participants"] ?? []).compactMap {
      $0.count > Self.longestValue ? nil : Self.participant(Self.slice(data, $0))
    }
    isFlat = found.values["threadName"] != nil
    title = (found.values["title"] ?? found.values["threadName"])
      .flatMap { Self.string($0, in: data) }.map(Mojibake.repaired)
    threadType = found.values["thread_type"].flatMap { Self.string($0, in: data) }
    guard found.elements["messages"] != nil, !pieces.isEmpty || trouble == nil else {
      throw UnreadableFile(
        reason: Self.sentence(for: found.trouble) ?? "there are no messages in it")
    }
  }

  var count: Int { pieces.count }

  var size: Int { data.count }

  /// The bytes of one message, counted from 0.
  func payload(_ index: Int) -> [UInt8] { [UInt8](Self.slice(data, pieces[index])) }

  func message(_ index: Int, _ decoder: JSONDecoder) throws(Rejection) -> MetaMessage {
    guard pieces[index].count <= Self.longestMessage else {
      throw Rejection("it is longer than \(Self.longestMessage >> 20) MB")
    }
    do {
      return try decoder.decode(MetaMessage.self, from: Self.slice(data, pieces[index]))
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

  private static func slice(_ data: Data, _ range: Range<Int>) -> Data {
    data.subdata(in: range)
  }

  /// `{"name": …}`, or the name itself in the flat dialect.
  private static func participant(_ piece: Data) -> String? {
    struct Named: Decodable { var name: String }
    // Whatever is neither has no name to offer.
    let name = string(piece) ?? (try? JSONDecoder().decode(Named.self, from: piece))?.name
    return name.map(Mojibake.repaired)
  }

  private static func string(_ range: Range<Int>, in data: Data) -> String? {
    range.count > longestValue ? nil : string(slice(data, range))
  }

  private static func string(_ piece: Data) -> String? {
    // A value of another type is no text.
    try? JSONDecoder().decode(String.self, from: piece)
  }
}
