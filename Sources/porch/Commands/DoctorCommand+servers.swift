import Domain
import Foundation
import Storage
import Sync

extension DoctorCommand {
  /// Every configured server: its token, whether it answers, and what we may do there.
  func servers(_ settings: Settings) -> [Finding] {
    settings.accounts.flatMap { server -> [Finding] in
      do throws(TokenError) {
        _ = try server.token.read()
      } catch {
        return [Finding(false, "Server \(server.name): \(error.notice.text)")]
      }
      let token = Finding(true, "Server \(server.name): token from \(server.token.words).")
      switch ServerCheck.look(at: server) {
      case .failure(let trouble):
        return [token, Finding(false, "Server \(server.name): \(trouble)")]
      case .success(let me):
        let lines = ServerCheck.lines(me, server)
          .map { $0.trimmingCharacters(in: .whitespaces) }
        return [token]
          + lines.map { Finding(true, $0.hasPrefix(server.name) ? "Server \($0)" : $0) }
      }
    }
  }

  /// Servers whose messages are here, but which nobody follows any more.
  func leftBehind(_ settings: Settings, in store: Store) throws -> [Finding] {
    let names = Set(settings.accounts.map(\.name))
    return try store.connections().filter { !names.contains($0.name) }.map {
      let name = SafeText(line: $0.name, limit: 64)
      return Finding(
        false,
        "Server \(name): not in the config any more. `porch account remove \(name)` settles it.")
    }
  }
}
