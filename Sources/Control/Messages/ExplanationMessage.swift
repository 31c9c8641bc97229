package import Core

/// Output of `plan explain -o json`.
package struct ExplanationsMessage: Codable, Hashable, Sendable {
  package var explanations: [ExplanationMessage]

  package init(_ explanations: [Explanation]) { self.explanations = explanations.map(ExplanationMessage.init) }
}

package struct ExplanationMessage: Codable, Hashable, Sendable {
  package var project: String
  package var projectName: String
  package var statusDate: String
  package var milestone: PlannedMilestoneMessage
  /// `finished`, `overdue`, `startPassed`, `startsToday`, `startsIn`, `finishesIn`.
  package var condition: String
  /// Working days of the condition, where it has some.
  @Null package var conditionDays: Int?
  package var chain: [StepMessage]
  @Null package var binder: BinderMessage?
  package var path: [PathStepMessage]
  package var remedies: [RemedyMessage]
  /// Last day of the published calendar, where the chain leans past it.
  @Null package var provisionalAfter: String?

  package init(_ explanation: Explanation) {
    project = explanation.project.text
    projectName = explanation.projectName
    statusDate = explanation.statusDate.description
    milestone = PlannedMilestoneMessage(explanation.milestone)
    (condition, conditionDays) =
      switch explanation.condition {
      case .finished: ("finished", nil)
      case .overdue(let days): ("overdue", days)
      case .startPassed(let days): ("startPassed", days)
      case .startsToday: ("startsToday", 0)
      case .startsIn(let days): ("startsIn", days)
      case .finishesIn(let days): ("finishesIn", days)
      }
    chain = explanation.chain.map(StepMessage.init)
    binder = explanation.binder.map(BinderMessage.init)
    path = explanation.path.map(PathStepMessage.init)
    remedies = explanation.remedies.map(RemedyMessage.init)
    provisionalAfter = explanation.provisionalAfter?.description
  }

  package struct StepMessage: Codable, Hashable, Sendable {
    package var id: String
    package var name: String
    package var latestStart: String
    package var latestFinish: String
    @Null package var totalSlack: Int?
    /// Null for a summary.
    @Null package var duration: String?
    @Null package var remaining: Int?
    package var crossed: CrossedMessage
    package var provisional: Bool
    /// To the next step.
    @Null package var link: LinkMessage?

    init(_ step: Explanation.Step) {
      id = step.id.text
      name = step.name
      latestStart = step.latestStart.description
      latestFinish = step.latestFinish.description
      totalSlack = step.totalSlack
      duration = step.duration?.description
      remaining = step.remaining
      crossed = CrossedMessage(step.crossed)
      provisional = step.isProvisional
      link = step.link.map(LinkMessage.init)
    }
  }

  package struct LinkMessage: Codable, Hashable, Sendable {
    package var type: String
    package var lag: String
    /// `project`, `predecessor`, `successor`, `elapsed`, or a calendar's name.
    package var lagCalendar: String
    /// Summaries, where the link is theirs.
    @Null package var from: String?
    @Null package var to: String?
    package var crossed: CrossedMessage

    init(_ link: Explanation.Link) {
      type = link.kind.rawValue
      lag = link.lag.description
      lagCalendar =
        switch link.lagCalendar {
        case .project: "project"
        case .predecessor: "predecessor"
        case .successor: "successor"
        case .elapsed: "elapsed"
        case .named(let id): id.text
        }
      from = link.from?.text
      to = link.to?.text
      crossed = CrossedMessage(link.crossed)
    }
  }

  /// Days off and make-up days run over.
  package struct CrossedMessage: Codable, Hashable, Sendable {
    package struct Run: Codable, Hashable, Sendable {
      package var name: String
      package var first: String
      package var last: String

      init(_ run: CrossedDays.Run) {
        name = run.name
        first = run.first.description
        last = run.last.description
      }
    }

    package var holidays: [Run]
    package var workdays: [Run]
    package var weekendDays: Int

    init(_ days: CrossedDays) {
      holidays = days.holidays.map(Run.init)
      workdays = days.makeUpDays.map(Run.init)
      weekendDays = days.weekendDays
    }
  }

  /// The date at the end of the chain.
  package struct BinderMessage: Codable, Hashable, Sendable {
    package var kind: String
    package var date: String
    /// Null: the project's.
    @Null package var milestone: String?

    init(_ binder: Explanation.Binder) {
      kind = binder.kind.rawValue
      date = binder.date.description
      milestone = binder.owner?.text
    }
  }

  package struct PathStepMessage: Codable, Hashable, Sendable {
    package var id: String
    package var name: String
    package var earliestStart: String
    package var earliestFinish: String
    package var started: Bool
    package var finished: Bool
    /// `statusDate`, `projectStart`, `actualStart`, `notStartBefore`, `startOn`, `notFinishBefore`, `finishOn`, `link` (from the step
    /// before), `child`, `recorded`.
    package var driver: String
    @Null package var date: String?
    @Null package var link: LinkMessage?

    init(_ step: Explanation.PathStep) {
      id = step.id.text
      name = step.name
      earliestStart = step.earliestStart.description
      earliestFinish = step.earliestFinish.description
      started = step.isStarted
      finished = step.isFinished
      switch step.driver {
      case .statusDate(let day): (driver, date) = ("statusDate", day.description)
      case .projectStart(let day): (driver, date) = ("projectStart", day.description)
      case .actualStart(let day): (driver, date) = ("actualStart", day.description)
      case .notStartBefore(let day, _): (driver, date) = ("notStartBefore", day.description)
      case .startOn(let day): (driver, date) = ("startOn", day.description)
      case .notFinishBefore(let day): (driver, date) = ("notFinishBefore", day.description)
      case .finishOn(let day): (driver, date) = ("finishOn", day.description)
      case .child: driver = "child"
      case .recorded: driver = "recorded"
      case .link(let found):
        driver = "link"
        link = LinkMessage(found)
      }
    }
  }

  /// What would change the dates. Keys that do not belong to a kind are null.
  package struct RemedyMessage: Codable, Hashable, Sendable {
    /// `postpone`, `shorten`, `advance`, `hurry`.
    package var kind: String
    @Null package var binder: BinderMessage?
    @Null package var milestone: String?
    /// A date or a length, as before and after; of `hurry` by how much, and null.
    package var from: String
    @Null package var to: String?
    /// Of the milestone explained, once its predecessor hurries.
    @Null package var earliestStart: String?
    @Null package var earliestFinish: String?
    /// By which the date moves, or the milestone gains.
    @Null package var workingDays: Int?
    /// Milestones that are infeasible even so.
    @Null package var othersInfeasible: Int?

    init(_ remedy: Explanation.Remedy) {
      switch remedy {
      case .postpone(let date, let day, let count, let others):
        (kind, from, to) = ("postpone", date.date.description, day.description)
        binder = BinderMessage(date)
        (workingDays, othersInfeasible) = (count, others)
      case .advance(let date, let day, let count, let others):
        (kind, from, to) = ("advance", date.date.description, day.description)
        binder = BinderMessage(date)
        (workingDays, othersInfeasible) = (count, others)
      case .shorten(let id, _, let old, let new, let others):
        (kind, from, to) = ("shorten", old.description, new.description)
        milestone = id.text
        othersInfeasible = others
      case .hurry(let id, _, let by, let start, let finish, let gain):
        (kind, from) = ("hurry", by.description)
        (earliestStart, earliestFinish) = (start.description, finish.description)
        milestone = id.text
        workingDays = gain
      }
    }
  }
}
