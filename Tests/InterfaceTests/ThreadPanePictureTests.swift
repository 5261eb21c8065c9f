import Cells
import Domain
import FoundationEssentials
import Interface
import Testing

/// The thread as it is drawn in the product's pictures.
@Suite struct ThreadPanePictureTests {
  static var ana: ThreadScene {
    var photo = Message.made(2, "", day: 18, at: 10, 3)
    photo.attachments = [
      Attachment(kind: .image, name: "garden.jpg", size: 214_000, url: "media/garden.jpg")
    ]
    return ThreadScene(
      [
        .made(
          1,
          "Hi! Do you still have sunflower seeds? I need them before "
            + "the weekend, it is for the kids at our block party.", day: 18, at: 10, 2), photo,
        .made(
          3, "Two kinds left in the shop, I put a bag aside.", .note, day: 18, at: 11, 20,
          author: "Sam"),
        .made(4, "hello? :)", at: 8, 15), .made(5, "anybody?", at: 8, 16),
      ], rows: 25, unread: .init(4))
  }

  @Test func aThreadLooksLikeItsPicture() {
    let lines = Self.ana.rows
    #expect(
      lines.prefix(20) == [
        "  Ana Ribeiro @ana.grows · Instagram           ★ first contact",
        "",
        "                        ── Wed 18 Nov ──",
        "",
        "  Ana 10:02",
        "  Hi! Do you still have sunflower seeds? I need them before",
        "  the weekend, it is for the kids at our block party.",
        "",
        "  Ana 10:03",
        "  [1] photo  garden.jpg  214 KB",
        "",
        "  note Sam · 11:20 · only we see this",
        "  Two kinds left in the shop, I put a bag aside.",
        "",
        "                      ── today · 2 new ──",
        "",
        "  Ana 08:15",
        "  hello? :)",
        "",
        "  Ana 08:16",
      ])
  }

  @Test(
    arguments: [
      ("ana@example.com", "ana@example.com", "ana@example.com"),
      ("Ana", "ana@example.com", "Ana ana@example.com"), ("Ana", "+44 20", "Ana +44 20"),
      ("Ana", "ana.grows", "Ana @ana.grows"), ("Ana", "@ana", "Ana @ana"),
    ] as [(SafeText, SafeText, String)])
  func aHandleIsWrittenAsItsNetworkWritesIt(
    title: SafeText, handle: SafeText, expected: String
  ) throws {
    let scene = ThreadScene([.made(1, "Hi", at: 8, 15)], title: title, handle: handle)
    let heading = try #require(scene.rows.first)
    #expect(heading.hasPrefix("  \(expected) · Instagram"))
  }
}
