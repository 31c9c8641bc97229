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

  /// Changes on the way between the engine and those who look on: what a fault in it would look like.
  package struct Distortion: Sendable {
    /// What was decided, before anybody sees it.
    package var transitions: @Sendable ([Transition], AnswerBook) -> [Transition] = { transitions, _ in transitions }
    /// What is remembered, before an engine starts on it.
    package var memory: @Sendable (EngineMemory, _ now: Instant) -> EngineMemory = { memory, _ in memory }
    /// What is loaded, before the engine sees it.
    package var portfolio: @Sendable (Portfolio) -> Portfolio = { $0 }
    /// Duties, before anybody looks at them.
    package var duty: @Sendable (Duty, AnswerBook) -> Duty = { duty, _ in duty }
    /// A clock that was set is met by a start on what is remembered.
    package var restartsOnStep = false
    package init() {}
  }

  package private(set) var now: Instant
  package private(set) var deliveries: [Delivery] = []
  /// As it is in force for those who look on.
  package private(set) var portfolio: Portfolio
  private var engine: Engine
  private var alertsByID: [AlertID: Alert] = [:]
  private var recollection = Recollection()
  private let keeper: Keeper?
  private let distortion: Distortion
  /// Every portfolio that was loaded, by what the tape calls it.
  private var loads: [String: Portfolio] = [:]

  package convenience init(_ portfolio: Portfolio, at now: String, keeper: Keeper? = nil) {
    self.init(portfolio, at: Office.instant(now), keeper: keeper)
  }

  package init(
    _ portfolio: Portfolio, at now: Instant, keeper: Keeper? = nil, distortion: Distortion = Distortion()
  ) {
    self.keeper = keeper
    self.distortion = distortion
    self.now = now
    self.portfolio = portfolio
    engine = World.engine(distortion.portfolio(portfolio), EngineMemory(), at: now)
    start()
  }

  // MARK: What passes

  /// Time passes, and the daemon wakes at every instant that is due.
  package func advance(to time: String) { advance(to: Office.instant(time)) }

  package func advance(to instant: Instant) {
    while let next = engine.nextInstant(), next <= instant {
      now = max(now, next)
      let transitions = engine.advance(to: now)
      record(transitions, after: transitions.isEmpty ? JournalEntry(at: now, .daemonWoke) : nil)
    }
    now = instant
  }

  /// Time passes before the daemon has had its turn.
  package func jump(to time: String) { jump(to: Office.instant(time)) }
  package func jump(to instant: Instant) { now = instant }

  /// The daemon is down until `time`, and then starts on what it had stored.
  package func restart(at time: String) { restart(at: Office.instant(time)) }

  package func restart(at instant: Instant, with changed: Portfolio? = nil) {
    portfolio = changed ?? portfolio
    now = instant
    engine = World.engine(distortion.portfolio(portfolio), recalled(), at: instant)
    start()
  }

  private func start() {
    let transitions = engine.start(at: now)
    let started = JournalEntry.started(
      at: now, version: "test", duties: engine.duties.count, isDrill: false, from: load())
    record(transitions, after: started)
  }

  package func stepClock(to time: String) { stepClock(to: Office.instant(time)) }

  package func stepClock(to instant: Instant) {
    now = instant
    if distortion.restartsOnStep { return restart(at: instant) }
    record(engine.clockStepped(to: now), after: JournalEntry(at: now, .clockStepped))
  }

  @discardableResult
  package func reload(_ portfolio: Portfolio) -> TimelineChange {
    self.portfolio = portfolio
    let seen = distortion.portfolio(portfolio)
    let (change, transitions) = engine.reload(seen, at: now)
    let loaded = JournalEntry.loaded(
      at: now, actor: "uid 0", projects: seen.projects.count, duties: engine.duties.count, change, from: load())
    record(transitions, after: loaded)
    return change
  }

  /// What was loaded from there.
  package func load(_ origin: LoadOrigin) -> Portfolio { loads[origin.inputs!]! }

  private func load() -> LoadOrigin {
    let name = String(loads.count)
    loads[name] = distortion.portfolio(portfolio)
    return LoadOrigin(inputs: name, readAt: now)
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
  package func alert(_ id: AlertID) -> Alert? { alertsByID[id] }
  package private(set) var journal: [JournalEntry] = []
  /// The journal as a store would have it: with the lines that say what brought its decisions about.
  package private(set) var tape: [JournalEntry] = []
  package var next: Instant? { engine.nextInstant() }
  /// Up to when all had been decided when something was stored last: all that a restart knows of it.
  package var lastStored: Instant? { recollection.decidedThrough }
  package var duties: [Duty] { engine.duties.map { distortion.duty($0, engine.book) } }
  package var states: [DutyID: DutyState] { recollection.states }
  package var policies: [PolicyVersion: KeptPolicy] { recollection.policies }
  package var openAlerts: [AlertID: Alert] { recollection.openAlerts }
  package func state(of duty: DutyID) -> DutyState? { recollection.states[duty] }

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
      let pending = recollection.states[duty]?.pending.count ?? 0
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

  private func recalled() -> EngineMemory {
    distortion.memory(keeper?.recall() ?? recollection.memory, now)
  }

  private func record(_ given: [Transition], after noted: JournalEntry? = nil) {
    if let noted { tape.append(noted) }
    let new = distortion.transitions(given, engine.book)
    for transition in new {
      recollection.take(transition)
      for alert in transition.alerts where alertsByID.updateValue(alert, forKey: alert.id) == nil {
        raised.append(alert.id)
      }
      answers += transition.answers
      deliveries += transition.deliveries
      journal += transition.journal
      for var entry in transition.journal {
        // As the store writes it.
        if entry.kind == .rungRaised {
          entry.detail["deliveries"] = String(
            transition.deliveries.count { $0.alert == entry.alert && $0.channel != .journal })
        }
        tape.append(entry)
      }
    }
    if noted != nil || !new.isEmpty { recollection.decided(through: engine.decidedThrough) }
    keeper?.keep((noted.map { [Transition(noting: $0)] } ?? []) + new, engine.decidedThrough)
  }

  // MARK: Made again

  /// What differs when every decision is made again from the tape.
  package func replayed() -> [String] {
    let alerts = alertsByID
    var replay = Replay(
      Replay.Sources(
        instance: "0badcafe", portfolio: { [loads] in loads[$0.inputs ?? ""]! }, alert: { alerts[$0] }))
    do {
      for (index, entry) in tape.enumerated() {
        if let difference = try replay.take(index + 1, entry) { return ["\(difference)"] }
      }
      let own = recollection.memory
      return replay.finish(states: own.states, openAlerts: own.openAlerts).map { ["\($0)"] } ?? []
    } catch {
      return ["\(error)"]
    }
  }
}
