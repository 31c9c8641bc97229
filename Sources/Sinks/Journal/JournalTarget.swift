import Glibc

/// Where lines for the journal go, found from what stderr is.
enum JournalTarget: Hashable, Sendable {
  /// Straight to journald, with fields.
  case journald
  /// To stderr, with `<N>` before each line: a service manager reads it.
  case prefixed
  /// To stderr, for a person.
  case terminal(isColoured: Bool)

  static func detect() -> JournalTarget {
    func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
    var status = stat()
    let isKnown = fstat(STDERR_FILENO, &status) == 0
    return choose(
      journalStream: variable("JOURNAL_STREAM"), invocation: variable("INVOCATION_ID"),
      stderr: isKnown ? "\(status.st_dev):\(status.st_ino)" : nil, isTerminal: isatty(STDERR_FILENO) == 1,
      noColour: variable("NO_COLOR"), terminal: variable("TERM"))
  }

  /// - Parameter stderr: its device and inode, as `$JOURNAL_STREAM` writes them. Only if they are the same is stderr
  ///   the journal: a child may have inherited the variable and written elsewhere.
  static func choose(
    journalStream: String?, invocation: String?, stderr: String?, isTerminal: Bool, noColour: String?,
    terminal: String?
  ) -> JournalTarget {
    if let journalStream, let stderr, journalStream == stderr { return .journald }
    if isTerminal { return .terminal(isColoured: (noColour ?? "").isEmpty && terminal != nil && terminal != "dumb") }
    return journalStream != nil || invocation != nil ? .prefixed : .terminal(isColoured: false)
  }
}
