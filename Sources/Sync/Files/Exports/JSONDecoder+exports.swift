import Foundation

extension JSONDecoder {
  /// One message of an export, or why it is none, as a sentence begins: "it is …".
  func message<Message: Decodable>(
    _ type: Message.Type, in bytes: Data
  ) throws(Rejection) -> Message {
    do {
      return try decode(type, from: bytes)
    } catch let error as Rejection {
      throw error
    } catch DecodingError.typeMismatch, DecodingError.valueNotFound {
      throw Rejection("it is not a message")
    } catch {
      throw Rejection("it is broken JSON")
    }
  }
}
