/// What a JSON object of a request may hold, field by field.
///
/// Strict where the text of the Inbox API is: a field of a type or a value that is not known, and a
/// null where the type has none, is ``RequestError/invalid(field:detail:)``. Unknown fields are let
/// through untouched.
package struct Shape: Sendable {
  package struct Field: Sendable {
    package var key: WireKey
    package var rule: Rule
    package var isRequired = false
    package var isNullable = false
  }

  package indirect enum Rule: Sendable {
    /// 1–255 bytes without control characters.
    case id
    case text
    /// Not empty.
    case filledText
    /// 1–255 visible ASCII characters.
    case clientID
    case bool
    /// From 0 up.
    case count
    case int
    /// RFC 3339 with a zone.
    case time
    case oneOf([String])
    case list(Rule, atMost: Int = .max)
    case object(Shape)
    /// An id, or the object with that id.
    case idOr(Shape)
  }

  package var fields: [Field]

  package init(
    required: [WireKey: Rule] = [:], optional: [WireKey: Rule] = [:],
    nullable: [WireKey: Rule] = [:]
  ) {
    fields =
      required.map { Field(key: $0.key, rule: $0.value, isRequired: true) }
      + optional.map { Field(key: $0.key, rule: $0.value) }
      + nullable.map { Field(key: $0.key, rule: $0.value, isNullable: true) }
    // The same mistake is named each time, whatever the order of a dictionary.
    fields.sort { $0.key.rawValue < $1.key.rawValue }
  }
}

extension Shape {
  /// Checks an object and normalises its times to UTC with milliseconds.
  ///
  /// - Parameter path: what stands before a field's name in an error, empty or ending in a dot.
  package func take(_ value: inout RawJSON, at path: String = "") throws(RequestError) {
    guard case .object(var object) = value else {
      throw .invalid(field: path.isEmpty ? "body" : String(path.dropLast()), detail: "is no object")
    }
    value = .null  // Keeps `object` the only holder, so that it is changed in place.
    for field in fields {
      let name = field.key.rawValue
      let place = path + name
      guard let index = object.index(forKey: name) else {
        if field.isRequired { throw .invalid(field: place, detail: "is missing") }
        continue
      }
      if case .null = object.values[index] {
        if field.isNullable { continue }
        throw .invalid(field: place, detail: "is null; leave it out")
      }
      try field.rule.take(&object.values[index], at: place)
    }
    value = .object(object)
  }
}

extension Shape.Rule {
  fileprivate func take(_ value: inout RawJSON, at place: String) throws(RequestError) {
    switch self {
    case .list(let rule, let most):
      guard case .list(var elements) = value else {
        throw .invalid(field: place, detail: "is no list")
      }
      guard elements.count <= most else {
        throw .invalid(field: place, detail: "has more than \(most) elements")
      }
      value = .null  // As above.
      for index in elements.indices { try rule.take(&elements[index], at: "\(place)[\(index)]") }
      value = .list(elements)
    case .object(let shape): try shape.take(&value, at: place + ".")
    case .idOr(let shape):
      if case .object = value { return try shape.take(&value, at: place + ".") }
      guard allows(value) else { throw .invalid(field: place, detail: sentence) }
    case .time:
      guard let date = value.text.flatMap(Timestamp.date) else {
        throw .invalid(field: place, detail: sentence)
      }
      value = .text(Timestamp.text(date))
    default:
      guard allows(value) else { throw .invalid(field: place, detail: sentence) }
    }
  }

  /// Whether a value that holds no others will do.
  private func allows(_ value: RawJSON) -> Bool {
    switch self {
    case .id, .idOr: value.text.map(WireID.isValid) ?? false
    case .text: value.text != nil
    case .filledText: value.text.map { !$0.isEmpty } ?? false
    case .clientID: value.text.map(WireID.isClientID) ?? false
    case .bool: value.bool != nil
    case .count: value.int.map { $0 >= 0 } ?? false
    case .int: value.int != nil
    case .oneOf(let words): value.text.map(words.contains) ?? false
    case .time, .list, .object: false
    }
  }

  private var sentence: String {
    switch self {
    case .id: "is not an id of 1 to 255 bytes without control characters"
    case .idOr: "is neither an id of 1 to 255 bytes without control characters nor an object"
    case .text: "is no text"
    case .filledText: "is not a text of at least one character"
    case .clientID: "is not 1 to 255 visible ASCII characters"
    case .bool: "is neither true nor false"
    case .count: "is not a whole number from 0 up"
    case .int: "is no whole number"
    case .time: "is not an RFC 3339 time with a zone"
    case .oneOf(let words): "is not one of \(words.joined(separator: ", "))"
    case .list: "is no list"
    case .object: "is no object"
    }
  }
}
