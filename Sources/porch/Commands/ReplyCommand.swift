import ArgumentParser
import Cells
import Domain
import Foundation
import Interface
import Storage
import Sync

/// `porch reply ID`: sends the text from stdin, without the hold of the interface.
struct ReplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reply", abstract: "Sends the text from stdin as a reply.")

  @Argument(help: "The conversation's id, as `porch list` prints it.")
  var id: String
  @Option(help: "How many seconds a server is waited for; later it is sent by the next sync.")
  var wait: Double = 30
  @OptionGroup var store: StoreOption

  /// In bytes: room for the longest text there is. A pipe that never ends must not fill the memory.
  private static let longestInput = 4 * SafeText.longestText

  private static let tooLong = CommandError(
    "The text is longer than any network takes. Nothing was sent; make it shorter than"
      + " \(SafeText.longestText) characters.")

  func validate() throws {
    guard (0...3600).contains(wait) else {
      throw ValidationError("--wait takes 0 to 3600 seconds.")
    }
  }

  func run() throws {
    let inbox = self.store
    let store = try inbox.openedAsItIs()
    let known = try known(in: store)
    let text = try readText()
    inbox.readFolders(into: store)
    let conversation = try known?.conversation ?? store.resolve(typed: id)
    try warn(about: text, to: conversation, in: store)
    let reply = Outgoing(conversation: conversation, text: text, seen: known?.newest)
    switch try store.enqueue(reply, hold: 0, run: UUID().uuidString, at: Date()) {
    case .queued(let message), .held(let message, _): try deliver(message, in: store)
    case .handover(let message, _, let url):
      try store.confirmHandover(message, wasSent: false, at: Date())
      let place = url.map { " at \($0)" } ?? ""
      let sentence = "This account is an imported archive and cannot send."
      throw CommandError("\(sentence) The text is kept as a draft; send it yourself\(place).")
    case .newerArrived(let author, let text, _):
      let said = TextLayout.clip(SafeText(line: text.string).string, columns: 120)
      let sentence = "\(author) wrote meanwhile: “\(said)”"
      throw CommandError("\(sentence) Nothing was sent; run it again to send it all the same.")
    }
  }

  /// What the composer would say before it sends. It blocks nothing.
  private func warn(
    about text: String, to conversation: Conversation.ID, in store: Store
  ) throws(StoreError) {
    let request = PageRequest(conversation: conversation, anchor: .newest, count: 20)
    guard let page = try store.page(request) else { return }
    let circumstances = SendCircumstances(page: page, sentInThisRun: [], now: Date())
    for warning in SendWarning.all(about: text, circumstances) {
      Main.writeError("porch: \(warning.sentence)")
    }
  }

  /// The conversation and its newest message as of the start: whoever answers has seen no more.
  /// - Returns: nil when the id is not known yet.
  private func known(
    in store: Store
  ) throws(StoreError) -> (conversation: Conversation.ID, newest: Message.ID?)? {
    let conversation: Conversation.ID
    do throws(StoreError) {
      conversation = try store.resolve(typed: id)
    } catch .noSuch {
      return nil
    }
    return (conversation, try store.newestArrival(in: conversation))
  }

  /// What is on stdin, cleaned as the composer cleans a paste: what is sent is what is shown.
  private func readText() throws -> String {
    if isatty(STDIN_FILENO) == 1 { Main.writeError("Type the reply; Ctrl-d ends it.") }
    let data = try FileHandle.standardInput.read(upToCount: Self.longestInput + 1) ?? Data()
    guard data.count <= Self.longestInput else { throw Self.tooLong }
    guard let typed = String(data: data, encoding: .utf8) else {
      throw CommandError("The text is not UTF-8. Nothing was sent.")
    }
    var text = TypedText.cleaned(typed)
    while text.last?.isNewline == true { text.removeLast() }
    guard text.unicodeScalars.count <= SafeText.longestText else { throw Self.tooLong }
    guard !typed.allSatisfy(\.isWhitespace) else {
      throw CommandError("There was no text on stdin. Nothing was sent.")
    }
    guard !SafeText(sanitising: text).string.allSatisfy(\.isWhitespace) else {
      throw CommandError(
        "There is nothing in the text but characters that nobody sees. Nothing was sent;"
          + " put words into it.")
    }
    return text
  }

  private func deliver(_ message: Message.ID, in store: Store) throws {
    try OutboxDelivery(store: store).deliverOnce()
    guard let left = try store.pendingOutbox().first(where: { $0.message == message }) else {
      return
    }
    if case .server(let connection) = left.account.delivery {
      return try deliver(message, by: connection, in: store)
    }
    if case .failed(let reason) = left.state { throw CommandError(reason.string) }
    Main.writeError("Queued: it is sent when Porch runs.")
    throw ExitCode(3)
  }

  private func deliver(_ message: Message.ID, by connection: String, in store: Store) throws {
    var reason = SafeText(line: "No server “\(connection)” is configured.")
    if let server = Settings.load(from: Paths().config).accounts.first(where: {
      $0.name == connection
    }) {
      do {
        let why = try ServerReply(store: store, server: server).deliver(message, waiting: wait)
        guard let why else { return }
        reason = why
      } catch let error as TokenError {
        reason = error.notice.text
      }
    }
    let why = reason.isEmpty ? "" : " \(reason)"
    Main.writeError("Queued for later: `porch sync` or the inbox sends it.\(why)")
    throw ExitCode(3)
  }
}
