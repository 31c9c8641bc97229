import Core

/// Between the loop of a lane, which commits, and the tasks that send: what is claimed and what has ended.
struct LaneDesk {
  /// One try at one message, and how it ended.
  struct Attempt: Sendable {
    var parcel: Parcel
    var outcome: DeliveryOutcome
    var time: Duration
  }

  /// Not settled yet.
  var ended: [Attempt] = []
  /// Sent up to `first`, from there on not yet.
  private var claimed: [Parcel] = []
  private var first = 0
  private var senders = 0

  var unsent: Int { claimed.count - first }

  mutating func put(_ parcels: [Parcel]) {
    claimed.removeFirst(first)
    first = 0
    claimed += parcels
  }

  mutating func takeEnded() -> [Attempt] {
    defer { ended = [] }
    return ended
  }

  /// How many more tasks may send, one message at a time each; they count as begun.
  mutating func openConnections() -> Int {
    let more = max(0, min(Limits.transfersPerSink - senders, unsent))
    senders += more
    return more
  }

  /// The next message to send; nil: there is none, or none may leave, and the task that asked has ended.
  mutating func next(isOpen: Bool) -> Parcel? {
    guard isOpen, unsent > 0 else {
      senders -= 1
      return nil
    }
    defer { first += 1 }
    return claimed[first]
  }
}
