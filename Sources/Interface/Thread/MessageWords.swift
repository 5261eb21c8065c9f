import Cells
package import Domain
import FoundationEssentials

/// What somebody is called in a thread.
package enum AuthorName {
  /// The first name where there is only one other person, the whole name in a group.
  package static func short(_ name: SafeText, in kind: Conversation.Kind) -> String {
    let whole = name.oneLine
    guard kind == .direct || kind == .request else { return whole.isEmpty ? "somebody" : whole }
    let first = whole.split(separator: " ", maxSplits: 1).first.map(String.init)
    return first ?? "Them"
  }
}

extension Message {
  /// Whoever of ours wrote it, when that is not us: what stands in the place of "You".
  package var colleague: SafeText? {
    guard let writtenBy, !writtenBy.oneLine.isEmpty else { return nil }
    return writtenBy
  }
}

extension Conversation.LastLine {
  /// Who of ours wrote it.
  package var writer: String {
    guard let writtenBy, !writtenBy.oneLine.isEmpty else { return "You" }
    return writtenBy.oneLine
  }
}

/// How far an outbound message has come, in words.
enum DeliveryWords {
  /// For the heading.
  static func heading(_ delivery: Delivery, now: Date) -> (String, Scope) {
    switch delivery {
    case .handedOver: ("handed over", .messageDelivery)
    case .sent: ("✓", .messageDelivery)
    case .delivered: ("✓✓ delivered", .messageDelivery)
    case .read: ("✓✓ read", .messageDelivery)
    case .pending(.held(let release)):
      ("held \(seconds(until: release, now)) s", .messageDeliveryHeld)
    case .pending(.queued): ("queued", .messageDelivery)
    case .pending(.sending): ("sending…", .messageDelivery)
    case .pending(.unconfirmed): ("sent? not confirmed", .messageDeliveryHeld)
    case .pending(.failed): ("not sent", .messageDeliveryFailed)
    case .pending(.unknown): ("sent? unknown", .messageDeliveryFailed)
    }
  }

  /// For a line of its own, where there is something to say.
  static func reason(_ delivery: Delivery) -> String? {
    switch delivery {
    case .pending(.failed(let reason)): "failed: \(reason.oneLine)"
    case .pending(.unknown): "It is not known whether this was sent."
    default: nil
    }
  }

  private static func seconds(until release: Date, _ now: Date) -> Int {
    let left = release.timeIntervalSince(now)
    return left.isFinite ? Int(max(0, min(Outgoing.longestHold, left)).rounded(.up)) : 0
  }
}

/// Sizes of files as a person reads them.
enum ByteCount {
  /// "214 KB", "1.4 MB"; a KB is 1,000 bytes.
  static func words(_ bytes: Int64) -> String {
    guard bytes >= 1000 else { return "\(max(0, bytes)) B" }
    var (value, unit) = (Double(bytes) / 1000, "KB")
    for next in ["MB", "GB", "TB"] where value >= 999.5 { (value, unit) = (value / 1000, next) }
    guard value < 9.95, unit != "KB" else { return "\(Int(value.rounded())) \(unit)" }
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
  }
}

extension Attachment.Kind {
  /// As a person would call it.
  var word: String {
    switch self {
    case .image: "photo"
    case .video: "video"
    case .audio: "voice"
    case .file: "file"
    case .link: "link"
    case .sticker: "sticker"
    case .location: "place"
    }
  }
}
