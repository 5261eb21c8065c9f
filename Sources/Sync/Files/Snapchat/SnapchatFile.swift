import Foundation

/// Walks through `chat_history.json`: an object of sections, or of friends and groups.
struct SnapchatFile {
  /// Where an element stands.
  struct Place {
    /// The key: a section's heading, or the friend's user name.
    var key: String
    /// Counted from 1 in its array.
    var number: Int
    /// From the start of the file.
    var byte: Int64
    var shown: String { "\(key) \(number)" }
  }

  /// What a section's heading says of the messages in it.
  enum Section {
    /// Theirs, ours.
    case received, sent
    /// Times of snaps, without a word.
    case snaps

    init?(_ key: String) {
      let isReceived = key.hasPrefix("Received ")
      guard isReceived || key.hasPrefix("Sent ") else { return nil }
      if key.hasSuffix("Chat History") {
        self = isReceived ? .received : .sent
      } else if key.hasSuffix("Snap History") {
        self = .snaps
      } else {
        return nil
      }
    }
  }

  /// Most exports have one of each; what is told a thousand times tells no more.
  private static let mostTroubles = 1000

  let stream: any ByteStream

  /// - Parameters:
  ///   - take: an element as it stands; its bytes are valid until it returns.
  ///   - trouble: where the file is broken, and why. Reading goes on behind it as far as it can.
  func walk(
    take: (Place, UnsafeRawBufferPointer) throws(ImportStop) -> Void,
    trouble: (String, String) -> Void
  ) throws(ImportStop) {
    let reader: JSONReader
    do throws(JSONTrouble) {
      reader = try JSONReader(stream)
      try reader.enterObject()
    } catch {
      return trouble("", error.sentence)
    }
    var place = Place(key: "", number: 0, byte: 0)
    var isInside = false
    var troubles = 0
    while true {
      switch step(reader, &place, &isInside) {
      case .success(.end): return
      case .success(.other): continue
      case .success(.element(let bytes)): try take(place, bytes)
      case .success(.tooLong): trouble(place.shown, "it is longer than 8 MB")
      case .success(.odd): trouble(place.key, "it is no list of messages")
      case .failure(let broken):
        trouble(place.shown, broken.sentence)
        troubles += 1
        guard troubles < Self.mostTroubles, resume(reader, &isInside) else { return }
      }
    }
  }

  private enum Step {
    case element(UnsafeRawBufferPointer)
    case tooLong, odd, other, end
  }

  private func step(
    _ reader: JSONReader, _ place: inout Place, _ isInside: inout Bool
  ) -> Result<Step, JSONTrouble> {
    do throws(JSONTrouble) {
      guard isInside else {
        guard let key = try reader.key() else { return .success(.end) }
        guard try reader.peek() == .array else {
          place = Place(key: key, number: 0, byte: reader.offset)
          try reader.pass()
          return .success(.odd)
        }
        place = Place(key: key, number: 0, byte: reader.offset)
        try reader.enterArray()
        isInside = true
        return .success(.other)
      }
      guard try reader.element() else {
        isInside = false
        return .success(.other)
      }
      place.number += 1
      place.byte = reader.offset
      guard case .bytes(let bytes) = try reader.take() else { return .success(.tooLong) }
      return .success(.element(bytes))
    } catch {
      return .failure(error)
    }
  }

  private func resume(_ reader: JSONReader, _ isInside: inout Bool) -> Bool {
    do throws(JSONTrouble) {
      switch try reader.resume() {
      case .element where isInside: return true
      case .member:
        isInside = false
        return true
      case .element, .end: return false
      }
    } catch {
      return false
    }
  }
}
