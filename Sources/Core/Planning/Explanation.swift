/// Why a milestone's dates are what they are, and what would change them.
///
///     earliest path:  status date ─► m06 ─►           ─┐
///                                            milestone ─┼─► m12 ─► m13 ─► m16 ─► m17 ─► project finish
///                                                       └─ chain, bound from the end backwards (倒推链)
package struct Explanation: Hashable, Sendable {
  package var project: ProjectID
  package var projectName: String
  package var statusDate: CivilDate
  package var milestone: PlannedMilestone
  package var condition: Condition
  /// From the milestone to the one whose date is fixed by `binder`; the milestone alone when it is finished.
  package var chain: [Step]
  /// What fixes the late dates at the end of the chain; nil for finished work.
  package var binder: Binder?
  /// From what drives the early dates to the milestone; the last step is the milestone.
  package var path: [PathStep]
  /// Each tried out by planning anew.
  package var remedies: [Remedy]
  /// Last day of the published calendar that a step of the chain leans past; nil: none does.
  package var provisionalAfter: CivilDate?

  /// The milestone has a recorded start.
  package var isStarted: Bool { path.last?.isStarted ?? false }

  /// The milestone is a point in time.
  package var isPoint: Bool { chain.first?.duration?.amount == 0 }

  /// How the milestone stands at the status date. Days are working days of its calendar.
  package enum Condition: Hashable, Sendable {
    case finished(CivilDate)
    /// The latest finish has passed.
    case overdue(Int)
    /// It has not started and the latest start has passed.
    case startPassed(Int)
    case startsToday
    case startsIn(Int)
    /// It has started and must be finished in so many days; 0: today.
    case finishesIn(Int)
  }

  /// A milestone of the chain, at its late dates.
  package struct Step: Hashable, Sendable {
    package var id: MilestoneID
    package var name: String
    package var latestStart: CivilDate
    package var latestFinish: CivilDate
    package var totalSlack: Int?
    /// `9wd`, `20d`; 0 for a point in time; nil for a summary.
    package var duration: Span?
    /// Of started work: what is left, in days of the duration's unit.
    package var remaining: Int?
    /// Of what is still to do, at its latest.
    package var crossed: CrossedDays
    /// A late date lies past the published calendar.
    package var isProvisional: Bool
    /// The duration is a period that the law sets; the first day is not counted.
    package var isStatutory: Bool
    /// To the next step; nil at the end.
    package var link: Link?
  }

  package struct Link: Hashable, Sendable {
    package var kind: Dependency.Kind
    package var lag: Span
    package var lagCalendar: Dependency.LagCalendar
    /// The summaries whose link it is, where it is not the milestones' own.
    package var from: MilestoneID?
    package var to: MilestoneID?
    /// Between the two.
    package var crossed: CrossedDays
  }

  /// A date of the ledger that fixes a late date.
  package struct Binder: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
      case projectFinish, deadline, notFinishAfter, finishOn, notStartAfter, startOn
      /// The project has no end of its own: its earliest possible one.
      case forecast
    }

    package var kind: Kind
    package var date: CivilDate
    /// Whose date it is; nil: the project's.
    package var owner: MilestoneID?
  }

  /// A milestone of the driving path, at its early dates.
  package struct PathStep: Hashable, Sendable {
    package var id: MilestoneID
    package var name: String
    package var earliestStart: CivilDate
    package var earliestFinish: CivilDate
    package var isStarted: Bool
    package var isFinished: Bool
    package var driver: Driver
  }

  /// What keeps a milestone, or what is left of it, from starting earlier.
  package enum Driver: Hashable, Sendable {
    case statusDate(CivilDate)
    case projectStart(CivilDate)
    /// A recorded start that lies after the status date.
    case actualStart(CivilDate)
    /// A date of its own or of a summary of it.
    case notStartBefore(CivilDate, MilestoneID)
    case startOn(CivilDate)
    case notFinishBefore(CivilDate)
    case finishOn(CivilDate)
    /// The step before it in the path.
    case link(Link)
    /// A summary's last child: the step before it in the path.
    case child
    /// It is finished.
    case recorded
  }

  package enum Remedy: Hashable, Sendable {
    /// With the date moved back the milestone is feasible; so many others are still not.
    case postpone(Binder, to: CivilDate, workingDays: Int, othersInfeasible: Int)
    /// With the duration (of started work: what is left) cut the milestone is feasible.
    case shorten(MilestoneID, name: String, from: Span, to: Span, othersInfeasible: Int)
    /// The date can move forward so far and the milestone stays feasible; so many others do not.
    case advance(Binder, to: CivilDate, workingDays: Int, othersInfeasible: Int)
    /// A predecessor done so much sooner lets the milestone start (or finish, when it has started) sooner.
    case hurry(MilestoneID, name: String, by: Span, earliestStart: CivilDate, earliestFinish: CivilDate, gain: Int)
  }
}
