import CArchive
import Glibc

/// Names in archives, whatever they were written in.
enum ArchiveName {
  /// Runs with names read as UTF-8, on this thread only: libarchive asks the locale, and in the "C"
  /// locale it would lose every letter that is not English.
  static func reading<Value>(_ body: () -> Value) -> Value {
    guard let locale else { return body() }
    let before = uselocale(locale)
    defer { uselocale(before) }
    return body()
  }

  /// Kept for the life of the program. Only letters depend on it, not words or numbers.
  // A locale is not changed after it was made: any thread may use it.
  nonisolated(unsafe) private static let locale: locale_t? = newlocale(
    1 << LC_CTYPE, "C.UTF-8", nil)

  /// The name of an entry; one that is not UTF-8 is read as zips wrote names before (CP437), so that
  /// it is the same each time and its ending can be read.
  static func of(_ entry: OpaquePointer) -> String {
    guard let bytes = archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry) else {
      return ""
    }
    let raw = UnsafeRawBufferPointer(start: bytes, count: strlen(bytes))
    if let name = String(validating: raw, as: UTF8.self) { return name }
    var name = String.UnicodeScalarView()
    for byte in raw { name.append(byte < 0x80 ? Unicode.Scalar(byte) : upper[Int(byte) - 0x80]) }
    return String(name)
  }

  /// Code page 437 from 0x80 on (unicode.org, VENDORS/MICSFT/PC/CP437.TXT).
  private static let upper = Array(
    ("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪"
      + "┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}").unicodeScalars)
}
