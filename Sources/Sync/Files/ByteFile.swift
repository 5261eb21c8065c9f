import Glibc

/// Why a file could not be opened, read or written, in words.
struct FileTrouble: Error, Hashable {
  var path: String
  /// `errno`, or 0 when ``words`` say what it is.
  var code: Int32
  private var words = ""

  init(path: String, code: Int32) {
    self.path = path
    self.code = code
  }

  init(path: String, words: String) {
    self.path = path
    code = 0
    self.words = words
  }

  init(path: String, form: FileForm) {
    self.init(path: path, words: form.refusal ?? "it cannot be read")
  }

  /// Somebody else has it locked, for now.
  var isBusy: Bool { code == EWOULDBLOCK }

  var sentence: String {
    switch code {
    case EWOULDBLOCK: "another program keeps it locked"
    case 0: words
    case ENOENT: "it is not there"
    case EACCES, EPERM: "it may not be read; check its permissions"
    case EISDIR: "it is a folder"
    case ENOSPC, EDQUOT: "the disk is full"
    case EROFS: "the disk is read-only"
    case ELOOP: "it is a symbolic link"
    default: String(cString: strerror(code))
    }
  }
}

/// An open file, read front to back; closed when it goes.
final class ByteFile {
  let path: String
  let descriptor: Int32
  let size: Int64
  let inode: UInt64
  let device: UInt64
  /// When it was written and when anything about it changed, each in seconds and nanoseconds.
  let times: [Int]

  init(path: String) throws(FileTrouble) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileTrouble(path: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw FileTrouble(path: path, code: code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileTrouble(path: path, code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
    }
    self.path = path
    size = Int64(status.st_size)
    inode = UInt64(status.st_ino)
    device = UInt64(status.st_dev)
    times = [status.st_mtim, status.st_ctim].flatMap { [Int($0.tv_sec), Int($0.tv_nsec)] }
  }

  deinit { close(descriptor) }

  /// Fills the buffer's beginning with what stands at `offset`. - Returns: 0 at the end only.
  func read(
    at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(FileTrouble) -> Int {
    while true {
      let got = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw FileTrouble(path: path, code: errno) }
      return got
    }
  }

  /// Up to `count` bytes from `offset`; fewer at the end of the file.
  func bytes(at offset: Int64, count: Int) throws(FileTrouble) -> [UInt8] {
    var trouble: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = pread(
          descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset) + off_t(filled))
        if got > 0 {
          filled += got
        } else if got == 0 {
          break
        } else if errno != EINTR {
          trouble = errno
          break
        }
      }
    }
    if trouble != 0 { throw FileTrouble(path: path, code: trouble) }
    return bytes
  }
}
