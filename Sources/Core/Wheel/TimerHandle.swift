/// Names one armed timer of one wheel, until it fires, is cancelled or is rearmed.
///
///     63            32 31             0
///     [  generation   |     index     ]
///
/// `index` is a place in the wheel's table of timers; places are used again. `generation` counts the uses of that
/// place, so the handle of a timer that is gone matches nothing, and using it is harmless.
package struct TimerHandle: Hashable, Sendable {
  package let rawValue: UInt64

  init(index: UInt32, generation: UInt32) {
    rawValue = UInt64(generation) << 32 | UInt64(index)
  }

  private init(rawValue: UInt64) { self.rawValue = rawValue }

  var index: Int { Int(truncatingIfNeeded: rawValue & 0xFFFF_FFFF) }
  var generation: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 32) }

  /// Matches no timer: generations begin at 1.
  package static let none = TimerHandle(rawValue: 0)
}
