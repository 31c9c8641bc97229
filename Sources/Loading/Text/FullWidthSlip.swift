/// A full-width colon or comma where YAML wants `: ` or `, `: the likeliest slip on a Chinese keyboard.
///
/// Only what stands where a key does is one: a text may hold as many of them as it likes.
struct FullWidthSlip {
  /// How many characters of the line stand before it.
  let offset: Int
  /// What it is, and what to write.
  let advice: String

  private init(offset: Int, colonAfter key: some StringProtocol) {
    self.offset = offset
    advice = "a full-width colon stands after \"\(key)\"; write \"\(key): \", with a half-width one and a blank"
  }

  private init(offset: Int, commaBefore key: some StringProtocol, inBraces: Bool) {
    self.offset = offset
    let braced = "\", \(key): \", with a half-width one and a blank"
    advice =
      "a full-width comma stands before \"\(key)\"; "
      + (inBraces ? "write \(braced)" : "begin a new line with \"\(key): \", or, between braces, write \(braced)")
  }

  /// The first in a line.
  init?(inLine line: some StringProtocol) {
    let signs = Array(line.unicodeScalars)
    var isKeyExpected = true
    var index = 0
    while index < signs.count {
      let sign = signs[index]
      let end = FullWidthSlip.endOfWord(in: signs, from: index)
      if end > index {
        if isKeyExpected, end < signs.count, signs[end] == "：" {
          self.init(offset: end, colonAfter: FullWidthSlip.text(signs[index..<end]))
          return
        }
        (isKeyExpected, index) = (false, end)
        continue
      }
      if sign == "#", index == 0 || signs[index - 1] == " " { return nil }
      if sign == "，", let key = FullWidthSlip.key(in: signs, from: index + 1) {
        self.init(offset: index, commaBefore: key, inBraces: signs[..<index].contains("{"))
        return
      }
      switch sign {
      case " ", "-": break
      case "{", ",": isKeyExpected = true
      default: isKeyExpected = false
      }
      index += 1
    }
    return nil
  }

  /// In a text that begins with a key, where a mapping was meant.
  init?(inText text: String) {
    let signs = Array(text.unicodeScalars.prefix(100))
    let end = FullWidthSlip.endOfWord(in: signs, from: 0)
    guard end > 0, end < signs.count, signs[end] == "：" else { return nil }
    self.init(offset: end, colonAfter: FullWidthSlip.text(signs[..<end]))
  }

  /// A key with its colon, blanks before it.
  private static func key(in signs: [Unicode.Scalar], from start: Int) -> String? {
    guard let first = signs[start...].firstIndex(where: { $0 != " " }) else { return nil }
    let end = endOfWord(in: signs, from: first)
    guard end > first, end < signs.count, signs[end] == ":" || signs[end] == "：" else { return nil }
    return text(signs[first..<end])
  }

  /// Keys are made of ASCII letters and digits.
  private static func endOfWord(in signs: [Unicode.Scalar], from start: Int) -> Int {
    guard start < signs.count, signs[start].isASCII, signs[start].properties.isAlphabetic else { return start }
    return signs[start...].firstIndex { !$0.isASCII || !($0.properties.isAlphabetic || ("0"..."9").contains($0)) }
      ?? signs.count
  }

  private static func text(_ signs: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(signs))
  }
}
