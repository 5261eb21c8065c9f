import ArgumentParser
import Cells
import Domain
import Foundation
import Interface
import Storage
import Terminal

/// `porch doctor`: what is wrong, and how to mend it.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Looks at terminal, locale, store, config and accounts.")

  @OptionGroup var store: StoreOption

  func run() throws {
    let paths = Paths()
    let settings = Settings.load(from: paths.config)
    var findings = terminal() + config(settings, paths)
    findings += storeAndAccounts(paths, settings)
    findings += folders(settings) + servers(settings)
    // Paths and the environment's words are not ours.
    for finding in findings {
      print("\(finding.isWell ? "ok  " : "!!  ")\(SafeText(line: finding.sentence, limit: 5000))")
    }
    if findings.contains(where: { !$0.isWell }) { throw ExitCode(1) }
  }

  struct Finding {
    var isWell: Bool
    var sentence: String
    init(_ isWell: Bool, _ sentence: String) {
      self.isWell = isWell
      self.sentence = sentence
    }
  }

  private func terminal() -> [Finding] {
    let environment = ProcessInfo.processInfo.environment
    let locale =
      ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }
      .first { !$0.isEmpty } ?? ""
    let isUTF8 = locale.lowercased().replacingOccurrences(of: "-", with: "").contains("utf8")
    var findings = [
      Finding(
        isUTF8 || locale.isEmpty,
        isUTF8 || locale.isEmpty
          ? "Locale: \(locale.isEmpty ? "none set, UTF-8 is assumed" : locale)."
          : "Locale \(locale) is not UTF-8: set LANG=C.UTF-8 to see every script.")
    ]
    do {
      let size = try CursesTty.check()
      let term = environment["TERM"] ?? ""
      findings.append(Finding(true, "Terminal: \(term), \(size.columns)×\(size.rows)."))
    } catch {
      findings.append(Finding(false, "\(Notice(reporting: error).text)"))
    }
    return findings
  }

  private func config(_ settings: Settings, _ paths: Paths) -> [Finding] {
    let (_, themeNotices) = ThemeFile(paths: paths).theme(of: settings)
    let notices = settings.notices + themeNotices
    if notices.isEmpty {
      let exists = FileManager.default.fileExists(atPath: paths.config)
      let state = exists ? "no mistakes" : "not there, so everything is as it comes"
      return [Finding(true, "Config \(paths.config): \(state).")]
    }
    return notices.map { Finding(false, $0.text.string) }
  }

  private func storeAndAccounts(_ paths: Paths, _ settings: Settings) -> [Finding] {
    let path = SafeText(line: store.resolved(paths), limit: 1000)
    do {
      guard let store = try store.openedIfAny() else {
        return [Finding(true, "Store \(path): none yet; `porch import PATH` makes it.")]
      }
      let counts = try store.counts()
      let sizes = "\(counts[.all]) conversations, \(counts[.waiting]) waiting"
      var findings = [Finding(true, "Store \(path): \(sizes).")]
      for account in try store.accounts() {
        findings.append(finding(account, settings))
      }
      return findings + (try leftBehind(settings, in: store))
    } catch {
      return [Finding(false, Notice(reporting: error).text.string)]
    }
  }
}
