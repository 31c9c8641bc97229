import Synchronization

/// Shut while the wall clock cannot be right: what bears such a date receivers refuse, and some of them for good.
///
/// The log is not behind it; it has dates of its own.
final class DispatchGate: Sendable {
  private let isShutNow = Atomic<Bool>(false)

  var isShut: Bool { isShutNow.load(ordering: .acquiring) }
  func shut(_ isShut: Bool) { isShutNow.store(isShut, ordering: .releasing) }
}
