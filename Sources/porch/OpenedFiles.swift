import Domain
import Foundation
import Glibc
import Interface
import Sync
import Synchronization

/// Opens the files of attachments: copies one out of its archive into a private folder, which goes
/// when the program ends.
final class OpenedFiles: Sendable {
  private struct Shelf {
    /// nil until the first file is copied.
    var folder: String?
    var number = 0
    var isClosed = false
  }

  private let opener: LinkOpener
  private let parent: String
  private let shelf = Mutex(Shelf())

  init(
    opener: LinkOpener, environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.opener = opener
    let runtime = environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    parent = runtime ?? FileManager.default.temporaryDirectory.path
  }

  /// Returns at once; what is wrong becomes a notice.
  func open(_ attachment: Attachment, reporting post: Post) {
    let thread = Thread { [self] in
      do throws(ImportedFileTrouble) {
        let file = try ImportedFile(attachment)
        let path = try file.path(copyingInto: place, while: isOpen)
        opener.open(file: path, reporting: post)
      } catch {
        post.post(.noticed(Notice(.warning, error.sentence)))
      }
    }
    thread.name = "attachment"
    thread.start()
  }

  /// Removes what was copied. What is being copied stops.
  func close() {
    let folder = shelf.withLock { shelf in
      shelf.isClosed = true
      return shelf.folder
    }
    // A folder that cannot be removed lies where the system clears up.
    if let folder { try? FileManager.default.removeItem(atPath: folder) }
  }

  private func isOpen() -> Bool { shelf.withLock { !$0.isClosed } }

  /// A new empty folder for one file; nil when none can be made.
  private func place() -> String? {
    shelf.withLock { shelf in
      guard !shelf.isClosed else { return nil }
      if shelf.folder == nil { shelf.folder = makeFolder() }
      guard let folder = shelf.folder else { return nil }
      shelf.number += 1
      let path = folder + "/\(shelf.number)"
      return mkdir(path, 0o700) == 0 ? path : nil
    }
  }

  /// mkdtemp makes it 0700, and never what is there already.
  private func makeFolder() -> String? {
    removeLeftovers()
    var template = Array((parent + "/porch-files-\(getpid())-XXXXXX").utf8CString)
    return template.withUnsafeMutableBufferPointer { template in
      template.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
  }

  /// Of programs that were killed.
  private func removeLeftovers() {
    // Without a list there is nothing to clear up.
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] {
      let parts = name.split(separator: "-")
      guard name.hasPrefix("porch-files-"), parts.count == 4, let process = pid_t(parts[2]),
        kill(process, 0) != 0 && errno == ESRCH
      else { continue }
      var status = stat()
      let path = parent + "/" + name
      guard lstat(path, &status) == 0, status.st_uid == getuid(), status.st_mode & S_IFMT == S_IFDIR
      else { continue }
      // What cannot be removed is tried again next time.
      try? FileManager.default.removeItem(atPath: path)
    }
  }
}
