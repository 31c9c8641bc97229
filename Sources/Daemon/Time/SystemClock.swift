import CLinux
package import Core
import Glibc
import Synchronization

/// The machine's clock: a timerfd on CLOCK_REALTIME that also fires when the clock is set (TFD_TIMER_CANCEL_ON_SET).
/// Nothing ticks: an idle daemon sleeps until the next instant.
package final class SystemClock: WallClock {
  package let events: AsyncStream<WallClockEvent>
  package let loop = LoopThread(name: "engine")
  private let timer: Int32
  private let armed = Mutex<Instant?>(nil)
  private let continuation: AsyncStream<WallClockEvent>.Continuation

  /// - Throws: `POSIXError`-like words when the kernel has no timer to give.
  package init() throws(SystemFailure) {
    let timer = daopai_timerfd_create()
    guard timer >= 0 else { throw SystemFailure("timerfd_create", errno) }
    self.timer = timer
    (events, continuation) = AsyncStream.makeStream(of: WallClockEvent.self)
    loop.watch(timer) { [weak self] in self?.look() }
    arm(nil)
  }

  deinit { continuation.finish() }

  private func look() {
    switch daopai_timerfd_read(timer) {
    case 1: continuation.yield(.due)
    case -1:
      // A cancelled timer is disarmed: arm it again before telling anyone, or a second step would go unseen.
      _ = setTimer(armed.withLock { $0 })
      continuation.yield(.stepped)
    default: break
    }
  }

  /// Not time(2): it lags behind the timer by up to a tick, and would be early when the timer fires.
  package func now() -> Instant { Instant(seconds: daopai_wall_seconds()) }

  package func moment(of instant: Instant) -> ContinuousClock.Instant {
    ContinuousClock.now + .seconds(max(0, instant - now()))
  }

  package func arm(_ instant: Instant?) {
    armed.withLock { $0 = instant }
    if setTimer(instant) == .afterStep { continuation.yield(.stepped) }
  }

  private enum Arming { case quiet, afterStep }

  private func setTimer(_ instant: Instant?) -> Arming {
    // Without an instant it is armed for the year 2200: only an armed timer notices steps. One nanosecond, because zero
    // would disarm.
    let seconds = max(0, instant?.seconds ?? 7_258_118_400)
    if daopai_timerfd_arm(timer, seconds, 1) == 0 { return .quiet }
    // A step that came just before, and that nobody has read yet: the kernel arms the timer, and tells of the step here
    // and nowhere else (timerfd_create(2), Notes).
    precondition(errno == ECANCELED, "timerfd_settime refused \(seconds): errno \(errno)")
    return .afterStep
  }
}
