@testable import Core
import Testing
import TestSupport

@Suite("When the rungs of a ladder come")
struct LadderTests {
  private func ladder(_ rungs: Rung...) -> Ladder {
    Ladder(policy: Office.policy(rungs: rungs), calendar: Office.calendar, zone: Office.shanghai)
  }

  private func duty(due: CivilDate) -> Duty {
    Duty(
      id: "d", kind: .responsibility, title: "d", due: due,
      dueAt: Office.shanghai.instant(due, Office.calendar.hours.closing), calendar: "cn", policy: "default",
      assignments: [])
  }

  /// The due day of every row is given as month and day of 2021.
  @Test(arguments: [
    // A plain day: the policy's time of day.
    ("due - 7d", 7, 28, false, "2021-07-21T08:30:00+08:00"),
    ("due", 7, 28, false, "2021-07-28T08:30:00+08:00"),
    ("due + 1mo", 7, 28, false, "2021-08-30T08:30:00+08:00"),  // 28 August is a Saturday
    // Monday 26 July minus three days is Friday; minus one is Sunday, told on Friday, while there is time.
    ("due - 3d", 7, 26, false, "2021-07-23T08:30:00+08:00"),
    ("due - 1d", 7, 26, false, "2021-07-23T08:30:00+08:00"),
    // Friday 23 July plus one day is Saturday: Monday.
    ("due + 1d", 7, 23, false, "2021-07-26T08:30:00+08:00"),
    ("due + 1d", 7, 23, true, "2021-07-24T08:30:00+08:00"),
    // Working days cross the holiday and count the make-up days.
    ("due + 1wd", 9, 30, false, "2021-10-08T08:30:00+08:00"),
    ("due + 2wd", 9, 30, false, "2021-10-09T08:30:00+08:00"),
    ("due - 2wd", 9, 28, false, "2021-09-26T08:30:00+08:00"),
    // Wall time counts from the due instant, 18:00.
    ("due - 4h", 7, 28, false, "2021-07-28T14:00:00+08:00"),
    ("due + 24h", 7, 23, false, "2021-07-26T08:30:00+08:00"),
    ("due + 24h", 7, 23, true, "2021-07-24T18:00:00+08:00"),
  ])
  func dueTriggers(trigger: String, month: Int, day: Int, urgent: Bool, expected: String) throws {
    let ladder = ladder(Office.rung("L0", trigger, urgent: urgent))
    let instant = try #require(ladder.pending(duty(due: Office.date(2021, month, day)), nil)[0].instant)
    #expect(Office.shanghai.iso(instant) == expected)
  }

  @Test func theEarlierOfTwoTriggersCounts() throws {
    let ladder = ladder(Office.rung("L2", "due + 7d", "due + 2wd"))
    let rung = ladder.pending(duty(due: Office.date(2021, 7, 12)), nil)[0]
    #expect(rung.trigger == Trigger("due + 2wd"))
    #expect(Office.shanghai.iso(try #require(rung.instant)) == "2021-07-14T08:30:00+08:00")
  }

  @Test func unansweredWaitsForAnAlertOfItsLevel() {
    let ladder = ladder(Office.rung("L1", "due + 1d"), Office.rung("L2", "L1 unanswered 3wd"))
    let pending = ladder.pending(duty(due: Office.date(2021, 7, 12)), nil)
    #expect(pending[1].instant == nil)
  }

  @Test(arguments: [
    "due", "due - 30d", "due + 5wd", "due + 1mo", "due - 4h", "unanswered 3wd", "L1 unanswered 3wd", "promise broken",
    "opens", "reminds", "locks",
  ])
  func triggersReadBackAsWritten(text: String) {
    #expect(Trigger(text).map { "\($0)" } == text)
  }

  @Test(arguments: [
    "", "du", "due 3d", "due - 3", "due + 3x", "due + 1.5d", "unanswered", "unanswered -3wd", "unanswered 0wd",
    "L1 L2 unanswered 3wd", "promise", "promise kept", "due + 99999999999999999999d",
  ])
  func otherTriggersAreRefused(text: String) {
    #expect(Trigger(text) == nil)
  }
}
