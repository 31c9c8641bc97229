/// Whether the wall clock can be believed: one that shows a time before the program was made has lost its battery, or
/// was set by mistake, and alerts decided by it would be of another century.
///
/// Once it has been caught, nothing is decided until it shows a time not before what was recorded last: what then comes
/// due really has. A clock merely set back to a time that can be true holds nothing: what has been raised is remembered
/// by duty, rung and due date.
package struct ClockHold: Sendable {
  /// Before this no clock is right.
  private let earliest: Instant
  /// The latest instant known to be stored.
  private var recorded: Instant
  package private(set) var isHolding = false

  package init(earliest: Instant = Version.earliestClock, recorded: Instant?) {
    self.earliest = earliest
    self.recorded = recorded ?? earliest
  }

  /// When the clock will be believed again.
  package var release: Instant { max(earliest, recorded) }

  /// Whether decisions may be made at `now`, by the clock.
  package mutating func admits(_ now: Instant) -> Bool {
    isHolding = now < (isHolding ? release : earliest)
    return !isHolding
  }

  package mutating func record(_ instant: Instant) { recorded = max(recorded, instant) }
}
