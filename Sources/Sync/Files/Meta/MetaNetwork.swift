import Domain
import Foundation

/// Tells Instagram from Facebook, whose exports look alike.
struct MetaNetwork {
  private let exports: ExportSet
  /// Every folder of each container, from its top.
  private let folders: [Set<String>]

  init(_ exports: ExportSet) {
    self.exports = exports
    var folders: [Set<String>] = exports.containers.map { _ in [] }
    for file in exports.files {
      var folder = file.folder
      while folders[file.container].insert(String(folder)).inserted,
        let slash = folder.lastIndex(of: "/")
      {
        folder = folder[..<slash]
      }
    }
    self.folders = folders
  }

  /// nil when nothing tells.
  func of(_ thread: MetaThread) -> Network? {
    let parts = thread.folders
    if parts.contains("your_instagram_activity") { return .instagram }
    if parts.contains("your_activity_across_facebook") || parts.contains("your_facebook_activity") {
      return .messenger
    }
    if thread.threadType != nil || thread.isFlat { return .messenger }
    if parts.contains("archived_threads") || parts.contains("filtered_threads")
      || parts.contains("e2ee_cutover")
    {
      return .messenger
    }
    let names = Set(thread.participants.map { $0.lowercased() })
    if names.contains("instagramuser") || names.contains("instagram user") { return .instagram }
    if names.contains("facebook user") { return .messenger }
    return thread.files.first.flatMap(bySiblings)
  }

  /// By the folders beside `messages` and beside `inbox`.
  private func bySiblings(_ file: ExportFile) -> Network? {
    var folder = file.folder
    for _ in 0..<6 {
      if let network = network(in: folder, of: file.container) { return network }
      guard !folder.isEmpty else { return nil }
      folder = folder.lastIndex(of: "/").map { folder[..<$0] } ?? ""
      // Above the export there are other people's folders.
      if !folder.split(separator: "/").contains("messages")
        && !has("messages", in: folder, of: file.container)
        && !has("personal_information", in: folder, of: file.container)
      {
        return nil
      }
    }
    return nil
  }

  private func network(in folder: Substring, of container: Int) -> Network? {
    let has = { (name: String) in self.has(name, in: folder, of: container) }
    if ["archived_threads", "filtered_threads", "e2ee_cutover"].contains(where: has) {
      return .messenger
    }
    if Self.instagram.contains(where: has) { return .instagram }
    if Self.facebook.contains(where: has) { return .messenger }
    return has("posts") && has("friends") ? .messenger : nil
  }

  private static let instagram = [
    "your_instagram_activity", "followers_and_following", "ads_and_businesses",
    "personal_information/personal_information.json",
    "personal_information/personal_information/personal_information.json",
  ]

  private static let facebook = [
    "friends_and_followers", "groups", "pages", "profile_information", "marketplace",
  ]

  private func has(_ name: String, in folder: Substring, of container: Int) -> Bool {
    let path = folder.isEmpty ? name : folder + "/" + name
    return folders[container].contains(path) || exports.file(at: path, in: container) != nil
  }
}

/// What an export says of its owner, in a file of its own beside the messages.
struct MetaProfile {
  let network: Network
  /// The owner's names on it: on Instagram every value of the profile, since their keys are in the
  /// language of the app.
  let names: Set<String>

  /// Of the file, in bytes.
  private static let longest = 10 << 20

  /// By the first keys of a file. It has been moved several times, so where it lies says nothing.
  static func isOne(_ keys: [String: String]) -> Bool {
    keys["profile_user"] != nil || keys["profile_v2"] != nil
  }

  private struct Instagram: Decodable {
    struct Value: Decodable { var value: String? }
    struct User: Decodable {
      // swift-format-ignore: AlwaysUseLowerCamelCase
      var string_map_data: [String: Value]
    }
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var profile_user: [User]
  }

  private struct Facebook: Decodable {
    struct Profile: Decodable { var name: Name }
    // swift-format-ignore: AlwaysUseLowerCamelCase
    struct Name: Decodable { var full_name: String }
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var profile_v2: Profile
  }

  /// nil without this file, or with one of another shape: who we are is found by other means.
  init?(_ stream: any ByteStream) {
    // A profile that cannot be read is one that is not there.
    guard let bytes = try? stream.rest(upTo: Self.longest) else { return nil }
    let data = Data(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...])
    // Either shape, or none.
    if let profile = try? JSONDecoder().decode(Facebook.self, from: data) {
      network = .messenger
      names = [Mojibake.repaired(profile.profile_v2.name.full_name)]
    } else if let profile = try? JSONDecoder().decode(Instagram.self, from: data) {
      network = .instagram
      let values = profile.profile_user.flatMap { $0.string_map_data.values }
      names = Set(values.compactMap(\.value).map(Mojibake.repaired)).filter { !$0.isEmpty }
    } else {
      return nil
    }
  }
}
