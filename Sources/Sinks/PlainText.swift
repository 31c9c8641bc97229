/// Makes text from a ledger safe to stand in one line of a header, a log or a terminal.
enum PlainText {
  /// Line ends and other C0/C1 controls become spaces; characters that reorder or hide text are dropped.
  static func line(_ text: String) -> String {
    if isPlain(text) { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isInvisible(scalar) { continue }
      scalars.append(isControl(scalar) ? " " : scalar)
    }
    return String(scalars)
  }

  /// Most texts need no change, and are known by their bytes: none of them can begin a control or an invisible character.
  private static func isPlain(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      for (index, byte) in bytes.enumerated() {
        switch byte {
        case 0..<0x20, 0x7F, 0xC2, 0xD8, 0xF3: return false
        case 0xE2 where bytes[index + 1] < 0x82: return false
        case 0xEF where bytes[index + 1] == 0xBB || bytes[index + 1] == 0xBF: return false
        default: continue
        }
      }
      return true
    }
  }

  /// The same for text of several lines: `\n` and tabs stay.
  static func paragraphs(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      defer { previous = scalar }
      if isInvisible(scalar) { continue }
      if scalar == "\r" {
        scalars.append("\n")
      } else if scalar == "\n" {
        if previous != "\r" { scalars.append(scalar) }
      } else {
        scalars.append(scalar != "\t" && isControl(scalar) ? " " : scalar)
      }
    }
    return String(scalars)
  }

  /// C0, DEL, C1, and the line and paragraph separators.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Bidirectional controls, zero-width characters, tags and interlinear marks.
  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x061C, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
    default: false
    }
  }

  /// The longest prefix of at most `maximum` bytes in UTF-8 that ends at a character; an ellipsis shows the cut.
  static func clipped(_ text: String, bytes maximum: Int) -> String {
    guard text.utf8.count > maximum else { return text }
    var length = 0
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let width = UTF8.width(scalar)
      if length + width > maximum - 3 { break }
      length += width
      scalars.append(scalar)
    }
    return String(scalars) + "…"
  }
}
