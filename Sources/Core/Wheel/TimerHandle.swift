/// Names one arming of a timer, until it fires, is cancelled or is armed anew.
///
///     63            32 31             0
///     [  generation   |      key      ]
///
/// `key` is the caller's own number for the timer. `generation` counts the uses of that key, so the handle of a timer
/// that is gone matches nothing, and using it is harmless: until the key has been used 2^31 times more.
package struct TimerHandle: Hashable, Sendable {
  package let rawValue: UInt64

  @inline(__always)
  init(key: UInt32, generation: UInt32) {
    rawValue = UInt64(generation) &<< 32 | UInt64(key)
  }

  /// The caller's number for the timer.
  package var key: UInt32 { UInt32(truncatingIfNeeded: rawValue) }
  var generation: UInt32 { UInt32(truncatingIfNeeded: rawValue &>> 32) }

  /// Matches no timer: what is armed has an odd generation.
  package static let none = TimerHandle(key: 0, generation: 0)
}
