/// Where a statutory period in calendar days begins and ends. It begins on a working day, because that is when it can be
/// accepted; one that rolls forward ends with a working day.
extension PlanNode {
  /// The end of a period that begins on the working day `start`.
  func periodEnd(from start: Int, in calendar: WorkdayIndex) -> Int {
    let end = start + Int(duration)
    return rollsForward ? calendar.endAtOrAfter(end) : end
  }

  /// The first working day at or after `floor` from which it does not end before `finish`.
  func periodStart(from floor: Int, endingAtOrAfter finish: Int, in calendar: WorkdayIndex) -> Int {
    if finish == PlanNetwork.always { return calendar.startAtOrAfter(floor) }
    // To roll on to `finish` or further it is enough to pass the working day before.
    let reach = rollsForward ? calendar.endAtOrBefore(finish - 1) + 1 : finish
    return calendar.startAtOrAfter(max(floor, reach - Int(duration)))
  }

  /// The last day it can begin on, worked or not, to end by `finish`.
  func periodReach(endingBy finish: Int, in calendar: WorkdayIndex) -> Int {
    (rollsForward ? calendar.endAtOrBefore(finish) : finish) - Int(duration)
  }
}
