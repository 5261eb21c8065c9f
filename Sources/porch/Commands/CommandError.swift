import Domain

/// Why a command could not do what it was asked, as a sentence with a next step.
struct CommandError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
