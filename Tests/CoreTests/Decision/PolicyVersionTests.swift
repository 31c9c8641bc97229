import Core
import Testing
import TestSupport

/// A row due on Wednesday 28 July 2021; L1 is raised on Thursday 29 July, L2 once it is unanswered for three working days.
@Suite("A chase ends on the version of the ladder it began with")
struct PolicyVersionTests {
  private static let due = Office.date(2021, 7, 28)
  private let rows = [Office.row("R1", due: due), Office.row("R2", due: Office.date(2021, 9, 1))]

  /// L2 comes a month late instead of a week, and nobody waits for an answer.
  private static func gentler(_ adoption: Adoption = .new) -> Policy {
    var policy = Office.policy()
    policy.rungs[3] = Office.rung("L2", "due + 30d")
    policy.rungs[4] = Office.rung("L3", "due + 60d")
    policy.adoption = adoption
    return policy
  }

  private func office(_ policies: Policy...) -> Portfolio { Office.portfolio(rows: rows, policies: policies) }

  /// Both rows, R1 at L1.
  private func running() -> Scenario {
    let scenario = Scenario(rows)
    scenario.advance(to: "2021-07-29T09:00:00")
    #expect(scenario.world.alerts.last?.rung == "L1")
    scenario.expectAny()
    return scenario
  }

  @Test func aRunningChaseKeepsItsLadderAndANewOneTakesTheNew() {
    let scenario = running()
    scenario.world.reload(office(Self.gentler()))
    let kept = scenario.world.journal.filter { $0.kind == .policyKept }
    #expect(kept.map { [$0.detail["policy"], $0.detail["duties"]] } == [["default", "1"]])
    scenario.advance(to: "2021-08-03T09:00:00")
    scenario.expect(.raised("L2"), to: "fgw", "leader", on: "R1")
    #expect(scenario.world.alerts.last?.reason.trigger == "L1 unanswered 3wd")
    scenario.advance(to: "2021-08-12T09:00:00")
    scenario.expect(.raised("L3"), to: "fgw", "zxzx", on: "R1")
    // R2 began after the change: L1 on 2 September, and no L2 before 1 October is over.
    scenario.advance(to: "2021-10-07T23:00:00")
    #expect(scenario.world.alerts.filter { $0.duty == "R2" }.map(\.rung) == ["L0-7d", "L0-1d", "L1"])
    scenario.advance(to: "2021-10-08T09:00:00")
    #expect(scenario.world.alerts.filter { $0.duty == "R2" }.map(\.rung).last == "L2")
    #expect(scenario.world.breaches() == [])
  }

  @Test func theOldLadderSurvivesARestartWithTheChangedFile() {
    let scenario = running()
    scenario.world.restart(at: Office.instant("2021-07-30T10:00:00"), with: office(Self.gentler()))
    scenario.restart()
    scenario.advance(to: "2021-08-03T09:00:00")
    scenario.expect(.raised("L2"), on: "R1")
  }

  @Test func toldSoTheRunningOnesGoOverAtOnceAndStayThere() {
    let scenario = running()
    scenario.world.reload(office(Self.gentler(.running)))
    let adopted = scenario.world.journal.filter { $0.kind == .policyAdopted }
    #expect(adopted.map { [$0.duty?.text, $0.reason] } == [["R1", "adopt: running"]])
    // The word alone makes no new version, and back on the first one nobody goes over again.
    scenario.world.reload(office(Self.gentler()))
    scenario.world.reload(office(Office.policy()))
    scenario.advance(to: "2021-08-26T09:00:00")
    #expect(scenario.world.alerts.filter { $0.duty == "R1" }.last?.rung == "L1")
    scenario.advance(to: "2021-08-27T09:00:00")
    #expect(scenario.world.alerts.filter { $0.duty == "R1" }.last?.rung == "L2")
    #expect(scenario.world.journal.count { $0.kind == .policyAdopted } == 1)
    #expect(scenario.world.breaches() == [])
  }

  @Test func answersCountByTheVersionOfTheChase() throws {
    let scenario = running()
    var strict = Office.policy(acknowledgement: .all)
    strict.rungs = Office.ladder
    scenario.world.reload(office(strict))
    try scenario.world.acknowledge(scenario.world.alerts.last!.id, by: "fgw")
    #expect(scenario.world.state(of: "R1")?.lastAlert?.isAnswered == true)
    scenario.advance(to: "2021-08-03T09:00:00")
    scenario.expect(.silent, on: "R1")
  }

  @Test func anotherPolicyInTheLedgerHoldsAtOnce() {
    let scenario = running()
    var gentle = Self.gentler()
    gentle.id = "gentle"
    var changed = office(Office.policy(), gentle)
    changed.responsibilities[0].policies = ["gentle"]
    changed.defaultPolicies = ["default"]
    scenario.world.reload(changed)
    #expect(scenario.world.journal.last { $0.kind == .policyAdopted }?.reason == "chased by this policy now")
    scenario.advance(to: "2021-08-20T09:00:00")
    scenario.expect(.silent, on: "R1")
  }

  @Test func aDateThatMovesBeginsANewChase() {
    let scenario = running()
    var changed = office(Self.gentler())
    changed.responsibilities[0] = Office.row("R1", due: Office.date(2021, 8, 4))
    scenario.world.reload(changed)
    scenario.advance(to: "2021-09-02T09:00:00")
    let later = scenario.world.alerts.filter { $0.duty == "R1" && $0.due == Office.date(2021, 8, 4) }
    #expect(later.map(\.rung) == ["L0-1d", "L1"])
  }

  @Test func aVersionIsForgottenWhenItsLastChaseIsOver() {
    let scenario = running()
    scenario.world.reload(office(Self.gentler()))
    let before = scenario.world.policies.count
    var done = office(Self.gentler())
    done.responsibilities[0] = Office.row("R1", due: Self.due, done: [Office.date(2021, 7, 30)])
    scenario.world.reload(done)
    #expect((before, scenario.world.policies.count) == (1, 0))
    scenario.advance(to: "2021-09-03T09:00:00")
    #expect(scenario.world.policies.values.map(\.policy) == [Self.gentler()], "What R2 goes by now.")
  }

  @Test func openedAgainItFollowsThePolicyInForce() {
    let scenario = running()
    var done = office(Self.gentler())
    done.responsibilities[0] = Office.row("R1", due: Self.due, done: [Office.date(2021, 7, 30)])
    scenario.world.reload(done)
    scenario.world.reload(office(Self.gentler()))
    scenario.advance(to: "2021-08-26T09:00:00")
    scenario.expect(.silent, on: "R1")
    scenario.advance(to: "2021-08-27T09:00:00")
    scenario.expect(.raised("L2"), on: "R1")
  }

  @Test func wordsThatMakeNoOtherLadderMakeNoOtherVersion() {
    var renamed = Office.policy()
    renamed.name = "换了名称"
    renamed.place = Place(file: "elsewhere")
    renamed.applies = Applicability(areas: ["驿城区"])
    #expect(renamed.written == Office.policy().written)
    let scenario = running()
    let count = scenario.world.journal.count
    renamed.applies = nil
    scenario.world.reload(office(renamed))
    #expect(scenario.world.journal.count == count, "Nothing to store.")
  }
}
