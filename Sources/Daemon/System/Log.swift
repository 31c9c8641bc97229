package import Core
import Foundation
import Glibc
package import Logging

/// Operational messages on stderr: `<N>` prefixes for the journal, plain lines on a terminal.
package struct StandardErrorLog: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level = .info
  private let isUnderSystemd: Bool

  package init(isUnderSystemd: Bool) { self.isUnderSystemd = isUnderSystemd }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
    let suffix = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    let prefix = isUnderSystemd ? "<\(priority(event.level))>" : "daopaid: "
    let line = "\(prefix)\(event.message)\(suffix)".replacingOccurrences(of: "\n", with: "\n\(prefix)") + "\n"
    // One write, so that lines of several threads do not mix. There is nobody left to tell if it fails.
    _ = line.utf8CString.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count - 1) }
  }

  /// syslog(3) priorities.
  private func priority(_ level: Logger.Level) -> Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}

extension Logger {
  /// One line each, in the order given.
  package func report(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { log(level: diagnostic.severity == .error ? .error : .warning, "\(diagnostic)") }
  }
}
