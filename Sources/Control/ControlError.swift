/// Why a question to the daemon was not answered.
package enum ControlError: Error, Hashable, Sendable {
  /// Nobody listens at the socket: no such file, connection refused, path too long.
  case unreachable(socket: String, reason: String)
  /// The socket's permissions keep us out.
  case notAllowed(socket: String)
  /// No whole answer within the time limit.
  case timedOut(seconds: Int)
  /// The answer is longer than the client takes.
  case tooLarge(limit: Int)
  /// What came is no answer of ours: not HTTP, not JSON, cut off, or not what the route gives.
  case garbage(String)
  /// The daemon answered, and said no.
  case refused(Problem)
}
