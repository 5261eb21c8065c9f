import Domain
import Sync
import TOMLKit

/// The sections `[accounts.NAME]` of a config: servers of the Inbox API that are followed.
///
/// A section with a mistake in what it cannot do without is reported and left out; the rest counts.
struct AccountSettings {
  /// Sorted by name.
  private(set) var connections: [ConnectionSettings] = []

  init(_ value: any TOMLValueConvertible, _ file: inout TolerantTOML) {
    guard let table = value.table else {
      file.report("“accounts” wants sections, such as [accounts.team].", key: "accounts")
      return
    }
    for name in table.keys.sorted() {
      guard let section = table[name]?.table else {
        file.report("“\(name)” wants a section [accounts.\(name)].", key: name, in: "accounts")
        continue
      }
      if let connection = Self.read(section, named: name, &file) { connections.append(connection) }
    }
  }

  /// What an account may be called: what stands in a section's name, a report and a `--json` alike.
  static func isName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  private static let known: Set<String> = [
    "url", "token_file", "token_env", "token_command", "ca_file", "read_receipts",
  ]

  private static func read(
    _ section: TOMLTable, named name: String, _ file: inout TolerantTOML
  ) -> ConnectionSettings? {
    let place = "accounts.\(name)"
    guard isName(name) else {
      file.report("“\(name)” is no name: letters, digits, - and _ are taken.", key: place)
      return nil
    }
    for key in section.keys.sorted() where !known.contains(key) {
      file.report("“\(key)” is not a setting of an account. It is left out.", key: key, in: place)
    }
    guard let address = address(section, place, &file), let token = token(section, place, &file)
    else { return nil }
    var settings = ConnectionSettings(
      name: name, address: address, token: token, authorityFile: nil, sendsReadMarks: false)
    if let value = section["ca_file"] {
      guard let path = value.string, !path.isEmpty else {
        file.report("“ca_file” wants a file in quotes.", key: "ca_file", in: place)
        return nil
      }
      settings.authorityFile = Paths.expanding(path)
    }
    if let value = section["read_receipts"] {
      if let isOn = value.bool {
        settings.sendsReadMarks = isOn
      } else {
        file.report("“read_receipts” wants true or false.", key: "read_receipts", in: place)
      }
    }
    return settings
  }

  private static func address(
    _ section: TOMLTable, _ place: String, _ file: inout TolerantTOML
  ) -> ServerAddress? {
    guard let value = section["url"] else {
      file.report("[\(place)] wants a url = \"https://…\".", key: place)
      return nil
    }
    guard let text = value.string else {
      file.report("“url” wants an address in quotes.", key: "url", in: place)
      return nil
    }
    do throws(AddressError) {
      return try ServerAddress(text)
    } catch {
      file.report(error.notice.text.string, key: "url", in: place)
      return nil
    }
  }

  private static func token(
    _ section: TOMLTable, _ place: String, _ file: inout TolerantTOML
  ) -> TokenSource? {
    let ways = ["token_file", "token_env", "token_command"].filter { section[$0] != nil }
    guard ways.count == 1, let way = ways.first, let value = section[way] else {
      let sentence = "[\(place)] wants one of token_file, token_env and token_command."
      file.report(sentence, key: ways.last ?? place, in: ways.isEmpty ? nil : place)
      return nil
    }
    if let source = source(way, value) { return source }
    let wanted =
      way == "token_command"
      ? "a list: [\"program\", \"argument\"]"
      : way == "token_file" ? "a file in quotes" : "the name of a variable in quotes"
    file.report("“\(way)” wants \(wanted).", key: way, in: place)
    return nil
  }

  private static func source(_ way: String, _ value: any TOMLValueConvertible) -> TokenSource? {
    if way == "token_command" {
      let words = value.array?.compactMap(\.string) ?? []
      guard words.count == value.array?.count, words.first?.isEmpty == false else { return nil }
      return .command(words)
    }
    guard let text = value.string, !text.isEmpty else { return nil }
    if way == "token_file" { return .file(Paths.expanding(text)) }
    return TokenSource.isVariable(text) ? .environment(text) : nil
  }
}
