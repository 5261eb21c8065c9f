import ArgumentParser
import Foundation
import Sync

/// Where a server's token comes from, as commands are told it: one of three ways, or none.
struct TokenOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A file with the token, readable by you alone.", valueName: "file"))
  var tokenFile: String?
  @Option(help: ArgumentHelp("An environment variable with the token.", valueName: "variable"))
  var tokenEnv: String?
  @Option(
    help: ArgumentHelp(
      "A command that prints the token: \"pass show inbox\".", valueName: "command")
  )
  var tokenCommand: String?

  /// How many of the ways were said.
  var count: Int { [tokenFile, tokenEnv, tokenCommand].count { $0 != nil } }

  /// nil where none was said.
  func source() throws -> TokenSource? {
    if let tokenFile { return .file(Paths.expanding(tokenFile)) }
    if tokenEnv != nil { return .environment(try variable()) }
    return tokenCommand == nil ? nil : .command(try words())
  }

  /// What stands in the config for it.
  func entries() throws -> [(key: String, value: AccountSection.Value)] {
    if let tokenFile { return [("token_file", .text(AccountSection.path(tokenFile)))] }
    if tokenEnv != nil { return [("token_env", .text(try variable()))] }
    return tokenCommand == nil ? [] : [("token_command", .list(try words()))]
  }

  /// What stands here goes into the config and into sentences: a token that was put here by mistake
  /// must not.
  private func variable() throws -> String {
    let name = tokenEnv ?? ""
    guard TokenSource.mayBeNamed(name) else {
      throw ValidationError(
        "--token-env wants the name of a variable that holds the token, such as INBOX_TOKEN.")
    }
    return name
  }

  private func words() throws -> [String] {
    guard let words = CommandWords.split(tokenCommand ?? ""), words.first?.isEmpty == false else {
      throw ValidationError(
        "--token-command wants a program and its arguments, with quotes closed.")
    }
    return words
  }
}
