/// What a file that is being exported is called until it is whole: `.NAME.0A1B2C3D.part`, hidden
/// beside its place.
package enum UnfinishedExport {
  /// Longer names of files are cut, in characters.
  private static let longest = 100
  private static let ending = ".part"
  private static let keyLength = 8

  /// - Parameter key: eight hexadecimal digits that nobody else has.
  package static func name(of file: String, key: String) -> String {
    start(of: file) + key.prefix(keyLength) + ending
  }

  private static func start(of file: String) -> String { ".\(file.prefix(longest))." }

  /// Whether a name was given to what becomes a file of this name.
  package static func isOne(_ name: String, of file: String) -> Bool {
    isOne(name) && name.hasPrefix(start(of: file))
      && name.count == start(of: file).count + keyLength + ending.count
  }

  /// Whether it is the name of any export that was not finished: it is never read as one.
  static func isOne(_ name: some StringProtocol) -> Bool {
    guard name.hasPrefix("."), name.hasSuffix(ending) else { return false }
    let key = name.dropLast(ending.count).suffix(keyLength + 1)
    return key.first == "." && key.dropFirst().count == keyLength
      && key.dropFirst().allSatisfy(\.isHexDigit)
  }
}
