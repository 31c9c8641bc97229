import Core
import TestSupport

/// What people may say about the duties of a world, drawn by lot.
extension RandomOffice {
  mutating func answer(in world: World) -> Answer.Content {
    let today = Office.shanghai.date(of: world.now)
    let duty = world.duties.filter { !$0.isDone && $0.due < today + 60 }.randomElement(using: &random)
    let roots: [String] = world.portfolio.projects.map(\.id.text) + world.portfolio.responsibilities.map(\.id)
    let root = Subject(roots.randomElement(using: &random) ?? "none")
    let subject = Subject(duty?.id.text ?? root.text)
    let days = Int.random(in: 0...20, using: &random)
    switch Int.random(in: 0..<14, using: &random) {
    case 0: return .extend(Bool.random(using: &random) ? subject : root, to: today + days * 2)
    case 1, 2:
      let number = world.book.requests.keys.min() ?? 1
      return Int.random(in: 0..<4, using: &random) == 0 ? .refuse(request: number) : .approve(request: number)
    case 3:
      let levels = [[], ["L1"], ["L2", "L3"]].randomElement(using: &random)!
      return .excuse(Bool.random(using: &random) ? subject : root, levels: levels, through: today + days)
    case 4: return .pause(root, from: today - days / 4)
    case 5, 6: return .resume(world.book.pauses.keys.min { $0.text < $1.text } ?? root, on: today)
    case 7:
      let progress = ReportedProgress(
        start: Bool.random(using: &random) ? today - days : nil, finish: Bool.random(using: &random) ? today : nil,
        percent: Bool.random(using: &random) ? days * 5 : nil)
      return .report(subject, progress)
    case 8: return .verify(world.book.reports.keys.min { $0.text < $1.text } ?? subject)
    case 9: return .giveBack(world.book.reports.keys.min { $0.text < $1.text } ?? subject)
    case 10: return .silence(silence(world, today))
    case 11: return .unsilence(world.book.silences.keys.max() ?? 1)
    case 12:
      let pair = ["fgw", "zjj", "leader", "zxzx"].shuffled(using: &random)
      return .handOver(from: PartyID(pair[0]), to: PartyID(pair[1]))
    default:
      return .unacknowledge(world.openAlerts.keys.max { $0.parts < $1.parts } ?? "2021-1", of: nil)
    }
  }

  private mutating func silence(_ world: World, _ today: CivilDate) -> Silence {
    let matchers = ["duty=~R*", "party=fgw", "level!=L2", "project=P", "policy=urgent", "kind=report"]
    let texts = matchers.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random))
    let until = Office.shanghai.instant(today + Int.random(in: 1...30, using: &random), .midnight)
    let window = Silence.Window(week: Week([1, 3, 5]), start: TimeOfDay("06:00")!, end: TimeOfDay("20:00"))
    return Silence(
      matchers: texts.map { Matcher($0)! }, from: world.now, until: until,
      window: Bool.random(using: &random) ? window : nil)
  }
}
