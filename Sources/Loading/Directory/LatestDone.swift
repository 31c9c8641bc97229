package import Core

/// The day after which nothing can have been done yet: later dates of what is done are slips, and would end a chase.
///
/// It comes from outside, and is not the day that plans are made by: a plan may be made by the day of a past report. What
/// was loaded once and is read again (a replay, a comparison) is held against no day: it was taken, and stays so.
package enum LatestDone: Sendable {
  case unjudged
  case day(CivilDate)
  /// Its date in the zone of the office.
  case instant(Instant)

  /// By a clock that may be wrong. One that shows a time before the program was made says nothing; one that is behind
  /// what was recorded gives way to that, so that no file is refused that was taken before.
  package init(clock: Instant, recorded: Instant? = nil) {
    self = clock < Version.earliestClock ? .unjudged : .instant(max(clock, recorded ?? clock))
  }

  func day(in zone: ZoneRules) -> CivilDate? {
    switch self {
    case .unjudged: nil
    case .day(let day): day
    case .instant(let instant): zone.date(of: instant)
    }
  }
}
