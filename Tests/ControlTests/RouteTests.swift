import Control
import Core
import Testing

@Suite struct RouteTests {
  static let routes: [Route] = [
    .health, .ready, .metrics, .status, .projects(.init(), .init()),
    .projects(.init(area: "驿城区"), .init(limit: 7, cursor: "a/b?c=d&e")), .project("P01"), .project("a/b c"),
    .plan("项目"), .planDifference(.record(17), .day(CivilDate(iso: "2021-08-01")!)),
    .planDifference(.moment(Instant(seconds: 1_626_049_790)), nil), .duties(.init(), .init()),
    .duties(
      .init(project: "P01", kind: .report, state: .acknowledged, dueBefore: CivilDate(iso: "2021-08-01")), .init()),
    .duty("P01/m01:start"), .duty("R29-weekly@2021-07-13"), .alerts(.init(), .init(limit: 1000)),
    .alerts(.init(state: .raised, level: "L2", duty: "P01/m+1:start"), .init()), .alert("2021-17"),
    .acknowledge("2021-17"), .answers(.init(), .init()),
    .answers(.init(kind: .giveBack, subject: "P01/m1", isOpen: true), .init(limit: 3)), .giveAnswer,
    .explainAlert("2021-17"), .explainDuty("P01/m01:finish"), .events(.init(after: 3, duty: "R1")), .waiting("市发改委"),
    .timers(.init(limit: 3)), .reload, .journal(.init(), limit: 100),
    .journal(.init(after: 42, duty: "R05/c01/plan"), limit: 5), .verifyJournal,
  ]

  @Test(arguments: routes) func comesBackFromItsOwnTarget(route: Route) throws {
    #expect(try Route(method: route.method.rawValue, target: route.target) == route)
  }

  @Test func targetsAreWrittenAsDocumented() {
    #expect(Route.duty("P01/m01:start").target == "/v1/duty?id=P01%2Fm01%3Astart")
    #expect(Route.acknowledge("2021-17").target == "/v1/alerts/2021-17/ack")
    #expect(Route.projects(.init(area: "驿"), .init(limit: 2)).target == "/v1/projects?area=%E9%A9%BF&limit=2")
    #expect(Route.plan("P01").pattern == "/v1/projects/{id}/plan")
  }

  @Test(arguments: [
    ("GET", "/", Route.Refusal.notFound), ("GET", "/v2/status", .notFound), ("GET", "/v1/projects/", .notFound),
    ("GET", "/v1/projects/P01/plan/x", .notFound), ("GET", "status", .malformedTarget),
    ("GET", "/v1/projects/%zz", .malformedTarget), ("GET", "/v1/projects/%ff", .malformedTarget),
    ("GET", "/v1/reload", .methodNotAllowed(allowed: .post)),
    ("DELETE", "/v1/status", .methodNotAllowed(allowed: .get)),
    ("GET", "/v1/duty", .badParameter("id", expected: "the id of a duty")),
    ("GET", "/v1/status?x=1", .badParameter("x", expected: "no parameter of this name")),
    ("GET", "/v1/alerts?limit=0", .badParameter("limit", expected: "1 to 1000")),
    ("GET", "/v1/alerts?limit=1001", .badParameter("limit", expected: "1 to 1000")),
    ("GET", "/v1/alerts?limit=1&limit=2", .badParameter("limit", expected: "to be given once")),
    ("GET", "/v1/alerts?state=open", .badParameter("state", expected: "one of raised, acknowledged, closed")),
    ("GET", "/v1/duties?due-before=2021-02-30", .badParameter("due-before", expected: "a date as 2026-02-14")),
    ("GET", "/v1/plan-diff?old=17", .badParameter("old", expected: "a point of the journal as @17 or @2021-07-12")),
    ("GET", "/v1/plan-diff?new=@17", .badParameter("old", expected: "a point of the journal as @17 or @2021-07-12")),
    ("GET", "/v1/journal?after=-1", .badParameter("after", expected: "a whole number from 0")),
    ("GET", "/v1/journal?cursor=x", .badParameter("cursor", expected: "no parameter of this name")),
  ]) func refuses(method: String, target: String, refusal: Route.Refusal) {
    #expect(throws: refusal) { try Route(method: method, target: target) }
  }
}
