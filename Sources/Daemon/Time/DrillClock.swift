package import Core
import Synchronization

/// A clock for drills 演练: starts where it is told and runs faster than life.
package final class DrillClock: WallClock {
  package let events: AsyncStream<WallClockEvent>
  private let start: Instant
  /// Seconds lived for each real one.
  private let speed: Double
  private let started: ContinuousClock.Instant
  private let continuation: AsyncStream<WallClockEvent>.Continuation
  private let alarm = Mutex<Task<Void, Never>?>(nil)

  package init(start: Instant, speed: Double) {
    self.start = start
    self.speed = speed
    started = ContinuousClock.now
    (events, continuation) = AsyncStream.makeStream()
  }

  package func now() -> Instant {
    start + Int64((ContinuousClock.now - started) / .seconds(1) * speed)
  }

  package func arm(_ instant: Instant?) {
    let task = instant.map { instant in
      let wake = started + .seconds(Double(instant - start) / speed)
      return Task { [continuation] in
        try? await Task.sleep(until: wake, clock: .continuous)
        if !Task.isCancelled { continuation.yield(.due) }
      }
    }
    alarm.withLock { old in
      old?.cancel()
      old = task
    }
  }
}
