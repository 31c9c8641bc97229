import FoundationEssentials

/// RFC 4648 §4, for mail parts, encoded words and webhook secrets.
enum Base64 {
  static func string(_ bytes: some Collection<UInt8>) -> String { Data(bytes).base64EncodedString() }

  /// Nil for anything but well-formed base64; padding may be left out.
  static func decode(_ text: some StringProtocol) -> [UInt8]? {
    let missing = (4 - text.utf8.count % 4) % 4
    let padded = text + String(repeating: "=", count: missing)
    // Foundation reads "AA=A" as if nothing were wrong: only what it would write itself is taken.
    guard let data = Data(base64Encoded: padded), data.base64EncodedString() == padded else { return nil }
    return Array(data)
  }
}
