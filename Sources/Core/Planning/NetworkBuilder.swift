/// Compiles a project into a network and finds everything wrong with it on the way.
struct NetworkBuilder {
  let project: Project
  let calendars: [CalendarID: WorkCalendar]
  var network = PlanNetwork()
  var diagnostics: [Diagnostic] = []
  var names: NameTable
  private var calendarIndices: [CalendarID: Int32] = [:]
  var projectCalendar: Int32 = 0
  var lagCalendar: Int32 = 0
  /// In the ledger's order.
  var links: [DraftLink] = []
  var hasSuccessor: [Bool]
  var hasFinishDriver: [Bool]
  /// Names compared for hints so far: a hint is a courtesy and must not cost minutes.
  private var compared = 0

  /// A link between two nodes.
  struct DraftLink {
    var source: Int32
    var target: Int32
    var link: PlanLink
  }

  init(_ project: Project, calendars: [CalendarID: WorkCalendar], today: CivilDate) {
    self.project = project
    self.calendars = calendars
    names = NameTable(capacity: project.milestones.count)
    hasSuccessor = [Bool](repeating: false, count: project.milestones.count)
    hasFinishDriver = hasSuccessor
    network.milestoneCount = project.milestones.count
    network.status = Int((project.statusDate ?? today).dayNumber)
    network.start = project.start.map { Int($0.dayNumber) }
    network.finish = project.finish.map { Int($0.dayNumber) }
  }

  mutating func compile() {
    indexMilestones()
    projectCalendar = calendar(project.calendar, at: project.place)
    lagCalendar = project.lagCalendar.map { self.calendar($0, at: project.place) } ?? projectCalendar
    network.nodes = [PlanNode](repeating: PlanNode(), count: project.milestones.count)
    resolveParents()
    resolveLinks()
    for i in project.milestones.indices { compileMilestone(i) }
    compileLinks()
    checkLimits()
  }

  private mutating func indexMilestones() {
    for i in project.milestones.indices {
      guard let first = names.insert(project.milestones[i].id) else { continue }
      report(
        "plan.duplicateMilestone",
        "Milestone \(project.milestones[i].id) is there twice; the first is at "
          + "\(project.milestones[Int(first)].place). Give it another id.", milestone: i)
    }
  }

  /// Index of a calendar; every day and an error where there is no such calendar.
  mutating func calendar(_ id: CalendarID, at place: Place, milestone: Int? = nil) -> Int32 {
    if let index = calendarIndices[id] { return index }
    guard let calendar = calendars[id] else {
      diagnostics.append(
        Diagnostic(
          code: "plan.unknownCalendar", "There is no calendar \(id).", at: place,
          nearest: nearest(to: id.text, among: calendars.keys.lazy.map(\.text).sorted()), project: project.id,
          milestone: milestone.map { project.milestones[$0].id }))
      return 0
    }
    let index = Int32(network.calendars.count)
    network.calendars.append(calendar.index)
    network.coveredThrough.append(calendar.coveredThrough.map { Int($0.dayNumber) } ?? PlanNetwork.never)
    calendarIndices[id] = index
    return index
  }

  private mutating func nearest(to name: String, among names: [String]) -> String? {
    compared += names.count
    return compared <= 1_000_000 ? nearestName(to: name, among: names) : nil
  }

  mutating func unknown(_ id: MilestoneID, code: String, role: String, at place: Place, milestone i: Int) {
    let names = project.milestones.count <= 10_000 ? project.milestones.map(\.id.text) : []
    diagnostics.append(
      Diagnostic(
        code: code, "There is no milestone \(id) in project \(project.id) to be the \(role).", at: place,
        nearest: nearest(to: id.text, among: names), project: project.id, milestone: project.milestones[i].id))
  }

  mutating func unknown(_ id: MilestoneID, in limit: DurationLimit) {
    diagnostics.append(
      Diagnostic(
        code: "plan.unknownMilestone",
        "There is no milestone \(id) in project \(project.id) to limit \(limit.name) by.",
        at: limit.place, nearest: nearest(to: id.text, among: project.milestones.map(\.id.text)), project: project.id))
  }

  mutating func report(_ code: String, _ message: String, at place: Place? = nil, milestone i: Int) {
    diagnostics.append(
      Diagnostic(
        code: code, message, at: place ?? project.milestones[i].place, project: project.id,
        milestone: project.milestones[i].id))
  }

  private mutating func resolveParents() {
    for i in project.milestones.indices {
      guard let parent = project.milestones[i].parent else { continue }
      guard let p = names.index(of: parent) else {
        unknown(
          parent, code: "plan.unknownParent", role: "summary", at: project.milestones[i].place, milestone: i)
        continue
      }
      if Int(p) == i {
        report("plan.cycle", "Milestone \(parent) is its own summary.", milestone: i)
        continue
      }
      network.nodes[i].parent = p
      if network.nodes[Int(p)].opening < 0 {
        network.nodes[Int(p)].opening = Int32(network.nodes.count)
        network.nodes.append(PlanNode(shape: .summaryStart))
      }
    }
  }

  private mutating func compileMilestone(_ i: Int) {
    var node = network.nodes[i]
    node.calendar = node.namedCalendar
    check(i)
    if node.opening >= 0 {
      let constraints = project.milestones[i].constraints
      node.shape = .summaryFinish
      network.nodes[Int(node.opening)].calendar = node.calendar
      network.nodes[Int(node.opening)].firstDay = constraints.notStartBefore?.number ?? PlanNetwork.always
      network.nodes[Int(node.opening)].lastDay = constraints.lastDay
      network.nodes[i] = node
      return
    }
    if project.milestones[i].duration.amount == 0 { node.shape = opensDay(i) ? .startPoint : .finishPoint }
    node.measure(project.milestones[i].duration, project.milestones[i].term)
    node.record(RecordedProgress(of: project.milestones, i), status: network.status, in: network.calendars)
    node.bound(
      by: project.milestones[i].constraints, projectStart: network.start, in: network.calendars[Int(node.calendar)])
    network.nodes[i] = node
  }

  /// A milestone without a kind opens a day if only its successors and no finish of other work give it a meaning.
  private func opensDay(_ i: Int) -> Bool {
    switch project.milestones[i].kind {
    case .start: return true
    case .finish: return false
    case .auto:
      if hasFinishDriver[i] || !hasSuccessor[i] { return false }
      let constraints = project.milestones[i].constraints
      return constraints.lastDay == PlanNetwork.never && constraints.notFinishBefore == nil
    }
  }
}
