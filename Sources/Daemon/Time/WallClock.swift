package import Core

/// The wall clock as the engine needs it: what time it is, and a wake-up call that notices when the clock is set.
package protocol WallClock: Sendable {
  func now() -> Instant
  /// Asks for one `.due` at `instant`, in place of an earlier request; nil: only steps are told.
  func arm(_ instant: Instant?)
  /// When `instant` will come, unless the clock is set meanwhile: for a sleep that is asked again afterwards.
  func moment(of instant: Instant) -> ContinuousClock.Instant
  /// Each event once, to one reader.
  var events: AsyncStream<WallClockEvent> { get }
  /// The thread on which events are noticed. The engine runs on it as well: when an instant comes, no other has to be woken.
  var loop: LoopThread { get }
}

package enum WallClockEvent: Hashable, Sendable {
  /// The armed instant has come.
  case due
  /// Somebody set the clock.
  case stepped
}
