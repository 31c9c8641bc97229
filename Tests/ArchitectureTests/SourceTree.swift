import Foundation

/// The working copy as text: what the rules of this target are checked against.
struct SourceTree {
  /// A Swift file, as written and with its comments and string contents blanked out.
  struct File {
    /// From the package's root: `Sources/Core/Time/Instant.swift`.
    var path: String
    var lines: [String]
    /// Same lines, same columns, code only.
    var code: [String]

    /// `Core` for the path above, `bench` for everything in Benchmarks.
    var target: String {
      let parts = path.split(separator: "/")
      return parts[0] == "Benchmarks" ? "bench" : String(parts[1])
    }
    var isTest: Bool { path.hasPrefix("Tests/") }
    var name: String { String(path.split(separator: "/").last ?? "") }
  }

  /// Read once: every rule looks at the same copy.
  static let current = SourceTree(root: URL(filePath: #filePath).deletingLastPathComponent().path + "/../..")

  var root: URL
  var files: [File]

  init(root: String) {
    let root = URL(filePath: root).standardizedFileURL
    self.root = root
    files = ["Sources", "Tests", "Benchmarks"].flatMap { Self.read(below: $0, of: root) }
  }

  func files(of targets: Set<String>) -> [File] { files.filter { targets.contains($0.target) } }

  /// Every readable text file that is ours, whatever its language: path and lines.
  func texts() -> [(path: String, lines: [String])] {
    let top = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    let ours = top.filter { !Layout.made.contains($0) && (!$0.hasPrefix(".") || Layout.dotFolders.contains($0)) }
    return ours.flatMap { Self.paths(below: $0, of: root) }.compactMap { path in
      guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else { return nil }
      return (path, text.components(separatedBy: "\n"))
    }
  }

  private static func read(below folder: String, of root: URL) -> [File] {
    paths(below: folder, of: root).filter { $0.hasSuffix(".swift") }.compactMap { path in
      guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else { return nil }
      var lines = text.components(separatedBy: "\n")
      if lines.last == "" { lines.removeLast() }
      return File(path: path, lines: lines, code: codeOnly(text).components(separatedBy: "\n"))
    }
  }

  private static func paths(below name: String, of root: URL) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root.appending(path: name).path, isDirectory: &isFolder) else {
      return []
    }
    guard isFolder.boolValue else { return [name] }
    let below = (try? FileManager.default.subpathsOfDirectory(atPath: root.appending(path: name).path)) ?? []
    return below.sorted().map { name + "/" + $0 }.filter { path in
      FileManager.default.fileExists(atPath: root.appending(path: path).path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }
}

/// Blanks comments and the contents of strings, byte for byte, so that places stay right.
///
/// Not a parser: it knows line and nested block comments, and plain, multi-line and raw strings.
func codeOnly(_ text: String) -> String {
  var bytes = Array(text.utf8)
  let newline = UInt8(ascii: "\n"), blank = UInt8(ascii: " ")
  func at(_ index: Int, _ word: String) -> Bool {
    index + word.utf8.count <= bytes.count && zip(bytes[index...], word.utf8).allSatisfy { $0 == $1 }
  }
  func hide(_ range: Range<Int>) {
    for index in range.clamped(to: 0..<bytes.count) where bytes[index] != newline { bytes[index] = blank }
  }
  var index = 0
  while index < bytes.count {
    let start = index
    if at(index, "//") {
      while index < bytes.count, bytes[index] != newline { index += 1 }
      hide(start..<index)
    } else if at(index, "/*") {
      var depth = 0
      repeat {
        if at(index, "/*") {
          depth += 1; index += 2
        } else if at(index, "*/") {
          depth -= 1; index += 2
        } else {
          index += 1
        }
      } while depth > 0 && index < bytes.count
      hide(start..<index)
    } else if let literal = openingQuote(at: index, in: bytes) {
      index += literal.opening.utf8.count
      let content = index
      while index < bytes.count, !at(index, literal.closing), literal.isLong || bytes[index] != newline {
        index += literal.isRaw || bytes[index] != UInt8(ascii: "\\") ? 1 : 2
      }
      hide(content..<index)
      index += literal.closing.utf8.count
    } else {
      index += 1
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

private struct Quote {
  var opening: String
  var closing: String
  var isLong: Bool
  var isRaw: Bool
}

private func openingQuote(at index: Int, in bytes: [UInt8]) -> Quote? {
  let quote = UInt8(ascii: "\""), hash = UInt8(ascii: "#")
  let hashes = bytes[index...].prefix { $0 == hash }.count
  guard index + hashes < bytes.count, bytes[index + hashes] == quote else { return nil }
  let fence = String(repeating: "#", count: hashes)
  let isLong = bytes[(index + hashes)...].prefix(3).elementsEqual([quote, quote, quote])
  let marks = isLong ? "\"\"\"" : "\""
  return Quote(opening: fence + marks, closing: marks + fence, isLong: isLong, isRaw: hashes > 0)
}
