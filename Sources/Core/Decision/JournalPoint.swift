/// A point of the journal that people can name: `@17` a record, `@2021-07-12` the end of a day, or a moment.
package enum JournalPoint: Hashable, Sendable {
  case record(Int)
  /// Through the end of the day, in the office's time zone.
  case day(CivilDate)
  case moment(Instant)

  /// The last moment that belongs to it; nil for a record.
  package func end(in zone: ZoneRules) -> Instant? {
    switch self {
    case .record: nil
    case .day(let date): zone.instant(date + 1, .midnight) - 1
    case .moment(let instant): instant
    }
  }
}

extension JournalPoint: CustomStringConvertible {
  /// With the leading `@`; nil for anything else. A moment has an offset from UTC: `@2021-07-12T08:30:00+08:00`.
  package init?(_ text: String) {
    guard text.hasPrefix("@") else { return nil }
    let body = String(text.dropFirst())
    if let number = Int(body), number > 0, !body.hasPrefix("+") {
      self = .record(number)
    } else if let date = CivilDate(iso: body) {
      self = .day(date)
    } else if body.contains("T"), let instant = ZoneRules.utc.instant(iso: body) {
      self = .moment(instant)
    } else {
      return nil
    }
  }

  package var description: String {
    switch self {
    case .record(let number): "@\(number)"
    case .day(let date): "@\(date)"
    case .moment(let instant): "@\(ZoneRules.utc.iso(instant))"
    }
  }
}
