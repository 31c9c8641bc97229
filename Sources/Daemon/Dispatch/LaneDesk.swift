import Core

/// Between those who claim (the lane's loop, and commits) and the tasks that send: what is claimed and what has ended.
struct LaneDesk {
  /// One try at one message, and how it ended.
  struct Attempt: Sendable {
    var parcel: Parcel
    var outcome: DeliveryOutcome
    var time: Duration
  }

  typealias Sender = CheckedContinuation<Parcel?, Never>

  /// Not settled yet.
  var ended: [Attempt] = []
  /// Sent up to `first`, from there on not yet.
  private var claimed: [Parcel] = []
  private var first = 0
  /// Tasks that are sending, one message at a time each.
  private var senders = 0
  /// One that waits for the next message: a single alert need not wait until a task is made for it.
  private var resting: Sender?
  private var isClosed = false
  /// One more whenever tasks are to be made anew: older ones end instead of resting.
  private(set) var round = 0

  var unsent: Int { claimed.count - first }
  /// More tasks would find something to send.
  var wantsSenders: Bool { unsent > 0 && senders < Limits.transfersPerSink }

  mutating func put(_ parcels: [Parcel]) {
    claimed.removeFirst(first)
    first = 0
    claimed += parcels
  }

  mutating func takeEnded() -> [Attempt] {
    defer { ended = [] }
    return ended
  }

  /// Gives the task that rests something to do.
  ///
  /// - Returns: what it is to be told; nil: none rests, or nothing may leave.
  mutating func rouse(isOpen: Bool) -> (sender: Sender, parcel: Parcel)? {
    guard wantsSenders, let sender = resting, let parcel = take(isOpen: isOpen) else { return nil }
    resting = nil
    senders += 1
    return (sender, parcel)
  }

  /// How many more tasks may send; they count as begun.
  mutating func openConnections() -> Int {
    let more = max(0, min(Limits.transfersPerSink - senders, unsent))
    senders += more
    return more
  }

  /// The next message to send; nil: there is none, or none may leave.
  mutating func take(isOpen: Bool) -> Parcel? {
    guard isOpen, unsent > 0 else { return nil }
    defer { first += 1 }
    return claimed[first]
  }

  /// A task has nothing to send, and rests if none does yet.
  ///
  /// - Parameter round: in which it was made.
  /// - Returns: what it is told at once; nil: it rests.
  mutating func rest(_ sender: Sender, of round: Int, isOpen: Bool) -> Parcel?? {
    if let parcel = take(isOpen: isOpen) { return parcel }
    senders -= 1
    guard resting == nil, !isClosed, round == self.round else { return .some(nil) }
    resting = sender
    return nil
  }

  /// The task that rests ends; with `forGood`, nobody rests from now on.
  ///
  /// - Returns: whom to tell.
  mutating func dismiss(forGood: Bool) -> Sender? {
    isClosed = isClosed || forGood
    round += 1
    defer { resting = nil }
    return resting
  }
}
