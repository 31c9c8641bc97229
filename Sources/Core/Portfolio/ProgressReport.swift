/// What was reported of a project for one day 进度上报. Figures stand for the end of that day.
package struct ProgressReport: Hashable, Sendable {
  package var date: CivilDate
  /// Done so far, 0…100, to the ten-thousandth.
  package var percent: Double?
  /// What should have been done by then, where the office's own plan says so: it goes before any that is reckoned.
  package var planned: Double?
  /// Invested since the beginning of the year, in whole yuan.
  package var invested: Int64?
  /// 形象进度, in words.
  package var text: String?
  /// The day it came in; nil: in time.
  package var entered: CivilDate?

  package init(
    date: CivilDate, percent: Double? = nil, planned: Double? = nil, invested: Int64? = nil, text: String? = nil
  ) {
    self.date = date
    self.percent = percent
    self.planned = planned
    self.invested = invested
    self.text = text
  }
}

extension ProgressReport {
  /// Whether it came in before the reports of the period that ends on `end` were locked.
  package func isInTime(for end: CivilDate, locks: Span?, _ calendar: WorkCalendar) -> Bool {
    guard let locks, let entered else { return true }
    return entered <= calendar.date(end, plus: locks)
  }
}

/// How a policy judges the projects it watches, period by period.
package struct AssessmentRule: Hashable, Sendable {
  package var period: Period
  /// How many days after the end of a period it is judged: by then the reports are in.
  package var delay: Span
  package var measure: Measure
  /// A level once reached is left when it has been better for so many periods running.
  package var stepDownPeriods: Int
  /// So long after the end of a period its reports are taken; what came in later does not count for it. Nil: always.
  package var locks: Span?

  /// What should have been done by the end of a period 时序进度.
  package enum Measure: String, Hashable, Sendable, CaseIterable {
    /// Days gone by over all days of the project.
    case time
    /// The late dates of the backward plan, weighted by duration.
    case plan
    /// This year's planned investment, in proportion to the months (of weeks: days) of the year gone by.
    case investment
  }

  package init(
    period: Period, delay: Span = Span(0, .days), measure: Measure = .time, stepDownPeriods: Int = 1
  ) {
    self.period = period
    self.delay = delay
    self.measure = measure
    self.stepDownPeriods = stepDownPeriods
  }
}
