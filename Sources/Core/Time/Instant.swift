/// A wall-clock moment: whole seconds since 1970-01-01T00:00:00 UTC. Alerts are due at instants; retries are not.
package struct Instant: Hashable, Comparable, Sendable {
  package var seconds: Int64

  package init(seconds: Int64) { self.seconds = seconds }

  package static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }
  package static func + (a: Instant, seconds: Int64) -> Instant { Instant(seconds: a.seconds + seconds) }
  package static func - (a: Instant, seconds: Int64) -> Instant { Instant(seconds: a.seconds - seconds) }
  /// Seconds from `b` to `a`.
  package static func - (a: Instant, b: Instant) -> Int64 { a.seconds - b.seconds }

  package static let distantPast = Instant(seconds: -62_135_596_800)  // 0001-01-01
  package static let distantFuture = Instant(seconds: 253_402_300_799)  // 9999-12-31T23:59:59
}
