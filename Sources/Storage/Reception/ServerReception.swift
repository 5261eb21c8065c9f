/// What is special about receiving from a server: it counts its changes, and says whose they are.
struct ServerReception {
  var connection: Int64
  /// Counts snapshots; see ``Connection/generation``. What a snapshot or a change after it speaks of
  /// is stamped with it: that much is there.
  var generation: Int64
  var isSnapshot: Bool
  /// Server id of a conversation → account that has it; filled as messages come.
  var homes: [String: ReceptionMemory.KnownAccount] = [:]
}
