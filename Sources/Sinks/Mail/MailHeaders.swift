/// The only writer of mail headers: RFC 5322 lines, RFC 2047 words, and nothing that could start a line of its own.
struct MailHeaders {
  /// Programmer-made values may not hold what would break a header. Text from a ledger is made harmless instead: it
  /// must not be able to stop a letter.
  struct Refused: Error, Hashable {
    var header: String
  }

  private(set) var lines: [String] = []

  /// A value that stands as it is: printable ASCII only.
  mutating func add(_ name: String, token value: String) throws(Refused) {
    guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), name.utf8.count + 2 + value.utf8.count <= 998 else {
      throw Refused(header: name)
    }
    lines.append("\(name): \(value)")
  }

  /// Any text: controls become spaces, direction marks vanish, Chinese becomes encoded words.
  mutating func add(_ name: String, text: String) {
    lines.append("\(name): " + MailHeaders.words(PlainText.line(text), after: name.utf8.count + 2))
  }

  mutating func add(_ name: String, address: MailAddress) {
    let label = PlainText.line(address.name)
    if label.isEmpty {
      lines.append("\(name): <\(address.address)>")
      return
    }
    // Never a bare phrase: it might hold a comma.
    let phrase = MailHeaders.encoded(label, after: name.utf8.count + 2)
    lines.append("\(name): \(phrase)\r\n <\(address.address)>")
  }

  /// Plain where it can stand plain, else encoded words.
  static func words(_ text: String, after used: Int) -> String {
    let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    let isSafe = isPlain && !text.contains("=?") && text.first != " " && text.last != " "
    return isSafe && used + text.utf8.count <= 76 ? text : encoded(text, after: used)
  }

  /// B-encoded UTF-8 words of at most 75 octets, each of whole characters, on lines of at most 76.
  static func encoded(_ text: String, after used: Int) -> String {
    var words: [String] = []
    var chunk: [UInt8] = []
    var room = capacity(in: 76 - used)
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if chunk.count + bytes.count > room {
        words.append("=?UTF-8?B?\(Base64.string(chunk))?=")
        chunk = []
        room = capacity(in: 75)
      }
      chunk += bytes
    }
    words.append("=?UTF-8?B?\(Base64.string(chunk))?=")
    return words.joined(separator: "\r\n ")
  }

  /// Bytes that fit a word of `octets`, its `=?UTF-8?B?` and `?=` included.
  private static func capacity(in octets: Int) -> Int { (min(octets, 75) - 12) / 4 * 3 }
}
