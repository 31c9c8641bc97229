import CSystemd
import Foundation
import Glibc

/// Tells systemd how the service is; says nothing where there is no systemd.
package struct SystemdNotifier: Sendable {
  package init() {}

  package func ready(_ status: String) { notify("READY=1\nSTATUS=\(status)") }
  package func status(_ status: String) { notify("STATUS=\(status)") }
  package func stopping() { notify("STOPPING=1") }
  package func alive() { notify("WATCHDOG=1") }

  /// A long load is no hang: asks for `seconds` more before systemd gives up.
  package func extendTimeout(seconds: Int) { notify("EXTEND_TIMEOUT_USEC=\(seconds * 1_000_000)") }

  /// systemd wants the monotonic time at which the reload began, and READY=1 at its end whatever came of it.
  package func reloading() {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    notify("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1000)")
  }

  /// How often the watchdog wants to hear from us, halved as sd_watchdog_enabled(3) advises; nil: there is none.
  package func watchdogInterval() -> Duration? {
    var microseconds: UInt64 = 0
    guard sd_watchdog_enabled(0, &microseconds) > 0, microseconds > 0 else { return nil }
    return .microseconds(Int64(microseconds / 2))
  }

  private func notify(_ state: String) { sd_notify(0, state) }
}
