import Foundation

/// A JSON text with one thing in it changed: each field left out, of another type, or absurd.
struct BentJSON {
  /// What a value becomes, as it stands in the text; nil leaves the field out.
  static let values: [(name: String, text: String?)] = [
    ("missing", nil), ("null", "null"), ("a number", "7"), ("true", "true"),
    ("an empty text", #""""#), ("a text", #""x""#), ("an empty list", "[]"),
    ("an empty object", "{}"), ("a list in a list", "[[1]]"),
    ("beyond 2^53", "9007199254740993"), ("beyond any number", "1e999"),
    ("minus", "-62167219200000"), ("year 99999", #""+99999-01-01T00:00:00Z""#),
    ("year 0", #""0000-01-01T00:00:00Z""#), ("half a pair", #""\ud83d""#),
    ("nested", String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)),
    ("twice", nil),
  ]

  private let root: Any
  /// Where something can be changed; of a list, its first elements.
  let places: [[Step]]

  enum Step: Hashable {
    case key(String)
    case index(Int)
  }

  init(_ text: String) throws {
    root = try JSONSerialization.jsonObject(with: Data(text.utf8))
    var found: [[Step]] = []
    Self.walk(root, [], into: &found)
    places = found
  }

  private static func walk(_ value: Any, _ path: [Step], into found: inout [[Step]]) {
    if !path.isEmpty { found.append(path) }
    if let object = value as? [String: Any] {
      for (key, inner) in object.sorted(by: { $0.key < $1.key }) {
        walk(inner, path + [.key(key)], into: &found)
      }
    } else if let list = value as? [Any] {
      for (index, inner) in list.prefix(2).enumerated() {
        walk(inner, path + [.index(index)], into: &found)
      }
    }
  }

  func text(with place: [Step], as change: (name: String, text: String?)) -> String {
    write(root, place[...], change, depth: 0)
  }

  private func write(
    _ value: Any, _ place: ArraySlice<Step>?, _ change: (name: String, text: String?), depth: Int
  ) -> String {
    let blanks = String(repeating: " ", count: depth)
    if let object = value as? [String: Any] {
      let fields = object.sorted { $0.key < $1.key }.flatMap { key, inner -> [String] in
        let name = blanks + ExportSample.json(key) + ": "
        guard let place, place.first == .key(key) else {
          return [name + write(inner, nil, change, depth: depth + 1)]
        }
        guard place.count == 1 else {
          return [name + write(inner, place.dropFirst(), change, depth: depth + 1)]
        }
        if change.name == "twice" {
          let same = name + write(inner, nil, change, depth: depth + 1)
          return [same, same]
        }
        return change.text.map { [name + $0] } ?? []
      }
      return "{\n" + fields.joined(separator: ",\n") + "\n\(blanks)}"
    }
    if let list = value as? [Any] {
      let elements = list.enumerated().flatMap { index, inner -> [String] in
        guard let place, place.first == .index(index) else {
          return [write(inner, nil, change, depth: depth + 1)]
        }
        guard place.count == 1 else {
          return [write(inner, place.dropFirst(), change, depth: depth + 1)]
        }
        let same = write(inner, nil, change, depth: depth + 1)
        return change.name == "twice" ? [same, same] : change.text.map { [$0] } ?? []
      }
      return "[\n" + elements.joined(separator: ",\n") + "\n\(blanks)]"
    }
    return Self.leaf(value)
  }

  private static func leaf(_ value: Any) -> String {
    guard let data = try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
    else { return "null" }
    return String(decoding: data, as: UTF8.self)
  }
}
