package import Domain
package import FoundationEssentials

extension Conversation.ID {
  package static let ana = Conversation.ID(1)
  package static let jo = Conversation.ID(2)
  package static let milo = Conversation.ID(3)
  package static let sakura = Conversation.ID(4)
  package static let leila = Conversation.ID(5)
  package static let tom = Conversation.ID(6)
  package static let priya = Conversation.ID(7)
  package static let wes = Conversation.ID(8)
}

extension World {
  /// The people of the design's picture.
  package static let market: World = {
    var world = World()
    world.add(
      .ana, "Ana Ribeiro", "@ana.grows", .instagram, waits: ago(days: 3, hours: 22), unread: 2,
      says: [
        "Hi! Do you still have sunflower seeds? I need them before the weekend.", "hello? :)",
      ],
      isFirst: true)
    world.add(
      .jo, "Jo Park", "@jopark", .x, waits: ago(hours: 26), unread: 1,
      says: ["the link in your bio is dead, just so you know. https://example.shop/spring"])
    world.add(
      .milo, "Milo Okonkwo", nil, .whatsapp, waits: ago(hours: 5), unread: 1,
      says: ["Order 4417 came without the gift card"], isFlagged: true)
    world.add(
      .sakura, "さくら", "@sakura", .instagram, waits: ago(hours: 3), unread: 1,
      says: ["はじめまして！注文の送料を教えてください。東京までです。"], isFirst: true)
    world.add(
      .leila, "Leïla B.", nil, .messenger, waits: ago(hours: 2), unread: 3,
      says: ["Merci !! une dernière question sur la livraison"])
    world.add(
      .tom, "Tom from the market", nil, .telegram, waits: ago(minutes: 48), unread: 1,
      says: ["are you at the saturday market again?"])
    world.add(
      .priya, "priya.makes", "@priya.makes", .instagram, waits: ago(minutes: 31), unread: 1,
      says: ["Hi, is the workshop ok for beginners?"], isFirst: true)
    world.add(
      .wes, "Wes", nil, .linkedin, waits: ago(minutes: 12), unread: 1,
      says: ["Following up on the school garden idea from spring"])
    world.counts = Counts([
      .waiting: 8, .first: 3, .flagged: 1, .snoozed: 4, .pitches: 12, .greetings: 3, .outbox: 1,
    ])
    world.accounts = [Network.instagram, .x, .whatsapp].map {
      AccountStatus(account: account($0), state: .following(since: now))
    }
    return world
  }()

  /// Many people, for scrolling.
  package static func crowd(_ count: Int) -> World {
    var world = World()
    for number in 1...count {
      world.add(
        Conversation.ID(Int64(number)), SafeText(line: "Person \(number)"), nil, .telegram,
        waits: ago(minutes: Double(count - number + 1)), unread: 1, says: ["Message \(number)"])
    }
    world.counts = Counts([.waiting: count])
    world.accounts = [AccountStatus(account: account(.telegram), state: .following(since: now))]
    return world
  }

  package static func account(
    _ network: Network, delivery: Account.Delivery = .demo
  ) -> Account {
    Account(
      id: Account.ID(1), remoteID: "shop", network: network, name: "Shop", maxText: 1000,
      delivery: delivery)
  }

  /// Adds somebody, with a page of what they said.
  package mutating func add(
    _ id: Conversation.ID, _ name: SafeText, _ handle: SafeText?, _ network: Network,
    waits: Date?, unread: Int = 0, says texts: [String], isFirst: Bool = false,
    isFlagged: Bool = false
  ) {
    let start = waits ?? Self.ago(days: 1)
    let messages = texts.enumerated().map { index, text in
      Message(
        id: Message.ID(id.value * 100 + Int64(index)), remoteID: "m\(id.value)-\(index)",
        direction: .in, author: name, text: SafeText(sanitising: text),
        sentAt: start.addingTimeInterval(Double(index) * 60))
    }
    let conversation = Conversation(
      id: id, remoteID: "c\(id.value)", account: Account.ID(1), network: network, title: name,
      handle: handle, triage: TriageState(flagged: isFlagged), unread: unread,
      waitingSince: waits, isFirstContact: isFirst, lastMessageAt: messages.last?.sentAt,
      lastLine: messages.last.map {
        .init(text: SafeText(line: $0.text.string), direction: .in)
      })
    rows.append(conversation)
    let first = messages.suffix(max(0, unread)).first?.id
    pages[id] = ConversationPage(
      request: PageRequest(conversation: id, anchor: .unread, count: 1), conversation: conversation,
      account: Self.account(network), messages: messages,
      firstUnread: unread > 0 ? first : nil,
      person: PersonCard(
        name: name, handle: handle, firstWroteAt: messages.first?.sentAt))
  }
}
