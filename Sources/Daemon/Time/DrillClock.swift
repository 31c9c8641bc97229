package import Core
import Synchronization

/// A clock for drills 演练: stands where it is told until `run`, and then runs faster than life.
package final class DrillClock: WallClock {
  package let events: AsyncStream<WallClockEvent>
  package let loop = LoopThread(name: "engine")
  private let start: Instant
  /// Seconds lived for each real one.
  private let speed: Double
  private let running: Mutex<ContinuousClock.Instant?>
  private let continuation: AsyncStream<WallClockEvent>.Continuation
  private let alarm: Alarm

  package init(start: Instant, speed: Double) {
    self.start = start
    self.speed = speed
    running = Mutex(nil)
    (events, continuation) = AsyncStream.makeStream()
    alarm = Alarm { [continuation] in continuation.yield(.due) }
  }

  /// Time begins to pass. Loading has taken none of it, so the first instants are not missed.
  package func run() { running.withLock { $0 = ContinuousClock.now } }

  package func now() -> Instant {
    guard let started = running.withLock({ $0 }) else { return start }
    return start + Int64((ContinuousClock.now - started) / .seconds(1) * speed)
  }

  package func moment(of instant: Instant) -> ContinuousClock.Instant {
    (running.withLock { $0 } ?? ContinuousClock.now) + .seconds(Double(instant - start) / speed)
  }

  package func arm(_ instant: Instant?) { alarm.set(instant.map(moment)) }
}
