import InboxAPI
import Testing

/// No answer of a server fails for a field that we can do without.
@Suite struct HostileAnswerTests {
  let document: OpenAPIDocument

  init() throws { document = try OpenAPIDocument.shared.get() }

  @Test(arguments: WireType.answers)
  func anyFieldMayBeMissingOrOfAnotherType(type: WireType) throws {
    for example in try document.examples(of: type.schema) {
      for name in example.fieldNames where !type.needs.contains(name) {
        for value in [nil] + Self.wrong {
          var mutant = example
          mutant[name] = value
          #expect(throws: Never.self, "\(name) of \(type.schema)") { try type.roundTrip(mutant) }
        }
      }
    }
  }

  @Test(arguments: WireType.answers)
  func anyFieldOfWhatIsInsideMayBeMissingOrOfAnotherType(type: WireType) throws {
    let needsItsInside: Set = ["user"]
    for example in try document.examples(of: type.schema) {
      for name in example.fieldNames where !needsItsInside.contains(name) {
        for inside in mutants(of: example[name] ?? .null) {
          var mutant = example
          mutant[name] = inside
          #expect(throws: Never.self, "\(name) of \(type.schema)") { try type.roundTrip(mutant) }
        }
      }
    }
  }

  @Test func anItemThatCannotBeReadCostsNoOther() throws {
    let good = try #require(try document.examples(of: "Message").first)
    for name in try document.required(of: "Message") where name != "revision" {
      var bad = good
      bad[name] = .object([:])
      let page = RawJSON.object([
        "data": .list([good, bad, .null, .int(7), good]), "next_cursor": .null,
      ])
      let read = try page.decoded(as: PageResource<MessageResource>.self)
      #expect(read.data.count == 2)
      #expect(read.unreadable.map(\.index) == [1, 2, 3])
    }
  }

  @Test func aChangeThatCannotBeReadKeepsItsPlace() throws {
    let changes = RawJSON.object([
      "data": .list([
        .object(["seq": .int(8), "type": .text("message"), "message": .int(1)]),
        .object(["seq": .int(9), "type": .text("earthquake"), "at": .text("noon")]),
      ]), "seq": .int(9), "more": .bool(false),
    ])
    let read = try changes.decoded(as: ChangesResource.self)
    #expect(read.data.map(\.seq) == [8, 9])
    #expect(read.data[0].message == nil)
    #expect(read.unreadable.isEmpty)
  }

  @Test(arguments: [RawJSON.int(5), .object([:]), .bool(false), .list([])])
  func aCursorThatCannotBeReadIsNoEndOfTheWalk(cursor: RawJSON) {
    let page = RawJSON.object(["data": .list([]), "next_cursor": cursor])
    #expect(throws: WireError.wrongType(field: "next_cursor", expected: "a text or null")) {
      try page.decoded(as: PageResource<MessageResource>.self)
    }
  }

  @Test func wordsOfALaterVersionAreReadAsTheyCame() throws {
    var message = try #require(try document.examples(of: "Message").first)
    message[.direction] = .text("sideways")
    message[.delivery] = .text("teleported")
    #expect(try message.decoded(as: MessageResource.self).direction == "sideways")
    #expect(try RawJSON(message.decoded(as: MessageResource.self)) == message)
  }

  /// The object or list with each field or element inside it taken out or replaced, at any depth.
  private func mutants(of value: RawJSON) -> [RawJSON] {
    switch value {
    case .object:
      value.fieldNames.flatMap { name in
        let inside = mutants(of: value[name] ?? .null).map(Optional.some)
        return ([nil] + Self.wrongInside + inside).map { replacement in
          var mutant = value
          mutant[name] = replacement
          return mutant
        }
      }
    case .list(let list):
      list.indices.flatMap { index in
        (Self.wrongInside.compactMap { $0 } + mutants(of: list[index])).map { replacement in
          var mutant = list
          mutant[index] = replacement
          return .list(mutant)
        }
      }
    default: []
    }
  }

  /// Fewer, because they are many times as many.
  private static let wrongInside: [RawJSON?] = [.null, .int(-1), .text(""), .object([:])]

  private static let wrong: [RawJSON?] = [
    .null, .bool(true), .int(.max), .int(-1), .double(1e300), .text(""), .text("\u{7}"),
    .text(String(repeating: "é", count: 300)), .list([]), .list([.null, .list([])]), .object([:]),
    .object(["id": .null, "user": .int(1)]),
  ]
}
