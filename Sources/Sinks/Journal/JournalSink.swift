import CSystemd
package import Core
import Glibc

/// Every alert, written where the machine keeps its log.
///
/// On a thread of its own: a stalled journald or a full pipe blocks its writer, and nobody else.
package final class JournalSink: Sink {
  private let target: JournalTarget
  private let language: Language
  private let descriptor: Int32
  private let thread = WorkerThread(limit: Limits.deliveryWindow)
  /// A journal that has not taken a line by then is told of as failing.
  private let secondsToWait: Int

  package convenience init(language: Language) {
    self.init(language: language, target: .detect(), descriptor: STDERR_FILENO)
  }

  init(language: Language, target: JournalTarget, descriptor: Int32, secondsToWait: Int = 10) {
    self.language = language
    self.target = target
    self.descriptor = descriptor
    self.secondsToWait = secondsToWait
  }

  package func deliver(_ notice: Notice) async -> DeliveryOutcome { await deliver([notice])[0] }

  package func deliver(_ notices: [Notice]) async -> [DeliveryOutcome] {
    let target = target
    let written = target == .journald ? await send(notices) : await write(notices)
    return notices.indices.map { index in
      guard let written else { return .retry("journal: takes nothing", after: nil, mayHaveArrived: true) }
      if index < written.count { return .delivered(target == .journald ? "journald" : "stderr") }
      let words = "journal: \(String(cString: strerror(written.error)))"
      return .retry(words, after: nil, mayHaveArrived: index == written.count && written.isTorn)
    }
  }

  /// How many were written, from the first; `error` is what stopped the next one.
  private struct Written {
    var count = 0
    var error: Int32 = 0
    /// Of the next one a part is there.
    var isTorn = false
  }

  /// Record by record: journald takes one to a datagram.
  private func send(_ notices: [Notice]) async -> Written? {
    let records = notices.map { notice in
      JournalRecord(notice, language: language).fields.map { Array("\($0.name)=\($0.value)".utf8) }
    }
    return await thread.run(within: secondsToWait) {
      var written = Written()
      for fields in records {
        written.error = JournalSink.send(fields)
        if written.error != 0 { break }
        written.count += 1
      }
      return written
    }
  }

  /// All lines in one piece.
  private func write(_ notices: [Notice]) async -> Written? {
    var bytes: [UInt8] = []
    var ends: [Int] = []
    for notice in notices {
      bytes += JournalLine.make(JournalRecord(notice, language: language), target: target, notice: notice)
      ends.append(bytes.count)
    }
    let descriptor = descriptor
    return await thread.run(within: secondsToWait) { [bytes, ends] in
      let (done, error) = JournalSink.write(bytes, to: descriptor)
      let count = ends.prefix { $0 <= done }.count
      return Written(count: count, error: error, isTorn: done > (count == 0 ? 0 : ends[count - 1]))
    }
  }

  /// libsystemd puts values with line ends into the binary form itself.
  /// - Returns: 0 or an error number.
  private static func send(_ fields: [[UInt8]]) -> Int32 {
    let all = fields.flatMap { $0 }
    return all.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      var vectors: [iovec] = []
      var offset = 0
      for field in fields {
        vectors.append(iovec(iov_base: UnsafeMutableRawPointer(mutating: base + offset), iov_len: field.count))
        offset += field.count
      }
      return -sd_journal_sendv(vectors, Int32(vectors.count))
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> (done: Int, error: Int32) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&wait, 1, -1)
          continue
        }
        return (done, errno)
      }
      done += count
    }
    return (done, 0)
  }
}
