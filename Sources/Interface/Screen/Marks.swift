/// The characters that carry meaning, for terminals that show Unicode and for those that do not.
struct Marks: Equatable, Sendable {
  var selected = "▌"
  /// Where the list stands while keys act on another conversation, the one that is read.
  var place = "▏"
  var star = "★"
  var flag = "⚑"
  var rule: Character = "│"
  var following = "●"
  var failed = "○"
  var up = "↑"
  var down = "↓"
  var dot = "·"
  var dash = "–"

  static let unicode = Marks()
  static let ascii = Marks(
    selected: ">", place: ".", star: "*", flag: "!", rule: "|", following: "+", failed: "x",
    up: "^",
    down: "v", dot: "-", dash: "-")
}
