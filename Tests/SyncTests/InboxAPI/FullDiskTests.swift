import Domain
import Foundation
import InboxAPI
import Storage
import TestSupport
import Testing

@testable import Sync

/// A client whose disk fills up while it reads.
@Suite struct FullDiskTests {
  @Test(.enabled(if: SmallDisk.canBeMade, "only root can make a small disk"))
  func aPageThatDoesNotFitIsReadAgainWhenThereIsRoom() throws {
    let inbox = FakeInbox(pageSize: 50)
    inbox.fill(conversations: 40, messages: 60)
    let server = try CrookedServer { asked, _ in inbox.answer(asked) }
    let reference = try SyncRig()
    try reference.sync(server).catchUp()

    let disk = try SmallDisk(megabytes: 24)
    let rig = SyncRig(try Store.open(path: disk.path + "/porch.sqlite"))
    try disk.fill(leaving: 700_000)
    #expect(throws: SyncTrouble.store(.full(path: rig.store.path))) {
      try rig.sync(server).catchUp()
    }
    let words = SyncTrouble.store(.full(path: rig.store.path)).notice.text.string
    #expect(words.contains("nothing was changed. Free some space and try again"))
    #expect(
      rig.states.all.contains {
        if case .failed(let why) = $0.state { why.string.contains("full") } else { false }
      })
    #expect(try rig.store.texts().count < 40 * 60)
    let before = server.asked.count
    #expect(throws: SyncTrouble.self) { try rig.sync(server).catchUp() }

    try disk.free()
    try rig.sync(server).catchUp()
    #expect(try rig.text() == reference.text())
    #expect(server.asked.count > before)
    #expect(try rig.store.connections().first?.failure == nil)
  }
}
