package import Core

/// A delivery that waits to be sent.
package struct OutboxRow: Hashable, Sendable {
  package var delivery: Delivery
  package var alert: Alert
  /// Attempts claimed so far.
  package var attempts: Int
  /// An earlier attempt may have been accepted.
  package var mayHaveArrived: Bool
  /// Wall-clock hint from the last failure; nil: at once.
  package var notBefore: Instant?
}

/// What the dispatcher can send next.
package struct OutboxWindow: Sendable {
  package var rows: [OutboxRow] = []
  /// Deliveries that did not match their own hash, or whose alert did not: now dead, never sent. To be reported.
  package var quarantined: [DeliveryID] = []
}

/// How an attempt ended.
package struct DeliveryMark: Hashable, Sendable {
  package enum Result: Hashable, Sendable {
    /// With the peer's words.
    case delivered(String)
    case retry(String, notBefore: Instant, mayHaveArrived: Bool)
    /// No further attempt.
    case dead(String)
  }

  package var delivery: DeliveryID
  package var result: Result
  package var at: Instant

  package init(_ delivery: DeliveryID, _ result: Result, at: Instant) {
    self.delivery = delivery
    self.result = result
    self.at = at
  }
}

/// A delivery with its fate so far, for people to read.
package struct DeliveryRecord: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, CaseIterable { case pending, sending, delivered, dead }

  package var delivery: Delivery
  package var state: State
  package var attempts: Int
  package var mayHaveArrived: Bool
  package var queuedAt: Instant
  package var notBefore: Instant?
  package var claimedAt: Instant?
  package var settledAt: Instant?
  /// The peer's words, or why it failed last.
  package var detail: String?
}

package struct OutboxCount: Hashable, Sendable {
  package var channel: Channel
  package var state: DeliveryRecord.State
  package var count: Int
  /// When the oldest of them was queued.
  package var oldest: Instant
}
