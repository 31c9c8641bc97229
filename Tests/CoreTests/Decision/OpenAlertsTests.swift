import TestSupport
import Testing

@testable import Core

/// Against a list that is looked through.
@Suite struct OpenAlertsTests {
  private static func alert(_ number: Int, duty: Int, project: Int?, _ state: Alert.State) -> Alert {
    let due = CivilDate(year: 2021, month: 7, day: 12)!
    return Alert(
      id: AlertID("2021-\(number)"), state: state, duty: DutyID("duty \(duty)"), dutyKind: .responsibility, title: "",
      project: project.map { ProjectID("\($0)") }, due: due, dueAt: Instant(seconds: 0), rung: "L1",
      level: ["提醒", "督办"][number % 2], rungName: "", template: "",
      reason: Alert.Reason(trigger: "", scheduledAt: Instant(seconds: 0)),
      raisedAt: Instant(seconds: Int64(number)))
  }

  @Test(arguments: [UInt64](1...8)) func theyAreAListByIdDutyAndProject(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var open = OpenAlerts([])
    var model: [Alert] = []
    for number in 1...3000 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0:
        let duty = DutyID("duty \(Int.random(in: 0..<200, using: &random))")
        let taken = open.removeAll(of: duty)
        #expect(taken == model.filter { $0.duty == duty })
        model.removeAll { $0.duty == duty }
      case 1:
        guard var alert = model.randomElement(using: &random) else { continue }
        alert.state = .acknowledged
        open.replace(alert)
        model[model.firstIndex { $0.id == alert.id }!] = alert
      case 2:
        open.replace(Self.alert(10_000 + number, duty: 0, project: nil, .raised))
        #expect(open[AlertID("2021-\(10_000 + number)")] == nil, "What is closed stays closed.")
      case 3: open.listsProjects.toggle()
      default:
        let project = Int.random(in: -1..<20, using: &random)
        let alert = Self.alert(
          number, duty: Int.random(in: 0..<200, using: &random), project: project < 0 ? nil : project, .raised)
        open.add(alert)
        model.append(alert)
      }
      let some = AlertID("2021-\(Int.random(in: 1...number, using: &random))")
      #expect(open[some] == model.first { $0.id == some })
      #expect(
        open.counts
          == Dictionary(model.map { (OpenAlerts.Kind(level: $0.level, state: $0.state), 1) }, uniquingKeysWith: +))
      if open.listsProjects {
        let project = ProjectID("\(Int.random(in: 0..<20, using: &random))")
        #expect(Set(open.all(of: project)) == Set(model.filter { $0.project == project }))
      }
    }
  }
}
