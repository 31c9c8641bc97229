import Control
import Core
import Testing

/// Golden texts: scripts and other programs read these keys.
@Suite struct MessageTests {
  private let zone = ZoneRules(name: "Asia/Shanghai", initialOffset: 28_800)
  private let noon = Instant(seconds: 1_626_062_400)  // 2021-07-12T12:00:00+08:00

  private func json(_ value: some Encodable) throws -> String {
    String(decoding: try Wire.encode(value), as: UTF8.self)
  }

  private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(iso: text)) }

  private func alert() throws -> Alert {
    Alert(
      id: "2021-17", duty: "P01/m01:start", dutyKind: .start, title: "项目备案", project: "P01", projectName: "产业园",
      milestone: "m01", due: try day("2021-07-10"), dueAt: noon - 172_800, rung: "L2", level: "L2", rungName: "督办单",
      template: "supervise", reason: .init(trigger: "due + 1d", scheduledAt: noon - 12_600), raisedAt: noon,
      answerBy: noon + 86_400, superseded: ["L1"],
      recipients: [
        AlertRecipient(party: "fgw", name: "市发改委", role: .lead, channels: [.email, .webhook]),
        AlertRecipient(party: "duty", name: "值班室", role: nil, channels: [.email]),
      ],
      chain: [.init(name: "项目备案", latestStart: try day("2021-07-10"), latestFinish: try day("2021-07-14"))],
      acknowledgements: [.init(party: "fgw", actor: "uid 1000", note: "已办", promise: nil, at: noon + 60)])
  }

  @Test func alert_hasEveryKey() throws {
    #expect(
      try json(AlertMessage(alert(), zone: zone)) == """
        {"acknowledgements":[{"actor":"uid 1000","at":"2021-07-12T12:01:00+08:00","note":"已办","party":"fgw",\
        "promise":null,"takenBack":null}],"answerBy":"2021-07-13T12:00:00+08:00","chain":[{"latestFinish":"2021-07-14",\
        "latestStart":"2021-07-10","name":"项目备案"}],"colour":null,"comments":null,"drill":false,"due":"2021-07-10",\
        "dueAt":"2021-07-10T12:00:00+08:00","duty":"P01/m01:start","id":"2021-17","kind":"start","level":"L2",\
        "milestone":"m01","name":"督办单","project":"P01","projectName":"产业园","provisional":false,"raisedAt":\
        "2021-07-12T12:00:00+08:00","reason":"due + 1d","recipients":[{"channel":"email","delivery":null,"name":\
        "市发改委","party":"fgw","role":"lead"},{"channel":"webhook","delivery":null,"name":"市发改委","party":"fgw",\
        "role":"lead"},{"channel":"email","delivery":null,"name":"值班室","party":"duty","role":null}],\
        "requirement":null,"rung":"L2","scheduledAt":"2021-07-12T08:30:00+08:00","state":"raised","superseded":["L1"],"title":"项目备案"}
        """)
  }

  @Test func whatIsTakenBackSaysSoAndCommentsShow() throws {
    var subject = try alert()
    subject.acknowledgements.append(.init(party: "duty", actor: "uid 1000", note: "收到", promise: nil, at: noon + 90))
    let book = AnswerBook([
      Answer(number: 1, at: noon + 100, actor: "uid 0", reason: "已核实", .comment("2021-17")),
      Answer(number: 2, at: noon + 110, actor: "uid 0", reason: "别的", .comment("2021-18")),
      Answer(number: 3, at: noon + 120, actor: "uid 0", reason: "签错", .unacknowledge("2021-17", of: "fgw"), basis: "2"),
    ])
    var message = AlertMessage(subject, zone: zone)
    message.markTakenBack(subject, book, zone: zone)
    message.addComments(book, zone: zone)
    #expect(message.acknowledgements.map(\.takenBack?.note) == ["签错", nil])
    #expect(message.acknowledgements[0].takenBack?.at == "2021-07-12T12:02:00+08:00")
    #expect(message.comments?.map(\.note) == ["已核实"])
  }

  @Test func simulatedAlert_hasExactlyTheContractsKeys() throws {
    #expect(
      try json(SimulatedAlertMessage(alert(), zone: zone)) == """
        {"at":"2021-07-12T12:00:00+08:00","due":"2021-07-10","duty":"P01/m01:start","level":"L2","reason":"due + 1d",\
        "recipients":[{"channel":"email","party":"fgw","role":"lead"},{"channel":"webhook","party":"fgw","role":"lead"},\
        {"channel":"email","party":"duty","role":null}],"rung":"L2","superseded":["L1"]}
        """)
  }

  @Test func plan_hasExactlyTheContractsKeys() throws {
    let plan = ProjectPlan(
      project: "P01", finish: try day("2021-12-31"), statusDate: try day("2021-07-12"), isFeasible: true, minSlack: 3,
      isProvisional: false,
      milestones: [
        PlannedMilestone(
          id: "m01", earliestStart: try day("2021-07-12"), earliestFinish: try day("2021-07-14"),
          latestStart: try day("2021-07-15"), latestFinish: try day("2021-07-19"), totalSlack: 3, freeSlack: nil,
          isCritical: false, isAnchored: true, flags: [.provisional], latestFinishBoundBy: nil)
      ])
    let project = Project(
      id: "P01", name: "P01", calendar: "cn",
      limits: [DurationLimit(name: "工期", from: "m01", to: "m01", within: Span(2, .days), place: Place(file: "a"))],
      place: Place(file: "a"))
    let calendars: [CalendarID: WorkCalendar] = [
      "cn": WorkCalendar(id: "cn", coveredThrough: try day("2021-12-31")), "other": .everyDay,
    ]
    let version = try #require(calendars["cn"]).version
    #expect(
      try json(PlanMessage([(project, plan)], calendars: calendars)) == """
        {"projects":[{"calendars":{"cn":{"coveredThrough":"2021-12-31","version":"\(version)"}},"feasible":true,\
        "finish":"2021-12-31","id":"P01","limits":[{"forecast":{"due":"2021-07-14","exceeded":false,\
        "finish":"2021-07-14","start":"2021-07-12"},"from":"m01","name":"工期","planned":{"due":"2021-07-17",\
        "exceeded":true,"finish":"2021-07-19","start":"2021-07-15"},"to":"m01","within":"2d"}],"milestones":[{"critical":false,\
        "earliestFinish":"2021-07-14","earliestStart":"2021-07-12","flags":["provisional"],"freeSlack":null,"id":"m01",\
        "latestFinish":"2021-07-19","latestStart":"2021-07-15","totalSlack":3}],"minSlack":3,"provisional":false}]}
        """)
  }

  @Test func planErrors_leaveWarningsOut() throws {
    let diagnostics = [
      Diagnostic(.warning, code: "w", "nothing", at: Place(file: "a.yaml")),
      Diagnostic(
        code: "plan.cycle", "m1 → m1", at: Place(file: "a.yaml", line: 3, column: 9), project: "P", milestone: "m1"),
    ]
    #expect(
      try json(PlanErrorsMessage(diagnostics)) == """
        {"errors":[{"code":"plan.cycle","column":9,"file":"a.yaml","line":3,"message":"m1 → m1","milestone":"m1",\
        "project":"P"}]}
        """)
  }

  @Test func duty_showsItsState() throws {
    var duty = Duty(
      id: "R05", kind: .responsibility, title: "提升方案", due: try day("2021-07-13"), dueAt: noon + 3600, calendar: "cn",
      policy: "default", assignments: [Assignment(.lead, "fgw")])
    var record = DutyState(duty: "R05", due: duty.due, pending: [])
    func message(_ record: DutyState?) -> DutyMessage {
      DutyMessage(
        duty, state: record, next: ("L1", noon + 60), slack: nil, now: noon, parties: [:], zone: zone)
    }
    #expect(
      try json(message(nil)) == """
        {"alert":null,"due":"2021-07-13","dueAt":"2021-07-12T13:00:00+08:00","id":"R05","kind":"responsibility",\
        "level":null,"milestone":null,"nextAt":"2021-07-12T12:01:00+08:00","nextRung":"L1","parties":[{"name":"fgw",\
        "party":"fgw","role":"lead"}],"project":null,"provisional":false,"remaining":3600,"slack":null,\
        "state":"pending","title":"提升方案","window":null}
        """)
    #expect(message(record).state == .pending)
    record.lastAlert = .init(alert: "2021-1", due: duty.due, rung: "L0", level: "L0", at: noon)
    #expect(message(record).state == .raised && message(record).level == "L0")
    record.lastAlert?.isAnswered = true
    #expect(message(record).state == .acknowledged)
    record.phase = .closed(.withdrawn)
    #expect(message(record).state == .closed && message(record).remaining == nil)
    record.phase = .open
    duty.isDone = true
    #expect(message(record).state == .closed)
  }

  @Test func status_hasEveryKey() throws {
    let portfolio = Portfolio(office: Office(name: "", numberPrefix: ""), zone: zone, calendars: [:])
    let status = StatusMessage(
      version: "1", instance: "5a5a6521", drill: false, clock: noon, started: noon, ledger: PortfolioCounts(portfolio),
      duties: 0, reload: .init(at: noon, diagnostics: [], zone: zone), next: nil, timers: 0,
      outbox: [.init(channel: .email, state: "pending", count: 1)],
      alerts: [.init(level: "L0", state: .raised, count: 2)], journal: .init(sequence: 3, hash: "ab"),
      store: .init(ok: true), zone: zone)
    #expect(
      try json(status) == """
        {"alerts":[{"count":2,"level":"L0","state":"raised"}],"clock":"2021-07-12T12:00:00+08:00","drill":false,\
        "duties":0,"heldUntil":null,"instance":"5a5a6521","journal":{"hash":"ab","sequence":3},"ledger":{"milestones":0,"parties":0,\
        "policies":0,"projects":0,"responsibilities":0},"next":null,"outbox":[{"channel":"email","count":1,"state":\
        "pending"}],"reload":{"at":"2021-07-12T12:00:00+08:00","errors":0,"ok":true,"warnings":0},"started":\
        "2021-07-12T12:00:00+08:00","store":{"detail":null,"ok":true},"timers":0,"version":"1"}
        """)
  }

  @Test func verification_holdsOnlyWhenTheBooksBalance() {
    var books = VerificationMessage.Books(
      scheduled: 6, raised: 1, superseded: 1, silenced: 1, excused: 1, cancelled: 1, pending: 1)
    #expect(VerificationMessage(records: 1, head: "", books: books, faults: []).ok)
    #expect(!VerificationMessage(records: 1, head: "", books: books, faults: [.init(sequence: 1, message: "m")]).ok)
    books.pending = 0
    #expect(!VerificationMessage(records: 1, head: "", books: books, faults: []).ok)
  }

  @Test func messagesComeBackAndMissingKeysReadAsNull() throws {
    let message = try AlertMessage(alert(), zone: zone)
    #expect(try Wire.decode(AlertMessage.self, from: Wire.encode(message)) == message)
    let request = try Wire.decode(AcknowledgeRequest.self, from: Wire.encode(["note": "好"]))
    #expect(request == AcknowledgeRequest(note: "好"))
    #expect(throws: Problem(.badRequest, "promise: 8月底 is no date as 2026-02-14")) {
      try AcknowledgeRequest(note: "", promise: "8月底").promiseDate()
    }
  }

  @Test func problemsHaveStableTypes() throws {
    let problem = Problem(
      .invalidConfiguration, "1 error", diagnostics: [Diagnostic(code: "c", "m", at: Place(file: "f"), nearest: "n")])
    #expect(
      try json(problem) == """
        {"detail":"1 error","diagnostics":[{"code":"c","column":0,"file":"f","line":0,"message":"m","milestone":null,\
        "nearest":"n","project":null,"severity":"error"}],"status":422,"title":"The configuration has errors; nothing \
        was changed","type":"urn:daopai:problem:invalid-configuration"}
        """)
    for kind in Problem.Kind.allCases {
      let back = try Wire.decode(Problem.self, from: Wire.encode(Problem(kind, "")))
      #expect(back.kind == kind && back.status == kind.status)
    }
    #expect(try Wire.decode(Problem.self, from: Wire.encode(["status": 502])).type == "about:blank")
    #expect(Problem(Route.Refusal.methodNotAllowed(allowed: .post)).status == 405)
  }
}
