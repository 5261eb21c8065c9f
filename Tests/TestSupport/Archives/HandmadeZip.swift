package import Foundation

/// A zip written byte by byte, so that it can be wrong in every way: stored entries only.
package struct HandmadeZip {
  package struct Entry {
    package var name: [UInt8]
    package var bytes: [UInt8]
    /// As the header says it: 0 is stored.
    package var method: UInt16 = 0
    /// Bit 11 says that the name is UTF-8, bit 0 that it is encrypted.
    package var flags: UInt16 = 0
    /// Above 65535 times 65536 stand the permissions and type of a file, as Unix has them.
    package var attributes: UInt32 = 0o100644 << 16

    package init(_ name: [UInt8], _ bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }

    package init(_ name: String, _ text: String) { self.init(Array(name.utf8), Array(text.utf8)) }
  }

  package var entries: [Entry]

  package init(_ entries: [Entry]) { self.entries = entries }

  package var data: Data {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let place = UInt32(file.count)
      let common =
        le16(entry.flags) + le16(entry.method) + le32(0x5021_0000) + le32(crc(entry.bytes))
        + le32(UInt32(entry.bytes.count)) + le32(UInt32(entry.bytes.count))
        + le16(UInt16(entry.name.count)) + le16(0)
      file += le32(0x0403_4B50) + le16(20) + common + entry.name + entry.bytes
      directory += le32(0x0201_4B50) + le16(0x0314) + le16(20) + common + le16(0) + le16(0)
      directory += le16(0) + le32(entry.attributes) + le32(place) + entry.name
    }
    let end =
      le32(0x0605_4B50) + le16(0) + le16(0) + le16(UInt16(entries.count))
      + le16(UInt16(entries.count)) + le32(UInt32(directory.count)) + le32(UInt32(file.count))
      + le16(0)
    return Data(file + directory + end)
  }

  private func le16(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
  private func le32(_ value: UInt32) -> [UInt8] {
    le16(UInt16(value & 0xFFFF)) + le16(UInt16(value >> 16))
  }

  private func crc(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}
