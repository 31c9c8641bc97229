/// Rungs of one ladder, by index.
struct RungSet: Hashable {
  private var bits: UInt64 = 0

  var count: Int { bits.nonzeroBitCount }

  /// - Precondition: a ladder has at most `Limits.rungs` (32) rungs.
  mutating func insert(_ index: Int) { bits |= 1 << UInt64(index) }
  func contains(_ index: Int) -> Bool { bits & 1 << UInt64(index) != 0 }
  func union(_ other: RungSet) -> RungSet {
    var all = self
    all.bits |= other.bits
    return all
  }
}

/// What a state says of each rung of its ladder, for one due date. Rungs that are not on the ladder do not count.
struct RungMarks {
  var pending = RungSet()
  var settled = RungSet()
  var raised = RungSet()
  /// Settled by a silence or an excuse.
  var muted = RungSet()
  /// Some rung is pending that the ladder does not know.
  var hasStrangers = false

  init() {}

  init(_ state: DutyState, for due: CivilDate, on ladder: Ladder) {
    // Both lists go up the ladder, as a rule.
    var next = 0
    for settlement in state.settled where settlement.due == due {
      guard let index = ladder.index(of: settlement.rung, from: next) else { continue }
      next = index + 1
      settled.insert(index)
      if settlement.isMuted { muted.insert(index) }
      if settlement.outcome == .raised { raised.insert(index) }
    }
    for rung in state.pending {
      guard let index = ladder.index(of: rung, from: next) else {
        hasStrangers = true
        continue
      }
      next = index + 1
      pending.insert(index)
    }
  }
}
