import Foundation
import InboxAPI
import Testing

/// What a server takes is what openapi.yaml lets a client send.
@Suite struct ShapeAgreementTests {
  struct Named: Sendable, CustomTestStringConvertible {
    var schema: String
    var shape: Shape
    var testDescription: String { schema }
  }

  static let shapes = [
    Named(schema: "SendRequest", shape: SendRequest.shape),
    Named(schema: "TriagePatch", shape: TriagePatch.shape),
    Named(schema: "ReadRequest", shape: ReadRequest.shape),
    Named(schema: "UnreadRequest", shape: UnreadRequest.shape),
    Named(schema: "PresenceRequest", shape: PresenceRequest.shape),
    Named(schema: "GivenAccount", shape: .account),
    Named(schema: "GivenParticipant", shape: .participant),
    Named(schema: "GivenAttachment", shape: .attachment),
    Named(schema: "GivenMessage", shape: .message),
    Named(schema: "GivenConversation", shape: .conversation),
    Named(schema: "Gone", shape: .gone),
    Named(schema: "Reaction", shape: .reaction),
  ]

  let document: OpenAPIDocument

  init() throws { document = try OpenAPIDocument.shared.get() }

  @Test(arguments: shapes)
  func aShapeHasTheFieldsOfItsSchema(named: Named) throws {
    let fields = named.shape.fields
    let properties = try document.properties(of: named.schema)
    #expect(Set(fields.map(\.key.rawValue)) == Set(properties.keys))
    #expect(
      Set(fields.filter(\.isRequired).map(\.key.rawValue))
        == (try document.required(of: named.schema)))
    for field in fields {
      let schema = try #require(properties[field.key.rawValue])
      #expect(try document.isNullable(schema) == field.isNullable, "\(field.key.rawValue)")
      try compare(field.rule, with: schema, at: "\(named.schema).\(field.key.rawValue)")
    }
  }

  @Test(arguments: shapes)
  func aShapeTakesTheExamples(named: Named) throws {
    for example in try document.examples(of: named.schema) {
      var value = example
      try named.shape.take(&value)
      #expect(value.fieldNames == example.fieldNames)
    }
  }

  @Test func aRequestIsWrittenAsItIsRead() throws {
    try expectSame("SendRequest", SendRequest.self)
    try expectSame("TriagePatch", TriagePatch.self)
    try expectSame("ReadRequest", ReadRequest.self)
    try expectSame("UnreadRequest", UnreadRequest.self)
    try expectSame("PresenceRequest", PresenceRequest.self)
  }

  @Test func whatIsHandedInByTheExamplesIsTakenWhole() throws {
    let examples = try document.examples(of: "IngestRequest")
    let properties = try document.properties(of: "IngestRequest")
    #expect(Set(examples.flatMap(\.fieldNames)) == Set(properties.keys))
    for example in examples {
      let request = try IngestRequest(json: example.json())
      for item in request.conversations { #expect(throws: Never.self) { try item.resource.get() } }
      for item in request.messages { #expect(throws: Never.self) { try item.resource.get() } }
      for item in request.gone { #expect(throws: Never.self) { try item.resource.get() } }
      #expect(request.messages.count == example["messages"]?.list?.count ?? 0)
    }
  }

  /// Reads each example, writes it, and looks for the same with times in UTC.
  private func expectSame<Body: RequestBody & Encodable>(
    _ schema: String, _ type: Body.Type
  ) throws {
    for example in try document.examples(of: schema) {
      var taken = example
      try Body.shape.take(&taken)
      #expect(try RawJSON(Body(json: example.json())) == taken)
    }
  }

  private func compare(_ rule: Shape.Rule, with schema: RawJSON, at place: String) throws {
    let schema = try notNull(schema)
    let type = schema["type"]?.text ?? schema["type"]?.list?.first?.text
    let words = schema["enum"]?.list?.compactMap(\.text)
    switch rule {
    case .list(let rule, let most):
      #expect(type == "array", "\(place)")
      #expect(schema["maxItems"]?.int.map(Int.init) ?? .max == most, "\(place)")
      try compare(rule, with: try #require(schema["items"]), at: place + "[]")
    case .object: #expect(type == "object", "\(place)")
    case .idOr:
      let choices = try #require(schema["oneOf"]?.list).map { try document.resolved($0) }
      #expect(choices.map { $0["type"]?.text } == ["string", "object"], "\(place)")
    case .oneOf(let known):
      #expect(type == "string", "\(place)")
      #expect(words == known, "\(place)")
    case .bool: #expect(type == "boolean", "\(place)")
    case .count, .int:
      #expect(type == "integer", "\(place)")
      #expect(schema["minimum"]?.int == (rule.isCount ? 0 : nil), "\(place)")
    case .time: #expect(schema["format"]?.text == "date-time", "\(place)")
    case .id, .clientID:
      #expect(schema["maxLength"]?.int == Int64(WireID.longest), "\(place)")
      #expect(schema["minLength"]?.int == 1, "\(place)")
    case .text, .filledText:
      #expect(type == "string" && words == nil, "\(place)")
      #expect(schema["minLength"]?.int == (rule.isFilled ? 1 : nil), "\(place)")
    }
  }

  /// The schema of what a field holds when it is not null.
  private func notNull(_ schema: RawJSON) throws -> RawJSON {
    let schema = try document.resolved(schema)
    guard let choices = schema["oneOf"]?.list, choices.contains(.object(["type": .text("null")]))
    else { return schema }
    return try document.resolved(try #require(choices.first))
  }
}

extension Shape.Rule {
  fileprivate var isCount: Bool { if case .count = self { true } else { false } }
  fileprivate var isFilled: Bool { if case .filledText = self { true } else { false } }
}
