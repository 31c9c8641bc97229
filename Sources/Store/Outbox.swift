package import Core

/// One way out of the outbox: mail is one, each webhook endpoint is one.
package struct OutboxRoute: Hashable, Sendable {
  package var channel: Channel
  /// Of a webhook: its endpoint.
  package var address: String?

  package init(channel: Channel, address: String? = nil) {
    self.channel = channel
    self.address = address
  }

  init(of delivery: Delivery) {
    self.init(channel: delivery.channel, address: delivery.channel == .webhook ? delivery.address : nil)
  }
}

/// What a commit has made durable, still in memory: sent from here it need not be read back and checked.
package struct Committed: Sendable {
  /// New in the outbox, in order.
  package var queued: [OutboxRoute: [OutboxRow]] = [:]
  /// So many of them, from the first, are claimed.
  package var claimed: [OutboxRoute: Int] = [:]
  /// New alerts, which the log has to be told of.
  package var raised: [RaisedAlert] = []
}

/// An alert with its place in the order of raising.
package struct RaisedAlert: Hashable, Sendable {
  package var place: Int
  package let alert: Alert
}

/// A delivery that waits to be sent.
package struct OutboxRow: Hashable, Sendable {
  package var delivery: Delivery
  package let alert: Alert
  /// Attempts claimed so far.
  package var attempts: Int
  /// An earlier attempt may have been accepted.
  package var mayHaveArrived: Bool
  /// Wall-clock hint from the last failure; nil: at once.
  package var notBefore: Instant?
  package var queuedAt: Instant
  /// In the order of queueing.
  package var place: Int
}

/// A delivery that has failed and waits for its next try.
package struct RestingDelivery: Hashable, Sendable {
  package var id: DeliveryID
  package var place: Int
  /// From now on.
  package var seconds: Int64
}

/// What the dispatcher can send next.
package struct OutboxWindow: Sendable {
  package var rows: [OutboxRow] = []
  /// Deliveries that did not match their own hash, or whose alert did not: now dead, never sent. To be reported.
  package var quarantined: [DeliveryID] = []
  /// Of the last new one looked at; nil: there was none.
  package var place: Int?
  /// There was nothing more.
  package var isAll = true
}

/// A row of the outbox that does not match its hash, or whose alert does not. Only its place is sure: the id may be what is damaged.
struct DamagedDelivery {
  var id: DeliveryID
  var place: Int
  var reason: String
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

  /// What the sender knows of the attempt, so that nothing need be looked up.
  package struct Attempt: Hashable, Sendable {
    package var place: Int
    package var channel: Channel
    package var address: String
    package var party: PartyID?
    package var duty: DutyID?
    package var due: CivilDate?
    package var rung: String?
    package var queuedAt: Instant
    /// Of the row, until now.
    package var state: DeliveryRecord.State
    /// 1 for the first.
    package var number: Int
    /// Of a claim by place or of a whole message, which is not in the row.
    package var claimedAt: Instant?
    /// The delivery that names the message; nil: it went alone.
    package var message: DeliveryID?
    /// It names a message that was claimed as a whole.
    package var endsMessage = false
  }

  package var delivery: DeliveryID
  package var result: Result
  package var at: Instant
  package var attempt: Attempt?
  /// By which the row is looked up; nil: by its id.
  var place: Int?

  init(_ damaged: DamagedDelivery, at: Instant) {
    self.init(damaged.id, .dead(damaged.reason), at: at)
    place = damaged.place
  }

  package init(_ delivery: DeliveryID, _ result: Result, at: Instant) {
    self.delivery = delivery
    self.result = result
    self.at = at
  }

  /// - Parameters:
  ///   - number: of the attempt, 1 for the first.
  ///   - claimedAt: of a claim by place, or of a whole message; nil: the row itself was claimed.
  ///   - message: the delivery that names the message; nil: it went alone.
  ///   - endsMessage: it names a message that was claimed as a whole.
  package init(
    _ row: OutboxRow, number: Int, claimedAt: Instant?, message: DeliveryID?, endsMessage: Bool = false,
    _ result: Result, at: Instant
  ) {
    self.init(row.delivery.id, result, at: at)
    attempt = Attempt(
      place: row.place, channel: row.delivery.channel, address: row.delivery.address, party: row.delivery.party,
      duty: row.alert.duty, due: row.alert.due, rung: row.alert.rung, queuedAt: row.queuedAt,
      state: claimedAt == nil ? .sending : .pending, number: number, claimedAt: claimedAt, message: message,
      endsMessage: endsMessage)
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
