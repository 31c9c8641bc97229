/// A time on the wall clock: seconds since midnight, 0…86,399.
package struct TimeOfDay: Hashable, Comparable, Sendable {
  package var seconds: Int32

  /// The time named, or nil outside 00:00:00…23:59:59.
  package init?(hour: Int, minute: Int, second: Int = 0) {
    guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second) else { return nil }
    seconds = Int32(hour * 3600 + minute * 60 + second)
  }

  package init(secondsSinceMidnight: Int) { seconds = Int32(secondsSinceMidnight) }

  package static func < (a: TimeOfDay, b: TimeOfDay) -> Bool { a.seconds < b.seconds }

  package static let midnight = TimeOfDay(secondsSinceMidnight: 0)
}

extension TimeOfDay: CustomStringConvertible {
  /// `08:30`, or `08:29:50` where there are seconds.
  package var description: String {
    let (hour, minute, second) = (Int(seconds) / 3600, Int(seconds) / 60 % 60, Int(seconds) % 60)
    let short = "\(padded(hour, 2)):\(padded(minute, 2))"
    return second == 0 ? short : "\(short):\(padded(second, 2))"
  }

  /// Reads `H:MM`, `HH:MM` or `HH:MM:SS`.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.utf8.count) }),
      !text.utf8.contains(UInt8(ascii: "+")),
      let numbers = Optional(parts.compactMap { UInt8($0) }), numbers.count == parts.count, parts[1].utf8.count == 2
    else { return nil }
    self.init(hour: Int(numbers[0]), minute: Int(numbers[1]), second: numbers.count == 3 ? Int(numbers[2]) : 0)
  }
}
