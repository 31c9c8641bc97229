import Core

/// One alert on one line of stderr.
enum JournalLine {
  static func make(_ record: JournalRecord, target: JournalTarget, notice: Notice) -> [UInt8] {
    let message = PlainText.line(record.message)
    switch target {
    case .journald, .prefixed: return Array("<\(record.priority)>\(message)\n".utf8)
    case .terminal(let isColoured):
      let (day, time) = notice.zone.local(notice.alert.raisedAt)
      let clock = "\(day) \(padded(Int(time.seconds) / 3600, 2)):\(padded(Int(time.seconds) / 60 % 60, 2))"
      let level = PlainText.line(notice.alert.level)
      let shown = isColoured ? "\u{1B}[\(code(notice.alert))m\(level)\u{1B}[0m" : level
      return Array("\(clock) \(shown) \(message)\n".utf8)
    }
  }

  /// The terminal's nearest to the office's colour, else by level.
  private static func code(_ alert: Alert) -> String {
    switch alert.colour.map({ String($0.prefix { $0 != "色" }) }) {
    case "蓝", "blue": "34"
    case "绿", "green": "32"
    case "黄", "yellow": "33"
    case "橙", "orange": "38;5;208"
    case "红", "red": "1;31"
    case "黑", "black": "7"
    default:
      switch alert.level {
      case "L0": "34"
      case "L1": "33"
      default: "31"
      }
    }
  }
}
