import Domain
import Foundation
import Glibc
import Storage
import Sync

// Feeds what libFuzzer makes up to the reader of one format: `porch-fuzz FORMAT CORPUS…`. The first
// word chooses the name and the place that the bytes get; the format is found by content as ever.

/// libFuzzer's own loop, without its `main`.
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Where each format's file lies in its export.
let places = [
  "lines": "shop.jsonl",
  "whatsapp": "WhatsApp Chat with Ana.txt",
  "meta": "your_instagram_activity/messages/inbox/ana_1234567890/message_1.json",
  "telegram": "result.json",
  "x": "data/direct-messages.js",
  "linkedin": "messages.csv",
  "snapchat": "json/chat_history.json",
  "signal": "Ana.txt",
  "mbox": "mail.mbox",
  "archive": "export.zip",
]

/// One reader and what it reads: in memory, nothing is written.
struct Bench {
  let folder: String
  let file: String
  let store: Store
  let options: ImportOptions

  init(_ place: String) throws {
    // Of a temporary folder in memory where there is one: a file is written for every try.
    let root = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : NSTemporaryDirectory()
    folder = root + "/porch-fuzz-\(getpid())"
    file = folder + "/" + place
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    store = try Store.inMemory()
    options = ImportOptions(
      me: "Bob", dateOrder: .dmy, timeZone: .gmt, network: .instagram, dryRun: true)
  }

  func read(_ bytes: UnsafeRawBufferPointer) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    _ = try Import.run(
      paths: [folder], into: store, options: options, now: { Date(timeIntervalSince1970: 1.8e9) })
  }
}

guard CommandLine.arguments.count > 1, let place = places[CommandLine.arguments[1]] else {
  let names = places.keys.sorted().joined(separator: ", ")
  FileHandle.standardError.write(Data("Name a format: \(names).\n".utf8))
  exit(2)
}
let bench = try Bench(place)

/// What libFuzzer calls by this name; its own `main`, which is linked too and never runs, wants it.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  do {
    try bench.read(UnsafeRawBufferPointer(start: bytes, count: size))
  } catch {
    // A crash is how libFuzzer learns of a finding: it keeps the bytes that led to it.
    fatalError("An import may not fail for what is in a file: \(error)")
  }
  return 0
}

var count = CommandLine.argc - 1
var arguments = CommandLine.unsafeArgv
arguments[1] = arguments[0]
var rest = arguments + 1
exit(withUnsafeMutablePointer(to: &rest) { runFuzzer(&count, $0, testOneInput) })
