import InboxAPI
import Testing

/// Types, examples and openapi.yaml say the same.
@Suite struct DocumentAgreementTests {
  let document: OpenAPIDocument

  init() throws { document = try OpenAPIDocument.shared.get() }

  @Test(arguments: WireType.answers)
  func anExampleIsReadAndWrittenAsItWas(type: WireType) throws {
    for example in try document.examples(of: type.schema) {
      #expect(try type.roundTrip(example) == example)
    }
  }

  @Test(arguments: WireType.answers)
  func theExamplesShowEveryProperty(type: WireType) throws {
    let shown = try document.examples(of: type.schema).flatMap(\.fieldNames)
    #expect(Set(shown) == Set(try document.properties(of: type.schema).keys))
  }

  @Test(arguments: WireType.answers)
  func aTypeHasNoPropertyThatTheDocumentLacks(type: WireType) throws {
    let known = Set(try document.properties(of: type.schema).keys).union(type.more)
    for value in Self.candidates {
      for example in try document.examples(of: type.schema) {
        var more = example
        for key in WireKey.allCases where !known.contains(key.rawValue) { more[key] = value }
        let written = try type.roundTrip(more).fieldNames
        #expect(written == example.fieldNames, "what is more is not in the document")
      }
    }
  }

  @Test(arguments: WireType.answers)
  func everyPropertyIsAFieldOfTheWire(type: WireType) throws {
    for name in try document.properties(of: type.schema).keys {
      #expect(WireKey(rawValue: name) != nil, "\(name) is no field")
    }
  }

  @Test(arguments: WireType.answers)
  func whatIsRequiredIsAlwaysWritten(type: WireType) throws {
    for example in try document.examples(of: type.schema) {
      for name in try document.required(of: type.schema) {
        var less = example
        less[name] = nil
        if type.needs.contains(name) && name != "next_cursor" {
          #expect(throws: WireError.self, "\(name) was not missed") { try type.roundTrip(less) }
        } else {
          let isThere = try type.roundTrip(less)[name] != nil
          #expect(isThere != type.leftToServers.contains(name), "\(name) of \(type.schema)")
        }
      }
    }
  }

  @Test(arguments: WireType.answers)
  func whatIsOptionalIsLeftOutAndNeverNull(type: WireType) throws {
    let required = try document.required(of: type.schema)
    for example in try document.examples(of: type.schema) {
      for name in example.fieldNames where !required.contains(name) {
        var less = example
        less[name] = nil
        #expect(try type.roundTrip(less) == less)
        var null = example
        null[name] = .null
        #expect(try type.roundTrip(null) == less)
      }
    }
  }

  @Test(arguments: WireType.answers)
  func nullIsKeptWhereTheTypeHasOne(type: WireType) throws {
    let required = try document.required(of: type.schema)
    for (name, schema) in try document.properties(of: type.schema) {
      guard try document.isNullable(schema) else { continue }
      #expect(required.contains(name), "an optional field is left out, never null: \(name)")
      for example in try document.examples(of: type.schema) {
        var null = example
        null[name] = .null
        #expect(try type.roundTrip(null) == null)
      }
    }
  }

  @Test func everySchemaOfAnObjectIsATypeOrAShape() throws {
    let known = Set(WireType.answers.map(\.schema) + ShapeAgreementTests.shapes.map(\.schema))
      .union(["IngestRequest"])
    for name in document.schemaNames {
      guard try document.schema(name)["type"] == .text("object") else { continue }
      #expect(known.contains(name), "nothing is compared with \(name)")
    }
  }

  /// Values of every kind; those an id, a time or a list of resources could be among them.
  static let candidates: [RawJSON] = [
    .text("2026-11-21T09:00:00.000Z"), .int(7), .bool(true), .list([]), .list([.text("a")]),
    .object([
      "id": .text("x"), "user": .text("u"), "state": .text("away"), "kind": .text("message"),
      "name": .text("n"), "version": .text("1"),
    ]),
  ]
}
