/// One server the user configured: where it is, what it knows us by, and what it may be told.
package struct ConnectionSettings: Hashable, Sendable {
  /// Its name in the config.
  package var name: String
  package var address: ServerAddress
  package var token: TokenSource
  /// A PEM file with the certificate of a private authority, trusted beside the system's.
  package var authorityFile: String?
  /// Whether opening a conversation tells the server that it was read.
  package var sendsReadMarks: Bool

  package init(
    name: String, address: ServerAddress, token: TokenSource, authorityFile: String? = nil,
    sendsReadMarks: Bool = false
  ) {
    self.name = name
    self.address = address
    self.token = token
    self.authorityFile = authorityFile
    self.sendsReadMarks = sendsReadMarks
  }
}

/// How long a server is waited for, in seconds, and how much is taken from it.
package struct ClientTimeouts: Hashable, Sendable {
  package var connect = 10.0
  /// From the request to the first byte of its answer; a long poll adds its own wait.
  package var firstByte = 30.0
  /// Between two pieces of an answer.
  package var idle = 30.0
  /// From the first byte of an answer to its last, so that one that drips ends too.
  package var whole = 120.0
  /// Between two lines of the event stream, on which a server says something every 15 s.
  package var silence = 45.0
  /// Bytes of an answer. A page of 200 messages of 64 KB each is 13 MB.
  package var largestAnswer = 16 << 20

  package init() {}
}
