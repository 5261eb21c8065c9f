/// The part of a web address after its scheme, taken apart far enough to say who would be called.
struct WebAddress {
  /// Host, port and path, with the host in ASCII and without a user name.
  var shown: String

  /// nil when there is no host that could be called.
  init?(_ body: Substring) {
    let authority = body.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let path = body[authority.endIndex...]
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] }
    let parts = (host ?? authority).split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, let ascii = Self.ascii(host: name) else { return nil }
    var address = ascii
    if parts.count == 2 {
      guard let port = UInt16(parts[1]) else { return nil }
      address += ":\(port)"
    }
    shown = path == "/" ? address : address + path
  }

  /// The host in lower-case ASCII; nil when it is no name with a dot in it.
  private static func ascii(host: Substring) -> String? {
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count >= 2 else { return nil }
    var written: [String] = []
    for label in labels {
      guard !label.isEmpty, label.utf8.count <= 63, label.unicodeScalars.allSatisfy(isHostScalar)
      else { return nil }
      if label.utf8.allSatisfy({ $0 < 0x80 }) {
        written.append(label.lowercased())
      } else {
        written.append("xn--" + punycode(label.lowercased()))
      }
    }
    return written.joined(separator: ".")
  }

  private static func isHostScalar(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.isASCII else { return WebLink.isLetter(scalar) }
    return scalar.properties.isAlphabetic || scalar == "-" || scalar == "_"
      || ("0"..."9").contains(scalar)
  }

  /// The ASCII form of a label, without its "xn--" (RFC 3492, section 6.3).
  private static func punycode(_ label: String) -> String {
    let scalars = label.unicodeScalars.map(\.value)
    var output = scalars.filter { $0 < 0x80 }.map { Character(Unicode.Scalar(UInt8($0))) }
    let basic = output.count
    var handled = basic
    if basic > 0 { output.append("-") }
    var (n, delta, bias) = (UInt32(128), 0, 72)
    while handled < scalars.count {
      let next = scalars.filter { $0 >= n }.min() ?? n
      delta += Int(next - n) * (handled + 1)
      n = next
      for scalar in scalars {
        if scalar < n { delta += 1 }
        guard scalar == n else { continue }
        output += digits(of: delta, bias: bias)
        bias = adapt(delta, count: handled + 1, isFirst: handled == basic)
        delta = 0
        handled += 1
      }
      delta += 1
      n += 1
    }
    return String(output)
  }

  private static func digits(of delta: Int, bias: Int) -> [Character] {
    var digits: [Character] = []
    var rest = delta
    var k = 36
    while true {
      let threshold = min(26, max(1, k - bias))
      if rest < threshold { return digits + [digit(rest)] }
      digits.append(digit(threshold + (rest - threshold) % (36 - threshold)))
      rest = (rest - threshold) / (36 - threshold)
      k += 36
    }
  }

  private static func digit(_ value: Int) -> Character {
    Character(Unicode.Scalar(UInt8(value < 26 ? value + 97 : value + 22)))
  }

  private static func adapt(_ delta: Int, count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var k = 0
    while delta > 455 {
      delta /= 35
      k += 36
    }
    return k + 36 * delta / (delta + 38)
  }
}
