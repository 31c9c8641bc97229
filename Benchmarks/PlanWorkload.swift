import Core
import Glibc

/// Ledgers for the planner's benchmarks: a working-day calendar with the notices of ten years, and projects in which
/// every milestone follows two of the ten before it.
enum PlanWorkload {
  static let today = CivilDate(year: 2026, month: 9, day: 1)!

  /// The State Council's notices, as the configuration holds them.
  static let calendars: [CalendarID: WorkCalendar] = {
    var days: [CivilDate: WorkCalendar.Exception] = [:]
    for line in lines("config/calendars/cn.csv").dropFirst() {
      let fields = line.split(separator: ",")
      guard fields.count >= 2, let date = CivilDate(iso: fields[0]) else { continue }
      days[date] = WorkCalendar.Exception(isWorking: fields[1] == "workday")
    }
    return ["CN": WorkCalendar(id: "CN", exceptions: days, coveredThrough: days.keys.max())]
  }()

  /// `count` milestones of 1 to 5 working days, spread over `projects` equal projects. One link in four is of another
  /// kind than finish to start, one in four has a lag.
  ///
  /// - Parameters:
  ///   - prefix: of the milestones' ids.
  ///   - group: milestones that hang together, so that a project of 100,000 ends within a lifetime.
  static func projects(_ projects: Int, milestones count: Int, prefix: String, group: Int = 100) -> [Project] {
    var random = XorShift()
    return (0..<projects).map { p in
      Project(
        id: ProjectID("P\(p)"), name: "P\(p)", calendar: "CN", finish: CivilDate(year: 2028, month: 12, day: 29),
        milestones: (0..<count / projects).map { milestone($0, prefix, group, &random) }, place: Place(file: "bench"))
    }
  }

  private static func milestone(_ i: Int, _ prefix: String, _ group: Int, _ random: inout XorShift) -> Milestone {
    let first = i - i % group
    let sources = i == first ? [] : (0..<2).map { _ in max(first, i - 1 - Int(random.next() % 10)) }
    return Milestone(
      id: MilestoneID("\(prefix)\(i)"), name: "milestone \(i)",
      duration: Span(1 + Int(random.next() % 5), .workingDays),
      after: sources.map { source in
        let kind = Dependency.Kind.allCases[max(0, Int(random.next() % 16) - 12)]
        let lag = max(0, Int(random.next() % 8) - 5)
        return Dependency(
          on: MilestoneID("\(prefix)\(source)"), kind: kind, lag: Span(lag, .workingDays), place: Place(file: "bench"))
      },
      place: Place(file: "bench", line: i + 1, column: 1))
  }

  private static func lines(_ path: String) -> [Substring] {
    guard let file = fopen(path, "r") else {
      print("bench: there is no \(path): run it in the root of the sources.")
      exit(66)
    }
    defer { fclose(file) }
    var text: [UInt8] = []
    while case let byte = getc(file), byte != EOF { text.append(UInt8(truncatingIfNeeded: byte)) }
    return String(decoding: text, as: UTF8.self).split(separator: "\n")
  }
}
