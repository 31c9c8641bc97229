@testable import Core
import Testing
import TestSupport

@Suite("Decisions are made again from what is on record")
struct ReplayTests {
  private static let portfolio = Office.portfolio(
    rows: [Office.row("R1", due: Office.date(2021, 7, 28)), Office.row("R2", due: Office.date(2021, 8, 10))],
    projects: [Office.project()])

  /// A summer with a reload, a restart, a clock that was set, acknowledgements and answers.
  private func summer() throws -> World {
    let world = World(Self.portfolio, at: "2021-07-12T08:00:00")
    world.advance(to: "2021-07-30T09:00:00")
    try world.acknowledge(world.raised.last!, promise: Office.date(2021, 8, 2))
    try world.take(.pause("R2", from: Office.date(2021, 7, 30)))
    try world.take(.excuse("P", levels: ["L1"], through: Office.date(2021, 8, 20)), by: "zxzx")
    world.restart(at: "2021-08-04T10:00:00")
    try world.take(.resume("R2", on: Office.date(2021, 8, 4)))
    world.stepClock(to: "2021-08-03T23:00:00")
    var moved = world.portfolio
    moved.projects[0].finish = Office.date(2021, 9, 20)
    world.reload(moved)
    world.advance(to: "2021-10-20T00:00:00")
    return world
  }

  private func difference(_ tape: [JournalEntry], _ world: World) throws -> Replay.Difference? {
    var replay = Replay(.init(instance: "0badcafe", portfolio: { world.load($0) }))
    for (index, entry) in tape.enumerated() {
      if let difference = try replay.take(index + 1, entry) { return difference }
    }
    return replay.finish(states: Array(world.states.values), openAlerts: Array(world.openAlerts.values))
  }

  @Test func theyComeOutTheSame() throws {
    let world = try summer()
    #expect(world.tape.count > 40)
    #expect(try difference(world.tape, world) == nil)
    // What a peer said is no decision.
    var tape = world.tape
    tape.insert(JournalEntry(at: world.now, .deliveryDelivered, delivery: "2021-1-1"), at: 9)
    #expect(try difference(tape, world) == nil)
  }

  /// One field of one line, line by line.
  @Test func everyLineThatWasChangedIsNamed() throws {
    let world = try summer()
    for (index, entry) in world.tape.enumerated() where entry.duty != nil && entry.actor == nil {
      var tape = world.tape
      tape[index].reason = "another"
      let found = try #require(try difference(tape, world))
      #expect(found.sequence == index + 1)
      #expect(found.found == tape[index].words && found.expected == entry.words)
    }
  }

  /// What was taken out is missed: where it stood, or where the next decision is another one without it.
  @Test func everyLineThatWasTakenOutIsMissed() throws {
    let world = try summer()
    for index in world.tape.indices where world.tape[index].duty != nil {
      var tape = world.tape
      tape.remove(at: index)
      #expect(try difference(tape, world) != nil, "\(world.tape[index].words)")
    }
  }

  @Test func whatIsStoredIsComparedAtTheEnd() throws {
    let world = try summer()
    var replay = Replay(.init(instance: "0badcafe", portfolio: { world.load($0) }))
    for (index, entry) in world.tape.enumerated() { #expect(try replay.take(index + 1, entry) == nil) }
    var states = Array(world.states.values)
    states[0].pending.append("L9")
    let found = replay.finish(states: states, openAlerts: Array(world.openAlerts.values))
    #expect(found?.sequence == nil && found?.found.contains("L9") == true)
    #expect(replay.finish(states: Array(states.dropFirst()), openAlerts: []) != nil)
  }

  /// Killed between two commits, a daemon says the rest after the next start; in the midst of one it cannot be killed.
  @Test(arguments: [
    (Limits.decisionSlice * 8, true), (Limits.decisionSlice, true), (Limits.commitBatch, false), (1, false),
  ])
  func aKilledDaemonLeavesOffBetweenCommits(stored: Int, isTaken: Bool) throws {
    let rows = (0..<Limits.commitBatch + 100).map { Office.row("R\($0)", due: Office.date(2021, 7, 28)) }
    let portfolio = Office.portfolio(rows: rows)
    let (start, morning) = (Office.instant("2021-07-20T08:00:00"), Office.instant("2021-07-21T08:30:00"))
    func line(_ now: Instant, _ duties: Int) -> JournalEntry {
      .started(at: now, version: "test", duties: duties, isDrill: false, from: .init(inputs: "0", readAt: now))
    }
    func engine(_ memory: EngineMemory, at now: Instant) -> Engine {
      Engine(portfolio: portfolio, memory: memory, instance: "0badcafe", isDrill: false, at: now)
    }
    var recollection = Recollection()
    var tape: [JournalEntry] = []
    func keep(_ transitions: some Sequence<Transition>) {
      for transition in transitions {
        recollection.take(transition)
        tape += transition.journal.map { entry in
          var entry = entry
          if entry.kind == .rungRaised {
            entry.detail["deliveries"] = String(transition.deliveries.count { $0.channel != .journal })
          }
          return entry
        }
      }
    }
    var first = engine(EngineMemory(), at: start)
    _ = first.start(at: start)
    keep([Transition(noting: line(start, first.duties.count))])
    recollection.decided(through: first.decidedThrough)
    keep(first.advance(to: morning).prefix(stored))
    var second = engine(recollection.memory, at: morning + 60)
    let rest = second.start(at: morning + 60)
    keep([Transition(noting: line(morning + 60, second.duties.count))] + rest)
    var replay = Replay(.init(instance: "0badcafe", portfolio: { _ in portfolio }))
    var difference: Replay.Difference?
    for (index, entry) in tape.enumerated() where difference == nil { difference = try replay.take(index + 1, entry) }
    #expect((difference == nil) == isTaken, "\(String(describing: difference))")
  }
}
