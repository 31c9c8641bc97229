import Core
import TestSupport
import Testing

/// Faults that a daemon like this one could have, as they would look from outside. None of them is in the product: each
/// is put between the engine and those who look on, or between what is loaded or remembered and the engine.
enum PlantedFault: String, CaseIterable, CustomTestStringConvertible {
  case raisesAgainAfterARestart = "a rung that was raised is forgotten over a restart"
  case supersedesWithoutALine = "a rung is superseded, and the journal does not say so"
  case silenceLosesARung = "what a silence holds back is struck off"
  case silenceNeverLetsGo = "what a silence held back does not come back over a restart"
  case extensionMovesOnlyTheDueDate = "an extension moves the due date, and not the rungs"
  case pauseCountsCalendarDays = "a pause gives back calendar days"
  case tellsThePredecessor = "after a hand-over the one before is told"
  case overflowIgnoresTheHours = "what is over a daily limit leaves at midnight"
  case stepBackRaisesAgain = "a clock set back is taken for time that has not been yet"
  case reloadLosesPending = "a changed ledger loses what was pending"
  case quorumIsOneTooFew = "one answer less than the quorum is enough"
  case lateTakesItsEdgeIn = "late > 2d fires on the second day"
  case absenceIsIgnored = "who is away is told all the same"
  case answerDoesNotStopSilence = "an alert that was answered goes on as unanswered"

  var testDescription: String { rawValue }

  /// What the law says that is made for it.
  var name: String {
    switch self {
    case .raisesAgainAfterARestart, .stepBackRaisesAgain: "raised twice"
    case .supersedesWithoutALine, .reloadLosesPending: "rungs are nowhere"
    case .silenceLosesARung: "pending and settled, or neither"
    case .silenceNeverLetsGo: "nothing silences it"
    case .extensionMovesOnlyTheDueDate, .lateTakesItsEdgeIn: "comes at"
    case .pauseCountsCalendarDays: "by the ledger and the answers"
    case .tellsThePredecessor, .absenceIsIgnored: "went to"
    case .overflowIgnoresTheHours: "was disturbed"
    case .quorumIsOneTooFew: "is acknowledged, answered by"
    case .answerDoesNotStopSilence: "raised as unanswered"
    }
  }

  var planner: PostRoom.Planner {
    guard self == .overflowIgnoresTheHours else { return PostRoom.planner }
    return { rules, zone, waiting, sentToday, now in
      let midnight = zone.instant(zone.date(of: now), .midnight)
      var rules = rules
      // What was queued on another day has waited long enough.
      if rules.dailyLimit != nil, waiting.contains(where: { $0.queuedAt < midnight && !$0.isUrgent }) {
        rules.hours = nil
      }
      return PostRoom.planner(rules, zone, waiting, sentToday, now).map { release in
        guard case .hold(let ids, let until) = release, rules.dailyLimit == sentToday else { return release }
        return .hold(ids, until: min(until, zone.instant(zone.date(of: now) + 1, .midnight)))
      }
    }
  }

