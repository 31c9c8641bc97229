import Core
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct CommitTests {
  @Test func everyFieldComesBack() throws {
    let temporary = try TemporaryDirectory()
    var transition = Transition(at: morning)
    let states = [
      DutyState(duty: "A", due: day("2021-07-14"), pending: ["L0-7d", "L0,x", ""]),
      DutyState(
        duty: "B", due: day("2021-08-01"), phase: .closed(.lapsed),
        settled: DutyState.Outcome.allCases.map {
          DutyState.Settlement(due: day("2021-07-14"), rung: "级\"\\", outcome: $0, at: morning)
        },
        lastAlert: DutyState.RaisedAlert(
          alert: "2021-17", due: day("2021-07-14"), rung: "L1", level: "L1", at: morning, isAnswered: true,
          promise: day("2021-07-20")), pending: []),
      DutyState(
        duty: "C", due: day("1969-01-01"), phase: .closed(.done),
        lastAlert: DutyState.RaisedAlert(
          alert: "2021-18", due: day("2021-07-14"), rung: "L1", level: "L1", at: morning), pending: []),
      DutyState(duty: "D", due: day("9999-12-31"), phase: .closed(.withdrawn), pending: []),
    ]
    var closed = plainAlert(18)
    closed.state = .closed
    transition.states = states
    transition.alerts = [fullAlert(), closed, plainAlert(19)]
    transition.journal = transition.alerts.map {
      JournalEntry(at: morning, .rungRaised, duty: $0.duty, due: $0.due, rung: $0.rung, alert: $0.id)
    }
    do { try Store.open(temporary.state).commit([transition]) }

    let store = try Store.open(temporary.state)
    let stored = try store.restore()
    #expect(stored.states == states)
    #expect(stored.openAlerts == [fullAlert(), plainAlert(19)])
    #expect(stored.highestNumbers == [2021: 19])
    #expect(stored.lastInstant == morning)
    #expect(stored.damaged == [])
    #expect(try store.alert("2021-18") == closed)
    #expect(try store.alert("2021-20") == nil)
  }

  @Test func laterStatesAndAlertsWriteOverEarlierOnes() throws {
    let temporary = try TemporaryDirectory()
    let store = try Store.open(temporary.state)
    try store.commit([raising(17)])
    var alert = plainAlert(17, duty: "D17")
    alert.state = .acknowledged
    alert.acknowledgements = fullAlert().acknowledgements
    var transition = Transition(at: morning - 5)
    transition.alerts = [alert]
    transition.states = [DutyState(duty: "D17", due: day("2021-09-01"), pending: ["L9"])]
    try store.commit([transition])
    let stored = try store.restore()
    #expect(stored.openAlerts == [alert])
    #expect(stored.states == transition.states)
    #expect(stored.lastInstant == morning)
  }

  @Test func journalHoldsWhatWasWritten() throws {
    let temporary = try TemporaryDirectory()
    let store = try Store.open(temporary.state)
    let entry = JournalEntry(
      at: morning, .alertAcknowledged, duty: "A/b:start", due: day("2021-07-14"), rung: "L1", alert: "2021-1",
      delivery: "2021-1-1", party: "zjj", actor: "uid 1000 (zhang)", reason: "收到\t\u{7}",
      detail: ["b": "2", "a": "\"\\\n\u{1f}督", "": ""])
    var transition = Transition(at: morning)
    transition.journal = [JournalEntry(at: morning - 9, .daemonStarted), entry]
    try store.commit([transition, Transition(at: morning)])
    let records = try store.journal()
    #expect(records.map(\.sequence) == [1, 2])
    #expect(records.map(\.entry) == transition.journal)
    #expect(records[1].previous == records[0].hash)
    #expect(try store.head() == JournalHead(sequence: 2, hash: records[1].hash))
    #expect(try store.journal(after: 1).count == 1)
    #expect(try store.journal(limit: 1).map(\.sequence) == [1])
    #expect(try store.journal(duty: "A/b:start").map(\.sequence) == [2])
    #expect(try store.journal(alert: "2021-2").isEmpty)
  }

  /// A daemon killed between two batches of one instant must look at that instant again.
  @Test func onlyTheLastBatchSaysThatAllIsDecided() throws {
    let temporary = try TemporaryDirectory()
    let store = try Store.open(temporary.state)
    var transition = Transition(at: morning)
    transition.journal = [JournalEntry(at: morning, .clockStepped)]
    try store.commit([transition])
    #expect(try store.restore().decidedThrough == nil)
    try store.commit([transition], decidedThrough: morning)
    #expect(try store.restore().decidedThrough == morning)
    try store.commit([transition], decidedThrough: morning - 60)
    #expect(try store.restore().decidedThrough == morning)
    // The last slice of an instant may decide nothing.
    try store.commit([], decidedThrough: morning + 60)
    #expect(try store.restore().decidedThrough == morning + 60)
  }

  @Test func aThousandDecisionsAreOneCommit() throws {
    let temporary = try TemporaryDirectory()
    let store = try Store.open(temporary.state)
    try store.commit((1...1000).map { raising($0, deliveries: 2) })
    #expect(try store.restore().openAlerts.count == 1000)
    #expect(try store.outboxCounts().map(\.count) == [2000])
    let report = try store.verify()
    #expect(report.isIntact, "\(report)")
    #expect(report.records == 3000)
    #expect((report.scheduled, report.raised, report.superseded, report.pending) == (3000, 1000, 1000, 1000))
  }

  @Test func aTransitionThatFailsLeavesNothing() throws {
    let temporary = try TemporaryDirectory()
    let store = try Store.open(temporary.state)
    try store.commit([raising(1)])
    let head = try store.head()
    var twice = raising(3)
    twice.deliveries = [delivery("2021-1", 1)]  // Its id is taken.
    #expect(throws: StoreError.self) { try store.commit([raising(2), twice]) }
    #expect(try store.head() == head)
    #expect(try store.restore().states.count == 1)
    try store.commit([raising(2)])
    #expect(try store.verify().isIntact)
  }

  @Test func textWithNULIsKeptReadable() throws {
    let temporary = try TemporaryDirectory()
    let store = try Store.open(temporary.state)
    var alert = plainAlert(1)
    alert.facts.title = "a\0b"
    var transition = Transition(at: morning)
    transition.alerts = [alert]
    try store.commit([transition])
    #expect(try store.alert("2021-1")?.title == "a\u{FFFD}b")
  }

  @Test func aDamagedRowIsLeftOutAndNamed() throws {
    let temporary = try TemporaryDirectory()
    do { try Store.open(temporary.state).commit([raising(1), raising(2), raising(3)]) }
    try temporary.tamper(
      """
      UPDATE duty_state SET due = due + 1 WHERE duty = 'D1';
      UPDATE alert SET title = '周报' WHERE id = '2021-2';
      """)
    let store = try Store.open(temporary.state)
    let stored = try store.restore()
    #expect(stored.states.map(\.duty) == ["D2", "D3"])
    #expect(stored.openAlerts.map(\.id) == ["2021-1", "2021-3"])
    #expect(stored.damaged.count == 2)
    #expect(stored.damaged[0].contains("D1"))
    #expect(stored.damaged[1].contains("2021-2"))
    #expect(try !store.verify().isIntact)
  }

  @Test func versionsOfPoliciesComeBackAndGo() throws {
    let temporary = try TemporaryDirectory()
    let policy = Policy(
      id: "chase", name: "chase", watches: [.report, .finish],
      rungs: [
        Rung(
          id: "L1", level: "L1", name: "挂牌\"提醒\"", colour: "黄",
          triggers: ["due + 1d", "unanswered 4wh", "promise broken"].map { Trigger($0)! },
          recipients: [.role(.lead), .party("zxzx")], channels: [.webhook], answerWithin: Span(3, .workingDays),
          isUrgent: true, timeOfDay: TimeOfDay("09:15"), until: Condition("lag < 5pp"))
      ], acknowledgement: .all, misfire: .skip(after: Span(3, .days)), place: Place(file: ""))
    let kept = KeptPolicy(version: PolicyVersion(0xffff_fffe), policy: policy)
    var (raised, dropped) = (raising(1), Transition(at: morning))
    raised.states[0].lastAlert?.version = kept.version
    raised.policies = [kept, KeptPolicy(version: PolicyVersion(7), policy: policy)]
    dropped.droppedPolicies = [PolicyVersion(7)]
    do { try Store.open(temporary.state).commit([raised, dropped]) }
    do {
      let stored = try Store.open(temporary.state).restore()
      #expect(stored.states == raised.states)
      #expect(stored.policies.map(\.version) == [kept.version])
      #expect(stored.policies.first?.policy.written == policy.written)
    }
    for change in ["alert_policy = NULL", "alert_policy = 7"] {
      try temporary.tamper("UPDATE duty_state SET \(change)")
      #expect(try Store.open(temporary.state).restore().damaged.count == 1, "\(change)")
    }
    try temporary.tamper("UPDATE policy SET written = '[]'")
    #expect(try Store.open(temporary.state).restore().policies == [])
    #expect(try Store.verify(directory: temporary.state).problems.contains { $0.contains("policy version") })
  }

  @Test func aLostAcknowledgementIsNoticed() throws {
    let temporary = try TemporaryDirectory()
    var transition = Transition(at: morning)
    transition.alerts = [fullAlert()]
    do { try Store.open(temporary.state).commit([transition]) }
    try temporary.tamper("DELETE FROM acknowledgement WHERE ordinal = 1")
    #expect(throws: StoreError.self) { try Store.open(temporary.state).alert("2021-17") }
  }

  @Test func alertsAreListedNewestFirstInPages() throws {
    let temporary = try TemporaryDirectory()
    let store = try Store.open(temporary.state)
    try store.commit((1...25).map { raising($0) })
    var transition = Transition(at: morning)
    transition.alerts = [fullAlert(26)]
    try store.commit([transition])
    var filter = AlertFilter()
    filter.limit = 10
    #expect(try store.alerts(filter).map(\.id.text) == (17...26).reversed().map { "2021-\($0)" })
    filter.after = "2021-17"
    #expect(try store.alerts(filter).map(\.id.text) == (7...16).reversed().map { "2021-\($0)" })
    filter = AlertFilter()
    filter.project = "P1"
    #expect(try store.alerts(filter) == [fullAlert(26)])
    filter.duty = "D3"
    #expect(try store.alerts(filter) == [])
    filter.project = nil
    filter.states = [.raised, .closed]
    filter.level = "L1"
    #expect(try store.alerts(filter).map(\.id) == ["2021-3"])
    filter.level = "L2"
    #expect(try store.alerts(filter) == [])
  }

  @Test func aDamagedAlertHidesNoOther() throws {
    let temporary = try TemporaryDirectory()
    do { try Store.open(temporary.state).commit((1...5).map { raising($0) }) }
    try temporary.tamper("UPDATE alert SET title = 'x' WHERE number = 4")
    let store = try Store.open(temporary.state)
    var filter = AlertFilter()
    filter.limit = 2
    // A page is full all the same, and so there is a next one.
    #expect(try store.alerts(filter).map(\.id) == ["2021-5", "2021-3"])
    filter.after = "2021-3"
    #expect(try store.alerts(filter).map(\.id) == ["2021-2", "2021-1"])
    #expect(throws: StoreError.self) { try store.alert("2021-4") }
  }

  /// What is listed is looked for where it is, and nothing is put in order for it.
  @Test func listsOfAlertsFollowAnIndex() throws {
    let temporary = try TemporaryDirectory()
    let store = try Store.open(temporary.state)
    func plan(_ change: (inout AlertFilter) -> Void) throws -> [String] {
      var filter = AlertFilter()
      change(&filter)
      let (sql, arguments) = try filter.query
      return try store.read {
        try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN " + sql, arguments: StatementArguments(arguments)).map {
          $0["detail"]
        }
      }
    }
    let all = ["SCAN alert USING INDEX sqlite_autoindex_alert_1"]
    #expect(try plan { _ in } == all)
    #expect(try plan { $0.states = [.closed] } == all, "Most are.")
    #expect(try plan { $0.states = [.raised, .acknowledged] } == ["SCAN alert USING INDEX alert_open"])
    #expect(
      try plan {
        $0.states = [.raised]; $0.level = "L3"
      } == ["SCAN alert USING INDEX alert_open"])
    #expect(
      try plan {
        $0.states = [.raised]; $0.after = "2021-7"
      }
        == ["SEARCH alert USING INDEX alert_open ((year,number)<(?,?))"])
    #expect(
      try plan {
        $0.duty = "D1"; $0.states = [.raised]
      }.first == "SEARCH alert USING INDEX alert_duty (duty=?)")
    #expect(try plan { $0.project = "P1" }.first == "SEARCH alert USING INDEX alert_project (project=?)")
  }
}
