/// What is on record about the progress of a milestone; nothing else about it changes from day to day.
package struct RecordedProgress: Hashable, Sendable {
  package var actualStart: CivilDate?
  package var actualFinish: CivilDate?
  /// 0…100.
  package var percent: Int?
  /// Whole working days still to do.
  package var remaining: Int?

  package init(
    actualStart: CivilDate? = nil, actualFinish: CivilDate? = nil, percent: Int? = nil, remaining: Int? = nil
  ) {
    self.actualStart = actualStart
    self.actualFinish = actualFinish
    self.percent = percent
    self.remaining = remaining
  }

  /// Of milestone i.
  init(of milestones: [Milestone], _ i: Int) {
    if milestones[i].isPlain {
      self.init()
      return
    }
    self.init(
      actualStart: milestones[i].actualStart, actualFinish: milestones[i].actualFinish,
      percent: milestones[i].percent, remaining: milestones[i].remaining)
  }

  func write(to milestones: inout [Milestone], _ i: Int) {
    milestones[i].actualStart = actualStart
    milestones[i].actualFinish = actualFinish
    milestones[i].percent = percent
    milestones[i].remaining = remaining
  }

  /// What of it cannot be true.
  var faults: [(code: String, message: String)] {
    var faults: [(code: String, message: String)] = []
    if let remaining, !(0...1_000_000).contains(remaining) {
      faults.append(("plan.badRemaining", "\(remaining) remaining days are not from 0 to a million."))
    }
    if let percent, !(0...100).contains(percent) {
      faults.append(("plan.badPercent", "\(percent) percent is not from 0 to 100."))
    }
    if let actualStart, let actualFinish, actualFinish < actualStart {
      faults.append(
        ("plan.actualOrder", "The actual finish \(actualFinish) is before the actual start \(actualStart)."))
    }
    return faults
  }
}
