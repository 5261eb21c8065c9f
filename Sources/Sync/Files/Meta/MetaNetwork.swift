import Domain
import Foundation

/// Tells Instagram from Facebook, whose exports look alike.
enum MetaNetwork {
  /// nil when nothing tells.
  static func of(_ thread: MetaThread) -> Network? {
    guard let path = thread.paths.first else { return nil }
    let parts = Set(path.split(separator: "/").map(String.init))
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
    return bySiblings(path)
  }

  /// By the folders beside `messages` and beside `inbox`.
  private static func bySiblings(_ path: String) -> Network? {
    var folder = FolderWatch.parent(of: path)
    for _ in 0..<5 where folder.count > 1 {
      for name in ["archived_threads", "filtered_threads", "e2ee_cutover"] {
        if exists(folder + "/" + name) { return .messenger }
      }
      for name in [
        "your_instagram_activity", "followers_and_following", "ads_and_businesses",
        "personal_information/personal_information.json",
        "personal_information/personal_information/personal_information.json",
      ] where exists(folder + "/" + name) { return .instagram }
      for name in [
        "friends_and_followers", "groups", "pages", "profile_information", "marketplace",
      ]
      where exists(folder + "/" + name) { return .messenger }
      if folder.hasSuffix("/messages") {
        let above = FolderWatch.parent(of: folder)
        if exists(above + "/posts") && exists(above + "/friends") { return .messenger }
      }
      folder = FolderWatch.parent(of: folder)
      // Above the export there are other people's folders.
      if !folder.contains("/messages") && !exists(folder + "/messages")
        && !exists(folder + "/personal_information")
      {
        break
      }
    }
    return nil
  }

  /// The owner's own names, from the file that some exports carry about them.
  static func ownNames(beside path: String) -> Set<String> {
    var folder = FolderWatch.parent(of: path)
    for _ in 0..<6 where folder.count > 1 {
      for name in [
        "personal_information/personal_information.json",
        "personal_information/personal_information/personal_information.json",
        "profile_information/profile_information.json",
        "personal_information/profile_information/profile_information.json",
        "account_information/personal_information.json",
      ] {
        let names = names(inFile: folder + "/" + name)
        if !names.isEmpty { return names }
      }
      folder = FolderWatch.parent(of: folder)
    }
    return []
  }

  private static func names(inFile path: String) -> Set<String> {
    struct Value: Decodable { var value: String? }
    struct Instagram: Decodable {
      struct User: Decodable {
        // swift-format-ignore: AlwaysUseLowerCamelCase
        var string_map_data: [String: Value]
      }
      // swift-format-ignore: AlwaysUseLowerCamelCase
      var profile_user: [User]
    }
    struct Facebook: Decodable {
      struct Profile: Decodable { var name: Name }
      // swift-format-ignore: AlwaysUseLowerCamelCase
      struct Name: Decodable { var full_name: String }
      // swift-format-ignore: AlwaysUseLowerCamelCase
      var profile_v2: Profile
    }
    // Without this file, or with one of another shape, who we are is found by other means.
    guard let file = try? ByteFile(path: path), file.size < 10 << 20,
      let bytes = try? file.bytes(at: 0, count: Int(file.size))
    else { return [] }
    let data = Data(bytes)
    if let profile = try? JSONDecoder().decode(Facebook.self, from: data) {
      return [Mojibake.repaired(profile.profile_v2.name.full_name)]
    }
    guard let profile = try? JSONDecoder().decode(Instagram.self, from: data) else { return [] }
    let values = profile.profile_user.flatMap { $0.string_map_data.values }
    return Set(values.compactMap(\.value).map(Mojibake.repaired)).filter { !$0.isEmpty }
  }

  private static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }
}
