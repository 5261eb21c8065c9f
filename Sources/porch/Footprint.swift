import Glibc

/// What the inbox keeps of the machine's memory while it waits for a key: it is open all day.
enum Footprint {
  /// `M_ARENA_MAX` of glibc's malloc.h.
  private static let arenaLimit: Int32 = -8

  /// One heap for all threads, from now on. Each thread would get one of its own and keep what it once
  /// needed: megabytes, for threads that mostly sleep. Where much is done at once (import, the hub)
  /// they are worth their room.
  ///
  /// Looked up by name: Swift's C module does not show malloc.h, and other C libraries have no arenas.
  static func shareHeap() {
    typealias Mallopt = @convention(c) (Int32, Int32) -> Int32
    guard let symbol = dlsym(nil, "mallopt") else { return }
    _ = unsafeBitCast(symbol, to: Mallopt.self)(arenaLimit, 1)
  }

  /// Lets go of the code and constants that only a start needs: loading, binding and setting up
  /// touch two thirds of what is mapped. What is needed again comes back from the system's cache of
  /// the files, 64 KiB at a time.
  ///
  /// Only what is mapped to be run: it is never written to, unlike tables that look read-only and
  /// were filled in while loading.
  static func letGoOfCode() {
    guard let maps = fopen("/proc/self/maps", "r") else { return }
    defer { fclose(maps) }
    var line: UnsafeMutablePointer<CChar>?
    var room = 0
    defer { free(line) }
    while getline(&line, &room, maps) > 0, let text = line.map({ String(cString: $0) }) {
      let parts = text.split(separator: " ", omittingEmptySubsequences: true)
      guard parts.count > 5, parts[1] == "r-xp", parts[5].hasPrefix("/") else { continue }
      let bounds = parts[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard bounds.count == 2, bounds[0] < bounds[1] else { continue }
      madvise(
        UnsafeMutableRawPointer(bitPattern: bounds[0]), Int(bounds[1] - bounds[0]), MADV_DONTNEED)
    }
  }
}
