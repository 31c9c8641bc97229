import CCurl
import Glibc

/// What any thread may ring, for one that sleeps in `poll`: an eventfd.
package final class Bell: Sendable {
  /// Readable once it was rung, until it is heard.
  package let descriptor: Int32

  package init() {
    descriptor = daopai_eventfd()
    precondition(descriptor >= 0, "eventfd: \(errno)")
  }

  deinit { close(descriptor) }

  package func ring() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, 8)  // It can only fail to add to what has been rung already.
  }

  package func hear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)  // Nothing to read: nobody has rung.
  }
}
