import ArgumentParser
import Fixtures
import Foundation
import Storage

/// Writes made-up conversations in bulk, to measure with: always the same for the same seed.
@main
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "porch-generate",
    abstract: "Write made-up conversations, as lines of a drop folder or straight into a store.")

  @Option(help: "How many messages.") var messages = 1_000_000
  @Option(help: "In how many conversations.") var conversations = 100_000
  @Option(help: "Another seed, other words.") var seed: UInt64 = 1
  @Flag(help: "Fill a store instead of writing lines.") var store = false
  @Argument(help: "The file to write. Lines replace it; a store is added to.") var file: String

  func validate() throws {
    guard conversations > 0, conversations <= messages else {
      throw ValidationError("Every conversation needs a message: ask for fewer conversations.")
    }
  }

  func run() throws {
    let generated = Generated(messages: messages, conversations: conversations, seed: seed)
    guard store else { return try generated.writeLines(to: file) }
    let filled = try Store.open(path: file)
    for batch in generated.batches() { _ = try filled.receive(batch, at: Date()) }
  }
}
