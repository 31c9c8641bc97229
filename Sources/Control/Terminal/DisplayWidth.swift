/// Columns a text takes on a terminal: East Asian wide and full-width characters take two, combining marks none.
///
/// Characters of ambiguous width (`…`, `“`, `①`) count one, as terminals show them by default.
package func displayWidth(_ text: some StringProtocol) -> Int {
  text.reduce(0) { $0 + displayWidth(of: $1) }
}

/// The longest beginning of `text` that fits in `columns`, with `…` in place of what is cut off.
package func truncated(_ text: String, to columns: Int) -> String {
  if displayWidth(text) <= columns { return text }
  guard columns > 0 else { return "" }
  var result = ""
  var used = 0
  for character in text {
    let width = displayWidth(of: character)
    if used + width > columns - 1 { break }
    result.append(character)
    used += width
  }
  return result + "…"
}

/// The text on lines of at most `columns`, broken at blanks where there are any.
package func broken(_ text: String, into columns: Int) -> [String] {
  var lines: [String] = []
  var rest = text[...]
  while displayWidth(rest) > columns {
    var (used, end) = (0, rest.startIndex)
    while end < rest.endIndex, used + displayWidth(of: rest[end]) <= columns {
      used += displayWidth(of: rest[end])
      end = rest.index(after: end)
    }
    if end == rest.startIndex { end = rest.index(after: end) }
    // A blank that is cut off here ends the line, too.
    let blank = end < rest.endIndex && rest[end] == " " ? end : rest[..<end].lastIndex(of: " ")
    if let blank, blank > rest.startIndex {
      lines.append(String(rest[..<blank]))
      rest = rest[rest.index(after: blank)...]
    } else {
      lines.append(String(rest[..<end]))
      rest = rest[end...]
    }
  }
  return lines + (rest.isEmpty ? [] : [String(rest)])
}

/// Control characters and bidirectional overrides made visible, so that a ledger cannot steer a terminal.
package func printable(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if scalar == "\n" || scalar == "\t" || scalar == "\r" {
      result.append(" ")
    } else if isUnprintable(scalar) {
      result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}

private func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0...0x1F, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
  default: false
  }
}

private func displayWidth(of character: Character) -> Int {
  var width = 0
  for scalar in character.unicodeScalars {
    // Variation selector 16 asks for the emoji form, which is wide.
    width = max(width, scalar.value == 0xFE0F ? 2 : displayWidth(of: scalar))
  }
  return width
}

private func displayWidth(of scalar: Unicode.Scalar) -> Int {
  if scalar.value < 0x300 { return 1 }
  if isWide(scalar.value) { return 2 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: return 1
  }
}

/// Unicode 15 EastAsianWidth W and F; unassigned gaps inside a wide block are taken with it.
private func isWide(_ value: UInt32) -> Bool {
  switch value {
  case 0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0, 0x23F3, 0x25FD...0x25FE,
    0x2614...0x2615, 0x2648...0x2653, 0x267F, 0x2693, 0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5,
    0x26CE, 0x26D4, 0x26EA, 0x26F2...0x26F3, 0x26F5, 0x26FA, 0x26FD, 0x2705, 0x270A...0x270B, 0x2728, 0x274C, 0x274E,
    0x2753...0x2755, 0x2757, 0x2795...0x2797, 0x27B0, 0x27BF, 0x2B1B...0x2B1C, 0x2B50, 0x2B55, 0x2E80...0x303E,
    0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
    0x1F004, 0x1F0CF, 0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F265, 0x1F300...0x1F320, 0x1F32D...0x1F335,
    0x1F337...0x1F37C, 0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4,
    0x1F3F8...0x1F43E, 0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567, 0x1F57A,
    0x1F595...0x1F596, 0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6D7,
    0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7EB, 0x1F7F0, 0x1F90C...0x1F93A,
    0x1F93C...0x1F945, 0x1F947...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
    true
  default: false
  }
}
