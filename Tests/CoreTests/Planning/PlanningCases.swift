import Foundation

@testable import Core

/// One case of the conformance vectors, as the file spells it.
struct PlanningCase: Decodable, CustomStringConvertible {
  struct ProjectRow: Decodable {
    var calendar: String
    var start: String?
    var finish: String?
    var status: String?
    var lagCalendar: String?
  }

  struct TaskRow: Decodable {
    var id: String
    var duration: Double
    var calendar: String?
    var milestone: String?
    var parent: String?
    var deps: [LinkRow]?
    var constraints: [ConstraintRow]?
    var deadline: String?
    var actualStart: String?
    var actualFinish: String?
    var percent: Int?
    var remaining: Int?
  }

  struct LinkRow: Decodable {
    var pred: String
    var type: String?
    var lag: Int?
    var unit: String?
    var calendar: String?
  }

  struct ConstraintRow: Decodable {
    var type: String
    var date: String
  }

  var name: String
  var project: ProjectRow
  var tasks: [TaskRow]
  /// Milestone → ES, EF, LS, LF, TS, FS, critical, flags; JSON null means "no value".
  var expect: [String: [String: Expected]]
  var error: String?

  enum Expected: Decodable, Equatable {
    case none, text(String), number(Int), truth(Bool), list([String])

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .none
      } else if let truth = try? value.decode(Bool.self) {
        self = .truth(truth)
      } else if let number = try? value.decode(Int.self) {
        self = .number(number)
      } else if let text = try? value.decode(String.self) {
        self = .text(text)
      } else {
        self = .list(try value.decode([String].self))
      }
    }
  }

  var description: String { name }

  static let all = try! JSONDecoder().decode([PlanningCase].self, from: Vectors.data("planning-cases.json"))

  /// The ledger's way to say the same; nil where its types cannot say it (a fraction of a day).
  var asProject: Project? {
    var milestones: [Milestone] = []
    for (line, task) in tasks.enumerated() {
      guard let days = Int(exactly: task.duration) else { return nil }
      var milestone = Milestone(
        id: MilestoneID(task.id), name: task.id, duration: Span(days, .workingDays),
        place: Place(file: "case", line: line + 1, column: 1))
      milestone.kind = task.milestone.flatMap(Milestone.Kind.init) ?? .auto
      milestone.calendar = task.calendar.map { CalendarID($0) }
      milestone.parent = task.parent.map { MilestoneID($0) }
      milestone.after = (task.deps ?? []).map(dependency)
      for constraint in task.constraints ?? [] { milestone.constraints.set(constraint.type, constraint.date) }
      milestone.constraints.deadline = task.deadline.flatMap { CivilDate(iso: $0) }
      milestone.actualStart = task.actualStart.flatMap { CivilDate(iso: $0) }
      milestone.actualFinish = task.actualFinish.flatMap { CivilDate(iso: $0) }
      milestone.percent = task.percent
      milestone.remaining = task.remaining
      milestones.append(milestone)
    }
    return Project(
      id: "P", name: "P", calendar: CalendarID(project.calendar), start: project.start.flatMap { CivilDate(iso: $0) },
      finish: project.finish.flatMap { CivilDate(iso: $0) }, statusDate: project.status.flatMap { CivilDate(iso: $0) },
      milestones: milestones, place: Place(file: "case"))
  }

  private func dependency(_ row: LinkRow) -> Dependency {
    let lagCalendar: Dependency.LagCalendar =
      switch row.calendar ?? project.lagCalendar {
      case nil, "project": .project
      case "predecessor": .predecessor
      case "successor": .successor
      case "elapsed": .elapsed
      case let name?: .named(CalendarID(name))
      }
    return Dependency(
      on: MilestoneID(row.pred), kind: Dependency.Kind(rawValue: row.type ?? "FS")!,
      lag: Span(row.lag ?? 0, row.unit == "cd" ? .days : .workingDays), lagCalendar: lagCalendar,
      place: Place(file: "case"))
  }
}

extension Constraints {
  /// By the names of the vectors.
  mutating func set(_ type: String, _ text: String) {
    let date = CivilDate(iso: text)!
    switch type {
    case "SNET": notStartBefore = date
    case "SNLT": notStartAfter = date
    case "FNET": notFinishBefore = date
    case "FNLT": notFinishAfter = date
    case "MSO": startOn = date
    case "MFO": finishOn = date
    default: preconditionFailure("a constraint \(type)")
    }
  }
}
