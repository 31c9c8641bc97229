/// States by duty, with the number of rungs pending in them kept: whoever asks for it would otherwise go through all of them.
struct CountedStates: Sendable {
  private var states: [DutyID: DutyState] = [:]
  private(set) var pending = 0

  init(_ states: [DutyID: DutyState] = [:]) {
    self.states = states
    pending = states.values.reduce(0) { $0 + $1.pending.count }
  }

  var isEmpty: Bool { states.isEmpty }
  var values: Dictionary<DutyID, DutyState>.Values { states.values }

  subscript(key: DutyID) -> DutyState? {
    get { states[key] }
    set {
      let old = newValue.map { states.updateValue($0, forKey: key) } ?? states.removeValue(forKey: key)
      pending += (newValue?.pending.count ?? 0) - (old?.pending.count ?? 0)
    }
  }

  mutating func removeValue(forKey key: DutyID) -> DutyState? {
    let old = states.removeValue(forKey: key)
    pending -= old?.pending.count ?? 0
    return old
  }
}
