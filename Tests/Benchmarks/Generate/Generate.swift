import ArgumentParser
import Fixtures

/// Writes made-up conversations in bulk, to measure with: always the same for the same seed.
@main
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "porch-generate",
    abstract: "Write made-up conversations as lines of a drop folder.")

  @Option(help: "How many messages.") var messages = 1_000_000
  @Option(help: "In how many conversations.") var conversations = 100_000
  @Option(help: "Another seed, other words.") var seed: UInt64 = 1
  @Argument(help: "The file to write, or replace.") var file: String

  func validate() throws {
    guard conversations > 0, conversations <= messages else {
      throw ValidationError("Every conversation needs a message: ask for fewer conversations.")
    }
  }

  func run() throws {
    try Generated(messages: messages, conversations: conversations, seed: seed)
      .writeLines(to: file)
  }
}
