import Core
import Glibc

/// One input file: where its bytes are and what it is called in diagnostics.
struct SourceFile {
  /// For `open`.
  let path: String
  /// For people: relative to the configuration directory, or as it was given.
  let name: String

  var place: Place { Place(file: name) }

  /// The bytes, or nil with a diagnostic.
  func bytes(limit: Int, _ findings: Findings) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      findings.error("file.unreadable", "Cannot be read: \(String(cString: strerror(errno))).", at: place)
      return nil
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      findings.error("file.unreadable", "Is not an ordinary file.", at: place)
      return nil
    }
    guard status.st_size <= limit else {
      findings.error(
        "file.tooLarge", "Has \(status.st_size) bytes; a file of this kind may have \(limit).", at: place)
      return nil
    }
    var buffer = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < buffer.count {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + filled, $0.count - filled) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      filled += count
    }
    buffer.removeLast(buffer.count - filled)
    findings.keep?(name, buffer)
    return buffer
  }

  var exists: Bool { access(path, F_OK) == 0 }
}

/// A directory listing in a stable order.
enum Directory {
  /// Names in `path`, sorted by their bytes, hidden ones left out; none where there is no such directory. One that is
  /// there and cannot be listed is an error: taking it for empty would drop what it holds.
  static func names(in path: String, called name: String, _ findings: Findings) -> [String] {
    if let names = names(in: path) {
      if names.count <= Limits.filesPerDirectory { return names }
      findings.error(
        "limit.files", "Holds \(names.count) files; \(Limits.filesPerDirectory) are allowed.", at: Place(file: name))
    } else if errno != ENOENT {
      findings.error("file.unreadable", "Cannot be listed: \(String(cString: strerror(errno))).", at: Place(file: name))
    }
    return []
  }

  /// Names in `path`, sorted by their bytes, hidden ones left out; nil where it cannot be listed.
  static func names(in path: String) -> [String]? {
    guard let stream = opendir(path) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

/// `daopai` of `/etc/daopai.yaml`; `ledger/a.mapping.yaml` keeps `a.mapping`.
func stem(of path: String) -> String {
  let base = baseName(of: path)
  guard let dot = base.lastIndex(of: "."), dot != base.startIndex else { return base }
  return String(base[..<dot])
}

func baseName(of path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}
