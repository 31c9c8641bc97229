/// The rules of one time zone: between wall time and instants, from transitions handed in by the shell.
///
/// The shell reads the system's TZif (see `Loading`), because Foundation carries its own copy that tzdata updates do not
/// reach. Gaps and overlaps follow RFC 5545 §3.3.5: a local time that does not exist is read with the offset before the
/// gap; one that exists twice means the first.
package struct ZoneRules: Hashable, Sendable {
  package let name: String
  /// Offset from UTC in seconds, before the first transition.
  package let initialOffset: Int32
  /// Ascending: from `at` on, local time is UTC + `offset` seconds.
  package let transitions: [Transition]

  package struct Transition: Hashable, Sendable {
    package let at: Instant
    package let offset: Int32
    package init(at: Instant, offset: Int32) {
      self.at = at
      self.offset = offset
    }
  }

  package init(name: String, initialOffset: Int32, transitions: [Transition] = []) {
    self.name = name
    self.initialOffset = initialOffset
    self.transitions = transitions.sorted { $0.at < $1.at }
  }

  package static let utc = ZoneRules(name: "UTC", initialOffset: 0)

  /// Seconds that local time is ahead of UTC. O(log transitions).
  package func offset(at instant: Instant) -> Int32 {
    var (low, high) = (0, transitions.count)
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle].at <= instant { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? initialOffset : transitions[low - 1].offset
  }

  package func local(_ instant: Instant) -> (date: CivilDate, time: TimeOfDay) {
    let shifted = instant.seconds + Int64(offset(at: instant))
    let day = shifted >= 0 ? shifted / 86_400 : (shifted - 86_399) / 86_400
    return (CivilDate(dayNumber: Int(day)), TimeOfDay(secondsSinceMidnight: Int(shifted - day * 86_400)))
  }

  package func date(of instant: Instant) -> CivilDate { local(instant).date }

  /// The day of `instant`, from midnight to midnight.
  package func day(of instant: Instant) -> Range<Instant> {
    let date = date(of: instant)
    return self.instant(date, .midnight)..<self.instant(date + 1, .midnight)
  }

  package func instant(_ date: CivilDate, _ time: TimeOfDay) -> Instant {
    let wall = Int64(date.dayNumber) * 86_400 + Int64(time.seconds)
    // The offset in force a day earlier is the one before any gap or overlap near this time.
    let before = offset(at: Instant(seconds: wall - 86_400))
    let candidate = Instant(seconds: wall - Int64(before))
    if offset(at: candidate) == before { return candidate }
    let after = offset(at: candidate)
    let later = Instant(seconds: wall - Int64(after))
    // In a gap the later offset does not fit either: keep the reading with the offset before it.
    return offset(at: later) == after ? later : candidate
  }

  /// `2021-07-12T08:30:00+08:00`.
  package func iso(_ instant: Instant) -> String {
    let offset = Int(offset(at: instant))
    let (date, time) = local(instant)
    let parts = date.components
    let clock = (Int(time.seconds) / 3600, Int(time.seconds) / 60 % 60, Int(time.seconds) % 60)
    guard (0...9999).contains(parts.year) else {
      let rest = "\(padded(clock.0, 2)):\(padded(clock.1, 2)):\(padded(clock.2, 2))\(offset < 0 ? "-" : "+")"
      return "\(date)T\(rest)\(padded(abs(offset) / 3600, 2)):\(padded(abs(offset) / 60 % 60, 2))"
    }
    // Every alert has half a dozen of these: digit by digit, without a text for each part.
    return String(unsafeUninitializedCapacity: 25) { text in
      func put(_ number: Int, at place: Int) {
        text[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10)
        text[place + 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
      }
      put(parts.year / 100, at: 0)
      put(parts.year % 100, at: 2)
      text[4] = UInt8(ascii: "-")
      put(parts.month, at: 5)
      text[7] = UInt8(ascii: "-")
      put(parts.day, at: 8)
      text[10] = UInt8(ascii: "T")
      put(clock.0, at: 11)
      text[13] = UInt8(ascii: ":")
      put(clock.1, at: 14)
      text[16] = UInt8(ascii: ":")
      put(clock.2, at: 17)
      text[19] = UInt8(ascii: offset < 0 ? "-" : "+")
      put(abs(offset) / 3600, at: 20)
      text[22] = UInt8(ascii: ":")
      put(abs(offset) / 60 % 60, at: 23)
      return 25
    }
  }

  /// Reads `2021-07-12T08:29:50+08:00`, `…Z`, or without an offset as local time; the time may be left out.
  package func instant(iso text: String) -> Instant? {
    let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    guard let date = CivilDate(iso: halves[0]) else { return nil }
    guard halves.count == 2 else { return instant(date, .midnight) }
    var clock = halves[1]
    var fixedOffset: Int64?
    if clock.hasSuffix("Z") {
      clock.removeLast()
      fixedOffset = 0
    } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      guard let zone = TimeOfDay(clock[clock.index(after: sign)...]) else { return nil }
      fixedOffset = Int64(zone.seconds) * (clock[sign] == "-" ? -1 : 1)
      clock = clock[..<sign]
    }
    guard let time = TimeOfDay(clock) else { return nil }
    guard let fixedOffset else { return instant(date, time) }
    return Instant(seconds: Int64(date.dayNumber) * 86_400 + Int64(time.seconds) - fixedOffset)
  }
}
