import Foundation
import InboxAPI
import Testing
import Yams

/// openapi.yaml as the tests look at it.
struct OpenAPIDocument: Sendable {
  /// Read once: it takes a while, and nobody changes it.
  static let shared = Result { try OpenAPIDocument() }

  let root: RawJSON

  private init() throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = tests.appendingPathComponent("../../Sources/InboxAPI/openapi.yaml")
    let text = try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
    root = Self.value(try #require(try Yams.load(yaml: text)))
  }

  /// A schema of `components`, or the one a reference names.
  func schema(_ name: String) throws -> RawJSON {
    try #require(root["components"]?["schemas"]?[name], "there is no schema \(name)")
  }

  var schemaNames: [String] { (root["components"]?["schemas"]).map(\.fieldNames) ?? [] }

  func resolved(_ schema: RawJSON) throws -> RawJSON {
    guard let target = schema["$ref"]?.text, let name = target.split(separator: "/").last else {
      return schema
    }
    return try resolved(self.schema(String(name)))
  }

  func examples(of name: String) throws -> [RawJSON] {
    try #require(schema(name)["examples"]?.list, "\(name) has no examples")
  }

  func properties(of name: String) throws -> [String: RawJSON] {
    guard case .object(let properties) = try schema(name)["properties"] else { return [:] }
    return properties
  }

  func required(of name: String) throws -> Set<String> {
    Set(try schema(name)["required"]?.list?.compactMap(\.text) ?? [])
  }

  /// Whether null is allowed, by type or as one of several.
  func isNullable(_ schema: RawJSON) throws -> Bool {
    let schema = try resolved(schema)
    let types = schema["type"]?.list ?? [schema["type"] ?? .null]
    if types.contains(.text("null")) { return true }
    return try (schema["oneOf"]?.list ?? []).contains { try isNullable($0) }
  }

  private static func value(_ any: Any) -> RawJSON {
    switch any {
    case let bool as Bool: .bool(bool)
    case let int as Int: .int(Int64(int))
    case let double as Double: .double(double)
    case let text as String: .text(text)
    case let list as [Any]: .list(list.map(value))
    case let object as [AnyHashable: Any]:
      .object(
        Dictionary(uniqueKeysWithValues: object.map { ("\($0.key.base)", value($0.value)) }))
    default: .null
    }
  }
}

extension RawJSON {
  var fieldNames: [String] {
    if case .object(let fields) = self { fields.keys.sorted() } else { [] }
  }
}
