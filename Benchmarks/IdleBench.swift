import Core
import Daemon
import Glibc

/// What the daemon does for a minute in which nothing is due, however much is armed.
enum IdleBench {
  private static let seconds: UInt32 = 60

  static func run(_ count: Int, in parent: String) async throws {
    // The first in a month, the last within the year.
    let due = Instant(seconds: Int64(time(nil))) + 30 * 86_400
    let ground = try StormGround(count, due: due, spacing: max(1, 300 * 86_400 / count), port: 9, in: parent)
    defer { ground.remove() }
    let socket = try ControlSocket(path: "\(ground.directory)/socket")
    try await ground.run(with: ground.control(socket)) {
      // Threads that have had nothing to do for some seconds end.
      sleep(15)
      let (wakeUps, time) = (Meter.wakeUps(), Meter.processTime())
      sleep(seconds)
      let (woken, used) = (Meter.wakeUps() - wakeUps, Meter.processTime() - time)
      print(
        """
        {"case":"idle","n":\(count),"timers":\(ground.engine.figures.timers),"seconds":\(seconds),\
        "wake_ups":\(woken),"cpu_ms":\(Meter.fixed(used / 1e6)),"rss_mib":\(Meter.residentBytes() >> 20)}
        """)
    }
    _ = consume socket
  }
}
