import Core
import Foundation
import Loading
import Testing

/// Calendars from what is published: holiday-cn JSON and iCalendar, beside CSV and in a folder of their own.
@Suite struct CalendarImportTests {
  private func calendars(_ prepare: (String) throws -> Void) rethrows -> CalendarLoader.Outcome {
    try withScratchDirectory { scratch in
      try? FileManager.default.createDirectory(atPath: scratch + "/calendars", withIntermediateDirectories: false)
      try prepare(scratch)
      return CalendarLoader.load(directory: scratch)
    }
  }

  private func date(_ text: String) -> CivilDate { CivilDate(iso: text)! }

  @Test func aFolderOfNoticesIsOneCalendar() throws {
    let outcome = try calendars { scratch in
      try FileManager.default.removeItem(atPath: scratch + "/calendars")
      try FileManager.default.copyItem(atPath: fixture("exchange/calendars"), toPath: scratch + "/calendars")
    }
    let cn = try #require(outcome.calendars["cn"])
    for (day, isWorking) in [
      ("2026-01-01", false), ("2026-01-04", true), ("2026-02-14", true), ("2026-02-16", false), ("2026-09-10", true),
      ("2026-09-20", true), ("2026-09-21", true), ("2026-10-01", false), ("2026-10-07", false), ("2026-10-08", true),
      ("2026-10-10", true),
    ] {
      #expect(cn.isWorking(date(day)) == isWorking, "\(day)")
    }
    #expect(cn.exceptions[date("2026-10-07")]?.name == "国庆节（休）")
    // The stub of 2027 covers nothing.
    #expect(cn.coveredThrough == date("2026-12-31"))
    #expect(
      outcome.diagnostics.map(\.description) == [
        "calendars/cn/2026-autumn.ics:23:1: warning: Events that say neither 休 nor 班 were passed over (1); "
          + "the first: \"教师节\". [ics.unmarked]",
        "calendars/cn/2027.json:1:39: warning: Holds no days: the notice for 2027 is not in it, "
          + "and the year stays provisional. [calendar.noDays]",
      ])
    let uk = try #require(outcome.calendars["uk"])
    #expect(!uk.isWorking(date("2026-12-25")) && !uk.isWorking(date("2026-12-26")) && uk.isWorking(date("2026-12-28")))
  }

  @Test func contradictionsNameBothPlaces() {
    let outcome = calendars { scratch in
      let csv = "date,kind,name\n2026-10-10,workday,国庆节\n2026-10-01,holiday,国庆节\n"
      writeBytes(csv.utf8, to: scratch + "/calendars/cn.csv")
      writeBytes(
        #"""
        {"year": 2026, "days": [{"name": "国庆节", "date": "2026-10-01", "isOffDay": true},
        {"name": "国庆节", "date": "2026-10-10", "isOffDay": true}]}
        """#.utf8, to: scratch + "/calendars/cn.json")
    }
    #expect(
      outcome.diagnostics.map(\.description) == [
        "calendars/cn.json:2:25: error: The day 2026-10-10 is off here, but worked at calendars/cn.csv:2:1. "
          + "[calendar.contradiction]"
      ])
  }

  @Test func aNoticeExtendsTheCover() {
    let outcome = calendars { scratch in
      writeBytes("coveredThrough: 2026-12-31\n".utf8, to: scratch + "/calendars/cn.yaml")
      writeBytes(
        #"{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}"#.utf8,
        to: scratch + "/calendars/cn.json")
      writeBytes("coveredThrough: 2026-12-31\n".utf8, to: scratch + "/calendars/old.yaml")
    }
    #expect(outcome.diagnostics.isEmpty)
    #expect(outcome.calendars["cn"]?.coveredThrough == date("2027-12-31"))
    #expect(outcome.calendars["old"]?.coveredThrough == date("2026-12-31"))
  }

  @Test func importWritesAndExtendsTheCSV() throws {
    let first = CalendarImport.read(files: [fixture("exchange/calendars/cn/2026.json")], existing: nil)
    let csv = try #require(first.csv)
    #expect(first.added == 6)
    #expect(csv.hasPrefix("date,kind,name\n2026-01-01,holiday,元旦\n"))
    #expect(csv.contains("2026-02-14,workday,春节\n"))
    try withScratchDirectory { scratch in
      writeBytes(("# kept\n" + csv).utf8, to: scratch + "/cn.csv")
      let again = CalendarImport.read(
        files: [fixture("exchange/calendars/cn/2026.json"), fixture("exchange/calendars/cn/2026-autumn.ics")],
        existing: scratch + "/cn.csv")
      #expect(again.added == 9)
      let text = try #require(again.csv)
      #expect(text.hasPrefix("# kept\n" + csv + "2026-09-20,workday,国庆节\n2026-10-01,holiday,"))
    }
  }

  @Test func theVersionIsOfTheDays() throws {
    let a = WorkCalendar(id: "a", exceptions: [date("2026-10-01"): .init(isWorking: false, name: "x")])
    let b = WorkCalendar(id: "b", exceptions: [date("2026-10-01"): .init(isWorking: false)])
    let c = WorkCalendar(id: "c", exceptions: [date("2026-10-01"): .init(isWorking: true)])
    #expect(a.version == b.version && a.version != c.version && a.version.count == 16)
  }
}
