/// Makes every decision on record again, from what the daemon was given: files, answers, and what its clock said.
///
///     daemon.started, portfolio.loaded, clock.stepped, daemon.woke, an answer    the same call again
///     any other decision                                                       time had passed: advance to its moment
///           │
///           └──► every line that the call gives has to stand next in the journal, letter for letter
///
/// Lines of deliveries stand between them and are passed over: what a peer said is no decision.
package struct Replay: ~Copyable {
  /// The first thing that is not as it was decided.
  package struct Difference: Hashable, Sendable {
    /// Of the record; nil: found in what is stored beside the journal.
    package var sequence: Int?
    package var found: String
    package var expected: String

    package init(_ sequence: Int?, found: String, expected: String) {
      self.sequence = sequence
      self.found = found
      self.expected = expected
    }
  }

  /// Where what is not in the journal itself comes from.
  package struct Sources {
    package var instance: String
    /// What was read from there and then.
    package var portfolio: (LoadOrigin) throws -> Portfolio
    /// An alert as it is stored; nil where only the journal is looked at.
    package var alert: ((AlertID) throws -> Alert?)?

    package init(
      instance: String, portfolio: @escaping (LoadOrigin) throws -> Portfolio,
      alert: ((AlertID) throws -> Alert?)? = nil
    ) {
      self.instance = instance
      self.portfolio = portfolio
      self.alert = alert
    }
  }

  private let sources: Sources
  private var engine: Engine?
  private var version = ""
  /// What is stored by the record taken last.
  package private(set) var recollection = Recollection()
  /// Lines compared.
  package private(set) var compared = 0

  /// What the last call gave, how much of it has been found in the journal, and what was wrong with the call.
  private var call: [Transition] = []
  /// Where in `call` a slice ends, after which a commit may end.
  private var slices: Set<Int> = []
  private var position = 0
  private var line = 0
  private var refusal: String?

  package init(_ sources: Sources) { self.sources = sources }

  /// - Returns: what is wrong with the record; nothing can be said of those after it.
  /// - Throws: what `Sources` throw.
  package mutating func take(_ sequence: Int, _ entry: JournalEntry) throws -> Difference? {
    switch entry.kind {
    case .deliveryDelivered, .deliveryFailed, .deliveryDead:
      return nil
    case .daemonStopped, .reloadRejected:
      return position < call.count ? difference(sequence, entry) : nil
    case .daemonStarted:
      // Killed between two commits, the daemon never said the rest.
      if position < call.count, !isBetweenCommits { return difference(sequence, entry) }
      try start(entry)
    default:
      if position == call.count { try begin(entry) }
    }
    return try match(sequence, entry)
  }

  /// After the last record: what is stored has to be what was decided.
  ///
  /// - Parameters: states and open alerts as they are stored.
  package func finish(states: [DutyState], openAlerts: [Alert]) -> Difference? {
    if position < call.count, !isBetweenCommits {
      return Difference(nil, found: "the end of the journal", expected: words(expected))
    }
    let found = Dictionary(states.map { ($0.duty, $0) }, uniquingKeysWith: { first, _ in first })
    let own = recollection.states
    if let duty = Set(found.keys).union(own.keys).sorted().first(where: { found[$0] != own[$0] }) {
      return Difference(nil, found: words(found[duty], duty), expected: words(own[duty], duty))
    }
    let open = Dictionary(openAlerts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let mine = recollection.openAlerts
    let ids = Set(open.keys).union(mine.keys).sorted { $0.parts < $1.parts }
    guard let id = ids.first(where: { open[$0] != mine[$0] }) else { return nil }
    return difference(of: id, open[id], mine[id], at: nil)
  }

  // MARK: Calls

  private mutating func start(_ entry: JournalEntry) throws {
    let portfolio = try sources.portfolio(entry.load)
    let isDrill = entry.detail["drill"] != nil
    version = entry.detail["version"] ?? "unknown"
    engine = Engine(
      portfolio: portfolio, memory: recollection.memory, instance: sources.instance, isDrill: isDrill,
      at: entry.load.readAt)
    let transitions = engine?.start(at: entry.at) ?? []
    let duties = engine?.duties.count ?? 0
    made(
      JournalEntry.started(at: entry.at, version: version, duties: duties, isDrill: isDrill, from: entry.load),
      transitions)
  }

  private mutating func begin(_ entry: JournalEntry) throws {
    switch entry.kind {
    case .portfolioLoaded:
      let portfolio = try sources.portfolio(entry.load)
      guard let (change, transitions) = engine?.reload(portfolio, at: entry.at) else { return }
      made(
        JournalEntry.loaded(
          at: entry.at, actor: entry.actor, projects: portfolio.projects.count, duties: engine?.duties.count ?? 0,
          change, from: entry.load), transitions)
    case .clockStepped:
      made(JournalEntry(at: entry.at, .clockStepped), engine?.clockStepped(to: entry.at) ?? [])
    case .alertAcknowledged:
      acknowledge(entry)
    default:
      if let answer = entry.answer, engine?.isFiled(answer) == false { return take(answer) }
      var transitions: [Transition] = []
      var slices: Set<Int> = []
      repeat {
        transitions += engine?.advance(to: entry.at, limit: Limits.decisionSlice) ?? []
        slices.insert(transitions.count)
      } while engine?.isBetweenSlices == true
      made(transitions.isEmpty ? JournalEntry(at: entry.at, .daemonWoke) : nil, transitions)
      self.slices = slices
    }
  }

  private mutating func acknowledge(_ entry: JournalEntry) {
    made(nil, [])
    guard let alert = entry.alert, let answer = entry.acknowledgement else { return }
    do throws(AcknowledgementProblem) {
      if let transition = try engine?.acknowledge(alert, answer) { made(nil, [transition]) }
    } catch {
      refusal = "\(error)"
    }
  }

  private mutating func take(_ answer: Answer) {
    made(nil, [])
    do throws(AnswerProblem) {
      made(nil, try engine?.take(answer) ?? [])
    } catch {
      refusal = "\(error)"
    }
  }

  private mutating func made(_ noted: JournalEntry?, _ transitions: [Transition]) {
    call = (noted.map { [Transition(noting: $0)] } ?? []) + transitions
    (position, line, refusal, slices) = (0, 0, nil, [])
  }

  // MARK: Comparing

  private mutating func match(_ sequence: Int, _ found: JournalEntry) throws -> Difference? {
    guard let expected, found == expected else { return difference(sequence, found) }
    let transition = call[position]
    if found.kind == .rungRaised, let id = found.alert, let recall = sources.alert {
      let own = transition.alerts.first { $0.id == id }
      var stored = try recall(id)
      // These have changed since.
      if let own {
        stored?.state = own.state
        stored?.acknowledgements = own.acknowledgements
      }
      if stored != own { return difference(of: id, stored, own, at: sequence) }
    }
    compared += 1
    line += 1
    while position < call.count, line == call[position].journal.count {
      recollection.take(call[position])
      (position, line) = (position + 1, 0)
    }
    if position == call.count, let decided = engine?.decidedThrough { recollection.decided(through: decided) }
    return nil
  }

  /// The line that has to come next; nil: none is under way.
  private var expected: JournalEntry? {
    guard position < call.count, line < call[position].journal.count else { return nil }
    var entry = call[position].journal[line]
    // As the store writes it.
    if entry.kind == .rungRaised {
      let count = call[position].deliveries.count { $0.alert == entry.alert && $0.channel != .journal }
      entry.detail["deliveries"] = String(count)
    }
    return entry
  }

  private var isBetweenCommits: Bool {
    guard line == 0, position > 0 else { return line == 0 }
    return slices.isEmpty ? position % Limits.commitBatch == 0 : slices.contains(position)
  }

  private func difference(_ sequence: Int, _ found: JournalEntry) -> Difference {
    Difference(sequence, found: found.words, expected: words(expected))
  }

  private func difference(of id: AlertID, _ stored: Alert?, _ own: Alert?, at sequence: Int?) -> Difference {
    guard let stored, let own else {
      return Difference(
        sequence, found: stored == nil ? "no alert \(id) is stored" : "alert \(id) is stored",
        expected: own == nil ? "none" : "alert \(id) to \(own?.recipients.map(\.party.text) ?? [])")
    }
    let pairs = zip(Mirror(reflecting: stored).children, Mirror(reflecting: own).children)
    let pair = pairs.first { "\($0.value)" != "\($1.value)" }
    return Difference(
      sequence, found: "alert \(id), \(pair?.0.label ?? ""): \(pair.map { "\($0.0.value)" } ?? "")",
      expected: pair.map { "\($0.1.value)" } ?? "")
  }

  private func words(_ expected: JournalEntry?) -> String {
    if let refusal { return "nothing: it is refused with \(refusal)" }
    return expected?.words ?? "nothing: no decision was due"
  }

  private func words(_ state: DutyState?, _ duty: DutyID) -> String {
    state.map { "state of duty \(duty): \($0)" } ?? "no state of duty \(duty)"
  }
}

extension Engine {
  /// Whether it stands in a ledger file, and was read there.
  fileprivate func isFiled(_ answer: Answer) -> Bool { ledger.answers.contains { $0.author == answer.actor } }
}

extension JournalEntry {
  /// All of it in a line, for people.
  package var words: String {
    let parts: [(String, String?)] = [
      ("duty", duty?.text), ("due", due?.description), ("rung", rung), ("alert", alert?.text),
      ("delivery", delivery?.text), ("party", party?.text), ("actor", actor), ("reason", reason),
    ]
    let named = parts + detail.items.map { ("detail.\($0.name)", $0.words) }
    let fields = named.compactMap { name, value in value.map { "\(name)=\($0)" } }
    return ([ZoneRules.utc.iso(at), kind.rawValue] + fields).joined(separator: " ")
  }
}
