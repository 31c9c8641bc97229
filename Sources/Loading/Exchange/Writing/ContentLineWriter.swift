import Core

/// Lines of iCalendar, folded to 75 octets, never inside of a character.
struct ContentLineWriter {
  private(set) var text = ""

  mutating func line(_ name: String, _ value: String) {
    var width = 0
    for scalar in "\(name):\(value)".unicodeScalars {
      let octets = UTF8.width(scalar)
      if width + octets > 75 {
        text += "\r\n "
        width = 1
      }
      text.unicodeScalars.append(scalar)
      width += octets
    }
    text += "\r\n"
  }

  static func utc(_ instant: Instant) -> String {
    let day = Int((Double(instant.seconds) / 86_400).rounded(.down))
    let seconds = Int(instant.seconds) - day * 86_400
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
    let date = CivilDate(dayNumber: day).description.replacing("-", with: "")
    return "\(date)T\(padded(hour, 2))\(padded(minute, 2))\(padded(second, 2))Z"
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", ",", ";": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\u{0}"..."\u{1F}", "\u{7F}": break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
