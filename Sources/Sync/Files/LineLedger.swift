import Domain
import InboxAPI

/// Which account each line belongs to, by the rules of the drop folder.
///
/// A message's own `account`, else the account of its conversation, else the last account line
/// above it in the file, else an account named after the folder.
struct LineLedger: Sendable {
  let delivery: Account.Delivery
  /// The id of the account that takes what no line claims.
  private(set) var fallback: String
  /// The id under which an account that a line names is kept: another one where the id belongs to
  /// another folder, whose outbox would get the replies otherwise.
  let ownID: @Sendable (_ account: String) -> String
  /// Asks what is stored already: the account of a conversation that these files did not describe.
  let storedAccount: @Sendable (_ conversation: String) -> String?

  /// The last account line above, per file; set when a file is opened.
  var current: String?

  /// Answers of ``ownID``, which stand from then on.
  private var ownIDs: [String: String] = [:]
  private var accounts: [String] = []
  private var selfIDs: [String?] = []
  private var numbers: [String: Int32] = [:]
  /// By the hash of the conversation's id: a tenth of what the ids themselves would take.
  private var conversations: [Int: Int32] = [:]

  init(
    delivery: Account.Delivery, fallback: String,
    ownID: @escaping @Sendable (_ account: String) -> String = { $0 },
    storedAccount: @escaping @Sendable (_ conversation: String) -> String?
  ) {
    self.delivery = delivery
    self.fallback = fallback
    self.ownID = ownID
    self.storedAccount = storedAccount
  }

  /// Another file begins: no account line of the last one stands above its lines.
  mutating func begin(fallback: String) {
    self.fallback = fallback
    current = nil
  }

  /// The participant that is us in an account, where a line said so.
  func selfID(of account: String) -> String? {
    numbers[account].flatMap { selfIDs[Int($0)] }
  }

  /// An account line. - Returns: the account under the id that it is kept with.
  mutating func open(_ line: AccountResource) -> AccountResource {
    var account = line
    account.id = own(line.id)
    current = account.id
    let number = number(of: account.id)
    if let selfID = account.selfID { selfIDs[Int(number)] = selfID }
    return account
  }

  private mutating func own(_ account: String) -> String {
    if let known = ownIDs[account] { return known }
    let id = ownID(account)
    ownIDs[account] = id
    return id
  }

  /// An account that no line has described is made on first use; the item that makes it, if so.
  mutating func introduce(_ account: String) -> Incoming? {
    guard numbers[account] == nil else { return nil }
    _ = number(of: account)
    guard account == own(fallback) else {
      return .account(IncomingAccount(id: account, delivery: delivery))
    }
    return .account(
      IncomingAccount(
        id: account, network: .other, name: SafeText(line: account), delivery: delivery))
  }

  mutating func account(ofConversation resource: ConversationResource) -> String {
    let account =
      resource.account.map { own($0) } ?? current ?? storedAccount(resource.id) ?? own(fallback)
    conversations[resource.id.hashValue] = number(ofUsed: account)
    return account
  }

  mutating func account(ofParticipant line: ParticipantLine) -> String {
    line.account.map { own($0) } ?? current ?? own(fallback)
  }

  mutating func account(of resource: MessageResource) -> String {
    if let account = resource.account { return own(account) }
    let key = resource.conversation.hashValue
    if let number = conversations[key] { return accounts[Int(number)] }
    let account = storedAccount(resource.conversation) ?? current ?? own(fallback)
    conversations[key] = number(ofUsed: account)
    return account
  }

  /// A number for an account without introducing it.
  private mutating func number(ofUsed account: String) -> Int32 {
    if let number = numbers[account] { return number }
    if let number = accounts.firstIndex(of: account) { return Int32(number) }
    accounts.append(account)
    selfIDs.append(nil)
    return Int32(accounts.count - 1)
  }

  private mutating func number(of account: String) -> Int32 {
    let number = number(ofUsed: account)
    numbers[account] = number
    return number
  }
}
