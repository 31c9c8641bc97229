/// What the engine needs back from the store after a restart. All else is derived from the files.
package struct EngineMemory: Sendable {
  package var states: [DutyState]
  /// Alerts not yet closed.
  package var openAlerts: [Alert]
  /// Highest alert number used, by year.
  package var alertNumbers: [Int: Int]
  package var answers: [Answer]
  /// Highest number of an answer, also of one that could not be read.
  package var highestAnswer: Int
  /// Up to when decisions are complete; nil: never ran.
  package var decidedThrough: Instant?
  /// Versions of policies that states refer to.
  package var policies: [KeptPolicy]

  package init(
    states: [DutyState] = [], openAlerts: [Alert] = [], alertNumbers: [Int: Int] = [:], answers: [Answer] = [],
    highestAnswer: Int = 0, decidedThrough: Instant? = nil, policies: [KeptPolicy] = []
  ) {
    self.states = states
    self.openAlerts = openAlerts
    self.alertNumbers = alertNumbers
    self.answers = answers
    self.highestAnswer = highestAnswer
    self.decidedThrough = decidedThrough
    self.policies = policies
  }
}
