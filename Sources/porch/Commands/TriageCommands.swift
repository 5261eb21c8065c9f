import ArgumentParser
import Domain
import Foundation
import Interface
import Storage

/// What `snooze`, `flag` and `done` share: ids, and a sentence for each that could not be found.
struct TriageTargets: ParsableArguments {
  @Argument(help: "Conversation ids, as `porch list` prints them.")
  var ids: [String]
  @OptionGroup var store: StoreOption

  /// Applies the step to every conversation that is found. The followed folders are read only for
  /// whoever is not here yet, and after everybody else: what nobody has seen is not put away.
  /// - Throws: exit code 1 when none was found, 3 when only some were.
  func apply(_ step: TriageStep) throws {
    let inbox = self.store
    let store = try inbox.openedAsItIs()
    let run = UUID().uuidString
    var (missing, failures) = ([String](), 0)
    for id in ids {
      do throws(StoreError) {
        try apply(step, to: id, in: store, run: run)
      } catch .noSuch {
        missing.append(id)
      } catch {
        failures += 1
        Main.writeError("porch: \(error.notice.text)")
      }
    }
    if !missing.isEmpty { inbox.readFolders(into: store) }
    for id in missing {
      do throws(StoreError) {
        try apply(step, to: id, in: store, run: run)
      } catch {
        failures += 1
        Main.writeError("porch: \(error.notice.text)")
      }
    }
    if failures > 0 { throw ExitCode(failures == ids.count ? 1 : 3) }
  }

  private func apply(
    _ step: TriageStep, to id: String, in store: Store, run: String
  ) throws(StoreError) {
    let conversation = try store.resolve(typed: id)
    try store.triage(step, conversation, run: run, at: Date())
    let title = try store.conversation(conversation)?.title ?? SafeText(line: id)
    print("\(title): \(Self.words(for: step)).")
  }
}

extension TriageTargets {
  /// What was done, so that a time that was read otherwise than meant is seen.
  private static func words(for step: TriageStep) -> String {
    switch step {
    case .snooze(let until?):
      "snoozed until \(SnoozeTime.words(for: until, now: Date(), timeZone: .current))"
    case .snooze(nil): "snoozed until they reply"
    case .flag(let on): on ? "flagged" : "no longer flagged"
    case .done: "done"
    default: "changed"
    }
  }
}

/// `porch snooze ID… --until TIME`.
struct SnoozeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snooze", abstract: "Puts conversations away until a time, or until they reply.")

  @OptionGroup var targets: TriageTargets
  @Option(
    help: "\"tomorrow\", \"tue 3pm\", \"in 2h\", \"2026-12-01 09:00\", or as --json prints it.")
  var until: String?
  @Flag(help: "Until they reply.")
  var untilReply = false

  func validate() throws {
    if until != nil && untilReply {
      throw ValidationError("--until and --until-reply exclude each other. Say one of them.")
    }
    if until == nil && !untilReply {
      throw ValidationError("Say --until TIME or --until-reply.")
    }
    _ = try wakeTime()
  }

  func run() throws { try targets.apply(.snooze(until: try wakeTime())) }

  /// nil: until they reply.
  private func wakeTime() throws(ValidationError) -> Date? {
    guard let until else { return nil }
    switch SnoozeTime.read(until, now: Date(), timeZone: .current) {
    case .success(let time): return time
    case .failure(let reason):
      let typed = SafeText(line: until, limit: 64)
      throw ValidationError("--until “\(typed)”: \(reason.sentence)")
    }
  }
}

/// `porch flag ID…`.
struct FlagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flag", abstract: "Flags conversations.")

  @OptionGroup var targets: TriageTargets
  @Flag(help: "Takes the flag away.")
  var off = false

  func run() throws { try targets.apply(.flag(!off)) }
}

/// `porch done ID…`.
struct DoneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "done", abstract: "Marks conversations done; a new message opens them again.")

  @OptionGroup var targets: TriageTargets

  func run() throws { try targets.apply(.done) }
}
