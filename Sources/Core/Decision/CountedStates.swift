/// States of duties, with the number of rungs pending in them kept: whoever asks for it would otherwise go through all of them.
struct CountedStates<Key: Hashable & Sendable>: Sendable {
  private var states: [Key: DutyState] = [:]
  private(set) var pending = 0

  init(_ states: [Key: DutyState] = [:]) {
    self.states = states
    pending = states.values.reduce(0) { $0 + $1.pending.count }
  }

  var isEmpty: Bool { states.isEmpty }
  var keys: Dictionary<Key, DutyState>.Keys { states.keys }
  var values: Dictionary<Key, DutyState>.Values { states.values }

  subscript(key: Key) -> DutyState? {
    get { states[key] }
    set {
      let old = newValue.map { states.updateValue($0, forKey: key) } ?? states.removeValue(forKey: key)
      pending += (newValue?.pending.count ?? 0) - (old?.pending.count ?? 0)
    }
  }

  mutating func removeValue(forKey key: Key) -> DutyState? {
    let old = states.removeValue(forKey: key)
    pending -= old?.pending.count ?? 0
    return old
  }
}

extension CountedStates: Sequence {
  func makeIterator() -> Dictionary<Key, DutyState>.Iterator { states.makeIterator() }
}
