import Testing

@testable import Loading

/// Ledgers of a million rows are read by looks at bytes where that is enough; what comes of it is what characters say.
@Suite("Quick looks at texts agree with slow ones")
struct QuickLookTests {
  /// Characters at which one may go wrong: blanks of every kind, neighbours of the ranges, marks that join what precedes.
  private static let pieces = [
    " ", "\t", "\n", "\r\n", "\u{0B}", "\u{85}", "\u{A0}", "\u{1680}", "\u{2000}", "\u{2028}", "\u{2029}", "\u{202F}",
    "\u{3000}", "\u{FEFF}", "a", "~", "!", "é", "e\u{301}", "\u{301}", "市", "\u{3400}", "一", "\u{9FFF}", "가", "、", "，",
    "；", "—", "𠀀", "👨‍👩‍👧", "\u{7F}", "F", "S", "FS", "3", ",", ";", "|", "",
  ]

  private static func slowlyTrimmed(_ text: String) -> String {
    let characters = Array(text)
    func isBlank(_ character: Character) -> Bool { character.isWhitespace || character == "\u{FEFF}" }
    guard let first = characters.firstIndex(where: { !isBlank($0) }),
      let last = characters.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(characters[first...last])
  }

  @Test func trimming() {
    var faults: [String] = []
    for first in Self.pieces {
      for middle in Self.pieces {
        for last in Self.pieces {
          let text = first + middle + last
          let (quick, slow) = (trimmed(text), Self.slowlyTrimmed(text))
          if !quick.unicodeScalars.elementsEqual(slow.unicodeScalars) {
            faults.append(text.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " "))
          }
        }
      }
    }
    #expect(faults == [])
  }

  @Test func identifiers() {
    for value in 0..<0x30000 as Range<UInt32> {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let isAllowed =
        !scalar.properties.isWhitespace && value >= 32 && value != 127 && !"/@,;\"'".unicodeScalars.contains(scalar)
      if isAllowedInIdentifier(scalar) != isAllowed { Issue.record("U+\(String(value, radix: 16))") }
    }
  }

  @Test func dependencies() {
    let cells = [
      "m1": ("m1", nil, nil), "m1FS": ("m1", "FS", nil), "m1SS+3wd": ("m1", "SS", "3wd"), "FS": ("FS", nil, nil),
    ]
    for (text, expected) in cells as [String: (String, String?, String?)] {
      #expect(TableCell.dependency(text) == expected)
    }
    #expect(["", "无", "——", "N/A"].allSatisfy(TableCell.isNothing))
    #expect(!["无无", "———", "m1"].contains(where: TableCell.isNothing))
  }
}
