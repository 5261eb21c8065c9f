package import Domain
import Foundation

/// What a server knows us by. It never shows itself: not in a log, an error, or a debugger's dump.
package struct Token: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// For the header of a request, and nothing else.
  let secret: String

  /// - Throws: ``TokenError`` for what cannot stand in a header: nothing, too much, or anything but
  ///   visible ASCII.
  package init(_ secret: String) throws(TokenError) {
    guard !secret.isEmpty else { throw .empty }
    guard secret.utf8.count <= Self.longest else { throw .tooLong }
    guard secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .notAToken }
    self.secret = secret
  }

  /// Bytes. Most servers take headers of 8,192 at the most.
  static let longest = 4096

  package var description: String { "(a token)" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Where a token is kept. It is read anew whenever a connection starts or is refused.
package enum TokenSource: Hashable, Sendable {
  /// A file that only its owner can read.
  case file(String)
  /// The name of an environment variable.
  case environment(String)
  /// A program and its arguments, run without a shell; what it prints is the token.
  case command([String])

  /// How long a command may take, in seconds: a password store may ask for a key to be touched.
  static let patience = 60.0

  package func read() throws(TokenError) -> Token {
    try read(patience: Self.patience)
  }

  /// Whether a word can be the name of a variable of the environment.
  package static func isVariable(_ word: String) -> Bool {
    word.utf8.allSatisfy { byte in
      (0x41...0x5A).contains(byte & 0xDF) || (0x30...0x39).contains(byte) || byte == 0x5F
    } && word.utf8.first.map { !(0x30...0x39).contains($0) } ?? false
  }

  /// Whether a sentence may name it: it is set, or looks like a variable of capitals, digits and _,
  /// and not like a token that was put in the place of one.
  package static func mayBeNamed(_ word: String) -> Bool {
    guard isVariable(word) else { return false }
    return ProcessInfo.processInfo.environment[word] != nil
      || word.utf8.count <= 64 && !word.utf8.contains { (0x61...0x7A).contains($0) }
  }

  func read(patience: Double) throws(TokenError) -> Token {
    switch self {
    case .file(let path): return try Self.token(in: Self.contents(of: path))
    case .environment(let name):
      guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
        throw .noVariable(name)
      }
      return try Self.token(in: Array(value.utf8))
    case .command(let words):
      return try Self.token(in: TokenCommand(words: words).output(patience: patience))
    }
  }

  /// One newline at the end is the file's, not the token's.
  private static func token(in bytes: [UInt8]) throws(TokenError) -> Token {
    var bytes = bytes[...]
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return try Token(String(decoding: bytes, as: UTF8.self))
  }

  private static func contents(of path: String) throws(TokenError) -> [UInt8] {
    let path = (path as NSString).expandingTildeInPath
    // Without waiting for a writer, should it be a pipe.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "it is not a file")
    }
    guard status.st_mode & 0o077 == 0 else { throw .openToOthers(path: path) }
    var bytes = [UInt8](repeating: 0, count: Token.longest + 3)
    let count = Foundation.read(descriptor, &bytes, bytes.count)
    guard count >= 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    return Array(bytes.prefix(count))
  }
}

/// Why there is no token. Never with anything of the token, or of what a command printed.
package enum TokenError: Error, Hashable, Sendable {
  case unreadable(path: String, reason: String)
  case openToOthers(path: String)
  case noVariable(String)
  case cannotRun(program: String, reason: String)
  case commandFailed(program: String, status: Int32)
  case commandHangs(program: String)
  case empty
  case tooLong
  case notAToken

  package var notice: Notice {
    let text =
      switch self {
      case .unreadable(let path, let reason):
        "The token file \(path) cannot be read: \(reason). Put the token there, or name another."
      case .openToOthers(let path):
        "Others on this machine can read the token file \(path); run chmod 600 on it."
      case .noVariable(let name) where !TokenSource.mayBeNamed(name):
        // It may be the token itself, put in the wrong place.
        "The token should be in a variable of the environment, and what is named as one is not set; "
          + "name the variable, not the token."
      case .noVariable(let name):
        "The token should be in \(name), which is not set; set it and start again."
      case .cannotRun(let program, let reason):
        "The token command \(program) does not start: \(reason). Check token_command."
      case .commandFailed(let program, let status):
        "The token command \(program) ended with \(status); run it by hand to see why."
      case .commandHangs(let program):
        "The token command \(program) printed nothing in time; run it by hand to see why."
      case .empty: "The token is empty; put the one the server gave you there."
      case .tooLong: "The token is longer than \(Token.longest) bytes; check that it is the token."
      case .notAToken:
        "The token has a space, a line break or another character that no token has; check it."
      }
    return Notice(.failure, SafeText(line: text, limit: 1000))
  }
}
