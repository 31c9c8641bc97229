package import Core

/// The engine with a fake world round it: time passes when a test says so, and what would be stored is remembered.
package final class World {
  /// What stands in for the state directory: a real store, or by default the world's own memory.
  package struct Keeper {
    /// With the instant up to which everything has been decided.
    package var keep: ([Transition], Instant) -> Void
    package var recall: () -> EngineMemory
    package init(keep: @escaping ([Transition], Instant) -> Void, recall: @escaping () -> EngineMemory) {
      self.keep = keep
      self.recall = recall
    }
  }

  package private(set) var now: Instant
  package private(set) var transitions: [Transition] = []
  package private(set) var portfolio: Portfolio
  private var engine: Engine
  private var states: [DutyID: DutyState] = [:]
  private var alertsByID: [AlertID: Alert] = [:]
  /// Versions of policies as the store would have them.
  package private(set) var policies: [PolicyVersion: KeptPolicy] = [:]
  private let keeper: Keeper?

  package init(_ portfolio: Portfolio, at now: String, keeper: Keeper? = nil) {
    self.keeper = keeper
    let now = Office.instant(now)
    self.now = now
    self.portfolio = portfolio
    engine = World.engine(portfolio, EngineMemory(), at: now)
    record(engine.start(at: now))
  }

  // MARK: What passes

  /// Time passes, and the daemon wakes at every instant that is due.
  package func advance(to time: String) { advance(to: Office.instant(time)) }

  package func advance(to instant: Instant) {
    while let next = engine.nextInstant(), next <= instant {
      now = max(now, next)
      record(engine.advance(to: now))
    }
    now = instant
  }

  /// Time passes before the daemon has had its turn.
  package func jump(to time: String) { jump(to: Office.instant(time)) }
  package func jump(to instant: Instant) { now = instant }

  /// The daemon is down until `time`, and then starts on what it had stored.
  package func restart(at time: String) { restart(at: Office.instant(time)) }

  package func restart(at instant: Instant, with changed: Portfolio? = nil) {
    let memory = keeper?.recall() ?? memory(decidedThrough: lastStored)
    portfolio = changed ?? portfolio
    now = instant
    engine = World.engine(portfolio, memory, at: instant)
    record(engine.start(at: instant))
  }

  package func stepClock(to time: String) { stepClock(to: Office.instant(time)) }

  package func stepClock(to instant: Instant) {
    now = instant
    record(engine.clockStepped(to: now))
  }

  @discardableResult
  package func reload(_ portfolio: Portfolio) -> TimelineChange {
    self.portfolio = portfolio
    let (change, transitions) = engine.reload(portfolio, at: now)
    record(transitions)
    return change
  }

  package func acknowledge(
    _ id: AlertID, by party: PartyID? = nil, note: String = "知悉", promise: CivilDate? = nil
  ) throws(AcknowledgementProblem) {
    record([
      try engine.acknowledge(
        id, Acknowledgement(party: party, actor: "uid 0", note: note, promise: promise, at: now))
    ])
  }

  /// Somebody says something about a duty: `take(.report("R1", …), by: "fgw")`.
  @discardableResult
  package func take(
    _ content: Answer.Content, by party: PartyID? = nil, actor: String = "uid 0", reason: String = "会议决定"
  ) throws(AnswerProblem) -> Int? {
    let new = try engine.take(Answer(at: now, actor: actor, party: party, reason: reason, content))
    record(new)
    return new.flatMap(\.answers).last?.number
  }

  // MARK: What is seen

  package private(set) var answers: [Answer] = []
  /// How many alerts a story has looked at.
  package var expected = 0
  /// The milestone in force, with what was reported of it.
  package func plannedMilestone(_ project: ProjectID, _ index: Int) -> Milestone? {
    engine.portfolio.projects.first { $0.id == project }?.milestones[index]
  }
  package var book: AnswerBook { engine.book }
  package func duty(_ id: DutyID) -> Duty? { engine.duties.first { $0.id == id } }
  /// As the engine has it now.
  package func restraint(on duty: Duty) -> Restraint { engine.restraint(on: duty, at: now) }

  /// Every alert in the order it was raised, as it is now.
  package var alerts: [Alert] { raised.map { alertsByID[$0]! } }
  package private(set) var raised: [AlertID] = []
  package private(set) var journal: [JournalEntry] = []
  package var deliveries: [Delivery] { transitions.flatMap(\.deliveries) }
  package var next: Instant? { engine.nextInstant() }
  /// Up to when all had been decided when something was stored last: all that a restart knows of it.
  package private(set) var lastStored: Instant?
  package var duties: [Duty] { Array(engine.duties) }
  package var allStates: [DutyState] { states.values.sorted { $0.duty < $1.duty } }
  package func state(of duty: DutyID) -> DutyState? { states[duty] }

  /// `L0-7d 2021-07-24T08:30:00+08:00`, one line an alert.
  package var raisings: [String] { alerts.map { "\($0.rung) \(portfolio.zone.iso($0.raisedAt))" } }

  /// scheduled = raised + superseded + silenced + excused + cancelled + pending, duty by duty; the words name a breach.
  package func breaches() -> [String] {
    var accounts = Accounts(pendingAtStart: 0)
    accounts.take(journal)
    let imbalance = accounts.imbalance(pending: engine.pendingCount)
    return unbalanced() + (imbalance == 0 ? [] : ["\(imbalance) rungs are nowhere"])
  }

  private func unbalanced() -> [String] {
    var scheduled: [DutyID: Int] = [:]
    var settled: [DutyID: Int] = [:]
    var raisedOnce: Set<String> = []
    var breaches: [String] = []
    for entry in journal {
      guard let duty = entry.duty else { continue }
      switch entry.kind {
      case .dutyScheduled:
        scheduled[duty, default: 0] += entry.detail["rungs"]!.split(separator: ",").count
      case .rungRaised, .rungSuperseded, .rungCancelled, .rungSilenced, .rungExcused:
        settled[duty, default: 0] += 1
        let key = "\(duty) \(entry.rung!) \(entry.due!)"
        if entry.kind == .rungRaised, !raisedOnce.insert(key).inserted { breaches.append("raised twice: \(key)") }
      default: break
      }
    }
    for (duty, count) in scheduled {
      let pending = states[duty]?.pending.count ?? 0
      if count != settled[duty, default: 0] + pending {
        breaches.append("\(duty): scheduled \(count) ≠ settled \(settled[duty, default: 0]) + pending \(pending)")
      }
    }
    for duty in settled.keys where scheduled[duty] == nil { breaches.append("\(duty): settled, never scheduled") }
    return breaches.sorted()
  }

  // MARK: Inside

  private static func engine(_ portfolio: Portfolio, _ memory: EngineMemory, at now: Instant) -> Engine {
    return Engine(
      portfolio: portfolio, memory: memory, instance: "0badcafe", isDrill: false, at: now)
  }

  private func memory(decidedThrough: Instant?) -> EngineMemory {
    var numbers: [Int: Int] = [:]
    for id in raised {
      let parts = id.text.split(separator: "-").map { Int($0)! }
      numbers[parts[0]] = max(numbers[parts[0]] ?? 0, parts[1])
    }
    return EngineMemory(
      states: states.values.sorted { $0.duty < $1.duty },
      openAlerts: raised.map { alertsByID[$0]! }.filter { $0.state != .closed }, alertNumbers: numbers,
      answers: answers, decidedThrough: decidedThrough, policies: Array(policies.values))
  }

  private func record(_ new: [Transition]) {
    for transition in new {
      for state in transition.states { states[state.duty] = state }
      for kept in transition.policies { policies[kept.version] = kept }
      for version in transition.droppedPolicies { policies[version] = nil }
      for alert in transition.alerts {
        if alertsByID.updateValue(alert, forKey: alert.id) == nil { raised.append(alert.id) }
      }
    }
    answers += new.flatMap(\.answers)
    transitions += new
    journal += new.flatMap(\.journal)
    if !new.isEmpty { lastStored = engine.decidedThrough }
    keeper?.keep(new, engine.decidedThrough)
  }
}
