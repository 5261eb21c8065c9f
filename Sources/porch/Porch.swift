import ArgumentParser

@main
struct Porch: AsyncParsableCommand {
  func run() async throws {}
}
