@preconcurrency import Dispatch

/// Rings at a monotonic instant, as often as it is set: a timer without a task, whose sleep would end on libdispatch's pool
/// (`WorkerPool`).
///
/// It stands still while the machine is suspended. Resuming is a step of the clock, after which every lane looks again.
final class Alarm: Sendable {
  private let timer: any DispatchSourceTimer

  init(_ ring: @escaping @Sendable () -> Void) {
    timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "daopai.alarm"))
    timer.setEventHandler(handler: ring)
    timer.resume()
  }

  deinit { timer.cancel() }

  /// In place of what it was set to before; nil: it does not ring.
  func set(_ deadline: ContinuousClock.Instant?) {
    guard let deadline else { return timer.schedule(deadline: .distantFuture) }
    let (seconds, attoseconds) = max(.zero, deadline - .now).components
    timer.schedule(deadline: .now() + .seconds(Int(seconds)) + .nanoseconds(Int(attoseconds / 1_000_000_000)))
  }

  /// Returns after `duration`, or when the task is cancelled.
  static func wait(_ duration: Duration) async {
    let (rings, ring) = AsyncStream.makeStream(of: Void.self)
    let alarm = Alarm { ring.finish() }
    alarm.set(.now + duration)
    for await _ in rings {}
    alarm.set(nil)
  }
}
