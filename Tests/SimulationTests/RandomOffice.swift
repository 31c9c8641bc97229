import Core
import TestSupport

/// Ledgers and policies drawn by lot, and what a clerk may do to them.
enum RandomOffice {
  static let urgent: [Rung] = [
    Office.rung("L0-10d", "due - 10d", to: [.party("both")]),
    Office.rung("L0-30h", "due - 30h", channels: [.email, .webhook], urgent: true),
    Office.rung("L1", "due", to: [.role(.lead), .role(.leader), .party("mute")], answerWithin: Span(4, .hours)),
    Office.rung("L2", "unanswered 20h", "due + 4wd", urgent: true),
    Office.rung("L3", "L2 unanswered 2wd", "promise broken", "due + 1mo", to: [.party("both"), .party("zxzx")]),
  ]
  static let weekly: [Rung] = [
    Office.rung("W0", "due - 1wd"), Office.rung("W1", "due + 2h"), Office.rung("W2", "due + 2d"),
  ]

  static let policies: [Policy] = [
    Office.policy("default", watches: [.start, .finish, .responsibility]),
    Office.policy("urgent", watches: [.start, .finish, .responsibility], rungs: urgent, acknowledgement: .all),
    Office.policy("weekly", watches: [.report], rungs: weekly),
  ]

  static func make(_ random: inout SeededRandom) -> Portfolio {
    var rows = (1...Int.random(in: 1...4, using: &random)).map { number in
      Office.row(
        "R\(number)", due: Office.date(2021, 7, 1) + Int.random(in: 0...120, using: &random),
        policies: Bool.random(using: &random) ? ["urgent"] : [])
    }
    if Bool.random(using: &random) {
      var row = Office.row("W", due: Office.date(2021, 7, 1), policies: ["weekly"])
      row.schedule = .recurring(recurrence(&random))
      rows.append(row)
    }
    let projects = Bool.random(using: &random) ? [project(&random)] : []
    var portfolio = Office.portfolio(rows: rows, projects: projects, policies: policies)
    portfolio.defaultPolicies = ["default", "weekly"]
    if Bool.random(using: &random) { portfolio.inhibitions = [Inhibition(open: ["L3"], suppressed: ["L0", "L1"])] }
    return portfolio
  }

  private static func recurrence(_ random: inout SeededRandom) -> Recurrence {
    let shifts: [Recurrence.Shift] = [.none, .previous, .next, .nth(2)]
    let rule: Recurrence.Rule =
      Bool.random(using: &random)
      ? .weekly(weekday: Int.random(in: 1...7, using: &random)) : .monthly(day: Int.random(in: 1...31, using: &random))
    return Recurrence(rule: rule, shift: shifts.randomElement(using: &random)!, from: Office.date(2021, 6, 1))
  }

  private static func project(_ random: inout SeededRandom) -> Project {
    let place = Place(file: "ledger")
    var project = Project(id: "P", name: "P", calendar: "cn", place: place)
    project.finish = Office.date(2021, 9, 1) + Int.random(in: 0...90, using: &random)
    project.assignments = [Assignment(.lead, "fgw"), Assignment(.leader, "leader")]
    project.policies = Bool.random(using: &random) ? ["urgent"] : []
    project.milestones = ["a", "b", "c"].enumerated().map { index, id in
      Milestone(
        id: MilestoneID(id), name: id, duration: Span(Int.random(in: 0...20, using: &random), .workingDays),
        after: index == 0 ? [] : [Dependency(on: MilestoneID(["a", "b"][index - 1]), place: place)], place: place)
    }
    return project
  }

  // MARK: What a clerk does

  static func changed(_ portfolio: Portfolio, _ random: inout SeededRandom) -> Portfolio {
    var portfolio = portfolio
    let draw = Int.random(in: 0..<12, using: &random)
    if draw == 0 {
      edit(&portfolio.policies["default"]!, &random)
    } else if draw <= 4, !portfolio.projects.isEmpty {
      change(&portfolio.projects[0], &random)
    } else if !portfolio.responsibilities.isEmpty {
      let index = Int.random(in: portfolio.responsibilities.indices, using: &random)
      if draw == 5 {
        portfolio.responsibilities.remove(at: index)
      } else {
        change(&portfolio.responsibilities[index], &random)
      }
    }
    return portfolio
  }

  private static func change(_ row: inout Responsibility, _ random: inout SeededRandom) {
    switch row.schedule {
    case .once(let due):
      switch Int.random(in: 0..<5, using: &random) {
      case 0: row.done = [Office.date(2021, 8, 1)]
      case 1: row.done = []
      case 2: row.policies = row.policies.isEmpty ? ["urgent"] : []
      default: row.schedule = .once(due + Int.random(in: -30...60, using: &random))
      }
    case .recurring:
      if Bool.random(using: &random) { row.schedule = .recurring(recurrence(&random)) }
      row.done.insert(Office.date(2021, 7, 1) + Int.random(in: 0...90, using: &random))
    case .undated: break
    }
  }

  private static func change(_ project: inout Project, _ random: inout SeededRandom) {
    let index = Int.random(in: project.milestones.indices, using: &random)
    let day = Office.date(2021, 7, 1) + Int.random(in: 0...60, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: project.milestones[index].actualStart = day
    case 1: project.milestones[index].actualFinish = day + 5
    case 2:
      project.milestones[index].actualStart = nil
      project.milestones[index].actualFinish = nil
    case 3: project.milestones[index].duration = Span(Int.random(in: 0...20, using: &random), .workingDays)
    case 4: project.milestones[index].assignments = [Assignment(.lead, "both")]
    default: project.finish = project.finish.map { $0 + Int.random(in: -20...40, using: &random) }
    }
  }

  private static func edit(_ policy: inout Policy, _ random: inout SeededRandom) {
    let index = Int.random(in: policy.rungs.indices, using: &random)
    policy.adoption = Bool.random(using: &random) ? .new : .running
    switch Int.random(in: 0..<4, using: &random) {
    case 0 where policy.rungs.count > 1: policy.rungs.remove(at: index)
    case 1: policy.rungs[index].id += "x"
    case 2: policy.acknowledgement = policy.acknowledgement == .any ? .all : .any
    default: policy.rungs = Office.ladder
    }
  }
}
