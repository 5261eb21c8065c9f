package import Domain
package import FoundationEssentials

/// One thing about a conversation that a server can be told; the key of a row in `upstream`.
package enum UpstreamField: Hashable, Sendable {
  /// Status and time to wake, which only make sense together.
  case status
  case flagged, lane, assignee
  /// Whether the conversation has the label of this name.
  case label(String)
  /// How far it was read.
  case read

  init?(stored: String) {
    switch stored {
    case "status": self = .status
    case "flagged": self = .flagged
    case "lane": self = .lane
    case "assignee": self = .assignee
    case "read": self = .read
    case _ where stored.hasPrefix("label/"): self = .label(String(stored.dropFirst(6)))
    default: return nil
    }
  }

  /// As stored in `upstream.field`.
  package var stored: String {
    switch self {
    case .status: "status"
    case .flagged: "flagged"
    case .lane: "lane"
    case .assignee: "assignee"
    case .label(let name): "label/\(name)"
    case .read: "read"
    }
  }

  /// What an account must be able to do for the server to be told.
  package var capability: Account.Capability {
    switch self {
    case .status: .status
    case .flagged: .flag
    case .lane: .lane
    case .assignee: .assign
    case .label: .label
    case .read: .read
    }
  }

  /// As a sentence names it, with whose it is before.
  package var words: String {
    switch self {
    case .status: "status"
    case .flagged: "flag"
    case .lane: "lane"
    case .assignee: "assignee"
    case .label(let name): "label “\(name)”"
    case .read: "read mark"
    }
  }
}

/// What a field is to become.
package enum UpstreamValue: Hashable, Sendable {
  /// Snoozed without a time: until they reply. Times are whole milliseconds.
  case status(Status, until: Date?)
  /// A flag, or a label.
  case isOn(Bool)
  /// A lane or an assignee; nil for none.
  case word(String?)
  /// Everything up to this message of the server's is read.
  case read(upTo: String)
  /// From this message of the server's on nothing is read.
  case unread(from: String)
}

extension UpstreamValue: Codable {
  /// The shape in the store: one of these keys, which can be read by hand.
  private enum Key: String, CodingKey { case status, until, on, word, read, unread }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    if let status = try fields.decodeIfPresent(String.self, forKey: .status) {
      let until = try fields.decodeIfPresent(Milliseconds.self, forKey: .until)
      self = .status(Status(rawValue: status) ?? .open, until: until.map(Date.init(milliseconds:)))
    } else if let isOn = try fields.decodeIfPresent(Bool.self, forKey: .on) {
      self = .isOn(isOn)
    } else if let message = try fields.decodeIfPresent(String.self, forKey: .read) {
      self = .read(upTo: message)
    } else if let message = try fields.decodeIfPresent(String.self, forKey: .unread) {
      self = .unread(from: message)
    } else {
      self = .word(try fields.decodeIfPresent(String.self, forKey: .word))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var sink = encoder.container(keyedBy: Key.self)
    switch self {
    case .status(let status, let until):
      try sink.encode(status.rawValue, forKey: .status)
      try sink.encodeIfPresent(until.map { Milliseconds($0) }, forKey: .until)
    case .isOn(let isOn): try sink.encode(isOn, forKey: .on)
    case .word(let word): try sink.encode(word, forKey: .word)
    case .read(let message): try sink.encode(message, forKey: .read)
    case .unread(let message): try sink.encode(message, forKey: .unread)
    }
  }
}
