// What is laid out is decided; of most duties that means only to find out when they are first due.

extension Engine {
  /// What there is to say of an untouched duty.
  private struct Outlook {
    /// Nothing of it is due, nor to be accounted for.
    let isQuiet: Bool
    let next: Instant?
  }

  /// Decides what was laid out. An untouched duty of which nothing is due is armed, and that is all; when it is first due is
  /// reckoned once for all milestones that are alike: at a start that is nearly every duty.
  mutating func decideAll(_ waiting: [Int], at now: Instant, _ transitions: inout [Transition]) {
    let held = book.roots
    var outlooks: [DutyTable.Likeness: Outlook] = [:]
    for slot in closingFirst(waiting, at: now) {
      // An answer may hold up what comes from its root. Any other keeps no untouched duty from waiting for its first rung.
      if states[slot] == nil, table.isLive(slot), held.isEmpty || !held.contains(table.root(slot).text) {
        let likeness = table.likeness(slot, in: portfolio)
        if let outlook = likeness.flatMap({ outlooks[$0] }) ?? outlook(of: slot, at: now) {
          if let likeness { outlooks[likeness] = outlook }
          if outlook.isQuiet {
            arm(slot, at: outlook.next)
            continue
          }
        }
      }
      decideDuty(slot, at: now, &transitions)
    }
  }

  private mutating func outlook(of slot: Int, at now: Instant) -> Outlook? {
    guard let ladder = ladder(at: slot) else { return nil }
    let duty = table.outline(slot, in: portfolio)
    if duty.isDone {
      let since = decidedThrough
      let cameDue = ladder.pending(duty, nil).contains { $0.instant.map { since < $0 && $0 <= now } ?? false }
      return Outlook(isQuiet: !cameDue, next: nil)
    }
    let next = ladder.nextInstant(duty, nil, after: now)
    return Outlook(isQuiet: next.map { now < $0 } ?? true, next: next)
  }
}
