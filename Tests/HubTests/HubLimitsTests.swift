import Hub
import Testing

@Suite struct HubLimitsTests {
  @Test func aBodyOfFourMegabytesIsAlwaysTaken() {
    #expect(HubLimits().bodyBytes >= 4 * 1024 * 1024)
  }
}