  var distortion: World.Distortion {
    var distortion = World.Distortion()
    switch self {
    case .raisesAgainAfterARestart:
      distortion.memory = { memory, _ in memory.changing { state in state.forget { $0.outcome == .raised } } }
    case .supersedesWithoutALine:
      distortion.transitions = { transitions, _ in
        transitions.map { transition in
          var transition = transition
          transition.journal.removeAll { $0.kind == .rungSuperseded }
          return transition
        }
      }
    case .silenceLosesARung:
      distortion.transitions = { transitions, _ in
        transitions.map { transition in
          var transition = transition
          for index in transition.states.indices {
            transition.states[index].settled.removeAll { $0.outcome == .silenced }
          }
          return transition
        }
      }
    case .silenceNeverLetsGo:
      distortion.memory = { memory, _ in
        memory.changing { state in
          for index in state.settled.indices where state.settled[index].outcome == .silenced {
            state.settled[index].outcome = .excused
          }
        }
      }
    case .extensionMovesOnlyTheDueDate:
      distortion.transitions = { transitions, book in
        transitions.map {
          $0.changingAlerts { alert in
            guard let to = book.extensions[Subject(alert.duty.text)], alert.due == to else { return }
            alert.facts.reason.scheduledAt = alert.reason.scheduledAt - 7 * 86_400
          }
        }
      }
    case .pauseCountsCalendarDays:
      distortion.duty = { duty, book in
        guard let row = duty.row, let pauses = book.pauses[Subject(row)], duty.kind == .responsibility else {
          return duty
        }
        var duty = duty
        for case let (from, through?) in pauses.map({ ($0.from, $0.through) }) where duty.due > through {
          // The days off among them.
          let days = (0..<max(0, through - from)).count { !Office.calendar.isWorking(from + $0) }
          duty.due = duty.due + days
          duty.dueAt = duty.dueAt + Int64(days) * 86_400
        }
        return duty
      }
    case .tellsThePredecessor:
      distortion.transitions = { transitions, book in
        let before = Dictionary(book.successors.map { ($1, $0) }, uniquingKeysWith: min)
        return transitions.map {
          $0.changingAlerts { alert in
            for index in alert.recipients.indices {
              if let party = before[alert.recipients[index].party] { alert.facts.recipients[index].party = party }
            }
          }
        }
      }
    case .overflowIgnoresTheHours: break
    case .stepBackRaisesAgain:
      distortion.restartsOnStep = true
      distortion.memory = { memory, now in memory.changing { state in state.forget { $0.at > now } } }
    case .reloadLosesPending:
      distortion.memory = { memory, _ in
        memory.changing { state in if state.pending.count > 1 { state.pending.removeLast() } }
      }
    case .quorumIsOneTooFew:
      distortion.portfolio = {
        $0.changingPolicies { policy in
          if let quorum = policy.answers.quorum { policy.answers.quorum = quorum - 1 }
        }
      }
    case .lateTakesItsEdgeIn:
      distortion.portfolio = {
        $0.changingPolicies { policy in
          for index in policy.rungs.indices {
            policy.rungs[index].triggers = policy.rungs[index].triggers.map { trigger in
              if case .late(let span) = trigger, span.unit == .days { .due(span) } else { trigger }
            }
          }
        }
      }
      distortion.transitions = { transitions, _ in
        transitions.map {
          $0.changingAlerts {
            if $0.reason.trigger == "due + 2d", $0.rung == "L1" { $0.facts.reason.trigger = "late > 2d" }
          }
        }
      }
    case .absenceIsIgnored:
      distortion.portfolio = { portfolio in
        var portfolio = portfolio
        for id in portfolio.parties.keys { portfolio.parties[id]?.absences = [] }
        return portfolio
      }
    case .answerDoesNotStopSilence:
      distortion.memory = { memory, _ in memory.changing { state in state.lastAlert?.isAnswered = false } }
    }
    return distortion
  }
}

extension EngineMemory {
  fileprivate func changing(_ change: (inout DutyState) -> Void) -> EngineMemory {
    var memory = self
    for index in memory.states.indices where memory.states[index].phase == .open { change(&memory.states[index]) }
    return memory
  }
}

extension DutyState {
  /// As though it had not come to that yet: pending again.
  fileprivate mutating func forget(where isForgotten: (Settlement) -> Bool) {
    let gone = settled.filter { $0.due == due && isForgotten($0) }
    settled.removeAll { gone.contains($0) }
    pending += gone.map(\.rung)
    if let last = lastAlert, gone.contains(where: { $0.rung == last.rung }) { lastAlert = nil }
  }
}

extension Transition {
  fileprivate func changingAlerts(_ change: (inout Alert) -> Void) -> Transition {
    var transition = self
    for index in transition.alerts.indices { change(&transition.alerts[index]) }
    return transition
  }
}

extension Portfolio {
  fileprivate func changingPolicies(_ change: (inout Policy) -> Void) -> Portfolio {
    var portfolio = self
    for id in portfolio.policies.keys { change(&portfolio.policies[id]!) }
    return portfolio
  }
}
