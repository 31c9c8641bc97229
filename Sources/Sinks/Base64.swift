/// RFC 4648 §4, for mail parts, encoded words and webhook secrets.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var group = 0
    var count = 0
    for byte in bytes {
      group = group << 8 | Int(byte)
      count += 1
      if count == 3 {
        for shift in [18, 12, 6, 0] { out.append(alphabet[group >> shift & 63]) }
        (group, count) = (0, 0)
      }
    }
    if count == 1 {
      out += [alphabet[group >> 2], alphabet[group << 4 & 63], 0x3D, 0x3D]
    } else if count == 2 {
      out += [alphabet[group >> 10], alphabet[group >> 4 & 63], alphabet[group << 2 & 63], 0x3D]
    }
    return out
  }

  static func string(_ bytes: some Collection<UInt8>) -> String { String(decoding: encode(bytes), as: UTF8.self) }

  /// Nil for anything but well-formed base64; padding may be left out.
  static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var digits = Array(text.utf8)
    while digits.last == 0x3D, digits.count % 4 != 1 { digits.removeLast() }
    guard digits.count % 4 != 1 else { return nil }
    var out: [UInt8] = []
    var group = 0
    var bits = 0
    for digit in digits {
      guard let value = value(of: digit) else { return nil }
      group = (group << 6 | value) & 0xFFFF
      bits += 6
      if bits >= 8 {
        bits -= 8
        out.append(UInt8(group >> bits & 0xFF))
      }
    }
    return out
  }

  private static func value(of digit: UInt8) -> Int? {
    switch digit {
    case 0x41...0x5A: Int(digit) - 0x41
    case 0x61...0x7A: Int(digit) - 0x61 + 26
    case 0x30...0x39: Int(digit) - 0x30 + 52
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
  }
}
