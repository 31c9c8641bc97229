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

  package func deliver(_ notice: Notice) async -> DeliveryOutcome {
    let record = JournalRecord(notice, language: language)
    let (target, descriptor) = (target, descriptor)
    let line = JournalLine.make(record, target: target, notice: notice)
    let fields = record.fields.map { Array("\($0.name)=\($0.value)".utf8) }
    let problem = await thread.run(within: secondsToWait) {
      target == .journald ? JournalSink.send(fields) : JournalSink.write(line, to: descriptor)
    }
    switch problem {
    case 0: return .delivered(target == .journald ? "journald" : "stderr")
    case let code?: return .retry("journal: \(String(cString: strerror(code)))", after: nil, mayHaveArrived: false)
    case nil: return .retry("journal: takes nothing", after: nil, mayHaveArrived: true)
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

  private static func write(_ line: [UInt8], to descriptor: Int32) -> Int32 {
    var done = 0
    while done < line.count {
      let count = line[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&wait, 1, -1)
          continue
        }
        return errno
      }
      done += count
    }
    return 0
  }
}
