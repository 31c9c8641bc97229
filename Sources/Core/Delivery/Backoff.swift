extension RetryRule {
  /// Seconds to wait after failed attempt number `attempt` (1 = the first): doubling, capped, with jitter by hash.
  ///
  /// The jitter takes up to half off. It is a hash of the key and the attempt, so that a restart or a replay waits the
  /// same time, and a thousand deliveries that failed together do not come back together (systemd's RandomizedDelaySec
  /// with FixedRandomDelay= does the same).
  package func delay(after attempt: Int, key: String) -> Int {
    let doubled = firstSeconds << min(max(0, attempt - 1), 20)
    let full = max(1, min(longestSeconds, doubled))
    let jitter = Int(stableHash("\(key)#\(attempt)") % UInt64(full / 2 + 1))
    return full - jitter
  }
}
