import Domain

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a generated file could not be written.
package enum GeneratedError: Error, Equatable {
  case cannotWrite(path: String, errno: Int32)
}

extension Generated {
  /// Writes the whole as lines of a drop folder, conversation after conversation.
  ///
  /// A million messages are about 230 MB and take a second or two: bytes are put together by hand, because
  /// nothing in them needs escaping.
  package func writeLines(to path: String) throws(GeneratedError) {
    guard let file = fopen(path, "w") else {
      throw .cannotWrite(path: path, errno: errno)
    }
    var lines: [UInt8] = []
    var text: [UInt8] = []
    lines.reserveCapacity(1 << 21)
    lines += #"{"type":"account","id":"generated","network":"other","name":"Generated","#.utf8
    lines += #""self":"us","capabilities":[]}"#.utf8
    lines.append(0x0A)
    var failed = false
    for (number, length) in lengths().enumerated() {
      append(number, length: length, to: &lines, text: &text)
      if lines.count > 1 << 20 {
        failed = fwrite(lines, 1, lines.count, file) != lines.count || failed
        lines.removeAll(keepingCapacity: true)
      }
    }
    failed = fwrite(lines, 1, lines.count, file) != lines.count || failed
    failed = fclose(file) != 0 || failed
    if failed { throw .cannotWrite(path: path, errno: errno) }
  }

  private func append(
    _ number: Int, length: Int, to lines: inout [UInt8], text: inout [UInt8]
  ) {
    var plan = plan(number, length: length)
    let id = Array(plan.id.utf8)
    let person = Array("p\(number)".utf8)
    lines.append(conversation: plan, id: id, person: person)
    for index in 0..<length {
      text.removeAll(keepingCapacity: true)
      let said = say(index, of: &plan, into: &text)
      lines += #"{"type":"message","id":"m"#.utf8
      lines.append(decimal: number)
      lines.append(0x2D)
      lines.append(decimal: index)
      lines += #"","conversation":""#.utf8
      lines += id
      lines += #"","author":""#.utf8
      if said.isOurs { lines += Self.selfID.utf8 } else { lines += person }
      lines +=
        said.isOurs ? #"","direction":"out","text":""#.utf8 : #"","direction":"in","text":""#.utf8
      lines += text
      lines += #"","sent_at":""#.utf8
      lines.append(time: said.milliseconds)
      lines += #""}"#.utf8
      lines.append(0x0A)
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(conversation plan: Generated.Plan, id: [UInt8], person: [UInt8])
  {
    self += #"{"type":"conversation","id":""#.utf8
    self += id
    self += #"","account":"generated","network":""#.utf8
    self += plan.network.rawValue.utf8
    self += #"","kind":"direct","title":""#.utf8
    self += plan.name
    self += #"","participants":[{"id":""#.utf8
    self += person
    self += #"","name":""#.utf8
    self += plan.name
    self += #""},{"id":"us","name":"Us","is_self":true}],"status":"open","flagged":"#.utf8
    self += (plan.flagged ? "true" : "false").utf8
    if let lane = plan.lane { self += #","lane":"\#(lane.rawValue)""#.utf8 }
    self += "}\n".utf8
  }

  /// A number without a String in between.
  fileprivate mutating func append(decimal number: Int) {
    if number >= 10 { append(decimal: number / 10) }
    append(0x30 + UInt8(number % 10))
  }

  fileprivate mutating func append(padded number: Int, digits: Int) {
    var divisor = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      append(0x30 + UInt8(number / divisor % 10))
      divisor /= 10
    }
  }

  /// RFC 3339 in UTC with milliseconds. The calendar is worked out here, because a formatter would
  /// take most of the time; years begin with March, so that leap days come at their ends.
  fileprivate mutating func append(time milliseconds: Int64) {
    let day = Int(milliseconds / 86_400_000)
    let rest = Int(milliseconds % 86_400_000)
    let shifted = day + 719_468
    let era = shifted / 146_097
    let ofEra = shifted % 146_097
    let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * ofYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    append(padded: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), digits: 4)
    append(0x2D)
    append(padded: month, digits: 2)
    append(0x2D)
    append(padded: ofYear - (153 * shiftedMonth + 2) / 5 + 1, digits: 2)
    append(0x54)
    append(padded: rest / 3_600_000, digits: 2)
    append(0x3A)
    append(padded: rest / 60_000 % 60, digits: 2)
    append(0x3A)
    append(padded: rest / 1000 % 60, digits: 2)
    append(0x2E)
    append(padded: rest % 1000, digits: 3)
    append(0x5A)
  }
}
