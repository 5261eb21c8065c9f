import InboxAPI
import Testing

@Suite struct WireIDTests {
  @Test func anIDHasOneTo255BytesAndNoControlCharacters() {
    #expect(WireID.isValid("a"))
    #expect(WireID.isValid(String(repeating: "é", count: 127)))
    #expect(!WireID.isValid(""))
    #expect(!WireID.isValid(String(repeating: "é", count: 128)))
    #expect(!WireID.isValid("a\u{9B}b"))
    #expect(!WireID.isValid("a\nb"))
  }
}
