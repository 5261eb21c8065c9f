import Foundation
import Storage

/// What each suite of Meta's exports begins with: an empty store, and a folder for an export.
class MetaScene {
  let scratch: Scratch
  let store: Store
  let export: MetaExport

  init() throws {
    scratch = try Scratch()
    store = try Store.inMemory()
    export = MetaExport(scratch: scratch)
  }

  final func message(
    _ second: Int, _ sender: String = "Ana", _ content: String? = nil, _ more: String = ""
  ) -> String { MetaExport.message(second, sender, content, more) }
}

/// Writes exports of Meta's shape, as small as a test needs them.
struct MetaExport {
  let scratch: Scratch
  /// Below the scratch folder.
  var root = "export"
  var inbox = "your_instagram_activity/messages/inbox"

  var path: String { scratch.path + "/" + root }

  /// - Parameters:
  ///   - messages: whole objects, in the file's order.
  ///   - more: further members of the file's object, each with a comma before it.
  func write(
    _ file: String, people: [String] = ["Ana", "Shop"], title: String? = "Ana",
    _ messages: [String], more: String = ""
  ) throws {
    let names = people.map { #"{"name":"\#($0)"}"# }.joined(separator: ",")
    let title = title.map { #","title":"\#($0)""# } ?? ""
    try raw(
      file,
      #"{"participants":[\#(names)],"messages":[\#(messages.joined(separator: ","))]"#
        + title + more + "}")
  }

  /// The flat dialect of Messenger's end-to-end export.
  func writeFlat(_ file: String, people: [String], name: String, _ messages: [String]) throws {
    let names = people.map { #""\#($0)""# }.joined(separator: ",")
    try raw(
      file,
      #"{"participants":[\#(names)],"threadName":"\#(name)","messages":["#
        + messages.joined(separator: ",") + "]}")
  }

  func raw(_ file: String, _ text: String) throws { try scratch.write(text, to: "\(root)/\(file)") }

  /// - Parameter second: after a certain one in November 2023.
  static func message(
    _ second: Int, _ sender: String = "Ana", _ content: String? = nil, _ more: String = ""
  ) -> String {
    let content = content.map { #","content":"\#($0)""# } ?? ""
    return #"{"sender_name":"\#(sender)","timestamp_ms":\#(1_700_000_000_000 + second * 1000)"#
      + content + (more.isEmpty ? "" : "," + more) + "}"
  }
}
