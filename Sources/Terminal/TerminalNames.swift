import CNcurses
import Glibc

/// What the environment says about the terminal and the person's language.
struct TerminalNames {
  let term: String
  let isMono: Bool
  /// The size where the kernel knows none.
  let lines: Int
  let columns: Int
  private let locale: String?

  init(_ environment: (String) -> String?) {
    term = environment("TERM") ?? ""
    // https://no-color.org: present and not empty
    isMono = environment("NO_COLOR")?.isEmpty == false
    lines = environment("LINES").flatMap(Int.init) ?? 24
    columns = environment("COLUMNS").flatMap(Int.init) ?? 80
    locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty }
  }

  /// Whether the terminal knows bracketed paste and titles; others would draw them.
  var isXtermLike: Bool {
    [
      "xterm", "tmux", "screen", "rxvt", "alacritty", "foot", "kitty", "wezterm", "ghostty",
      "konsole", "vte", "gnome", "st-", "contour", "iterm",
    ].contains { term.lowercased().hasPrefix($0) }
  }

  /// Sets the character set that ncurses writes: always UTF-8, from the person's locale if it can be.
  /// - Returns: false when the person's locale is explicitly something else; draw ASCII then.
  func setLocale() -> Bool {
    let name = locale?.lowercased() ?? ""
    let isUTF8 = name.contains("utf-8") || name.contains("utf8")
    if isUTF8, setlocale(LC_CTYPE, "") != nil { return true }
    setlocale(LC_CTYPE, "C.UTF-8")
    return isUTF8 || locale == nil
  }
}

/// What the C library believes, which ncurses believes too.
enum CLibrary {
  /// The columns of a scalar; -1 when it is not known.
  static func width(of scalar: UInt32) -> Int { Int(porch_width(scalar)) }
}
