/// The characters that carry meaning, for terminals that show Unicode and for those that do not.
struct Marks: Equatable, Sendable {
  var selected = "▌"
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
    selected: ">", star: "*", flag: "!", rule: "|", following: "+", failed: "x", up: "^",
    down: "v", dot: "-", dash: "-")
}
