import Foundation
import TestSupport
import Testing

@testable import Core

/// Our calendar against the PyPI package chinesecalendar, which reads the same notices on its own.
@Suite struct ChineseCalendarTests {
  @Test func `every day of 2015 to 2026 is worked or off as chinesecalendar has it`() throws {
    let packages = ProcessInfo.processInfo.environment["DAOPAI_PYTHON_PACKAGES"] ?? ".build/python"
    let facts = try PythonServer.run("chinese_days.py", packages)
    guard let worked = facts["worked"] as? [String] else {
      print("skipped: chinese_days.py needs the PyPI package chinesecalendar (make deps)")
      return
    }
    let theirs = Set(worked)
    let first = CivilDate.iso("2015-01-01")
    let differing = (0..<4383).map { first + $0 }.filter {
      ChinaCalendar.calendar.isWorking($0) != theirs.contains($0.description)
    }
    #expect(facts["count"] as? Int == 4383)
    #expect(differing.isEmpty, "\(differing)")
  }
}
