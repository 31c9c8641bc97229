import Core

/// Reads a GanttProject file (`.gan`) as one project.
///
/// Tasks nest; a link stands inside of its predecessor; a task has a start and a length in working days, never a finish.
/// GanttProject keeps a start until a strong link moves it: where no link decides, the start is a `notStartBefore`.
struct GanttProjectReader {
  private let file: SourceFile
  private let root: XMLNode
  private let findings: Findings
  private var project: Project
  private var calendar: CalendarDocument
  private var hasEmptyMilestones = false
  private var indices: [Int: Int] = [:]
  private var starts: [CivilDate] = []
  private var parents: Set<MilestoneID> = []

  private static let skipped: Set<String> = [
    "view", "resources", "allocations", "vacations", "roles", "previous", "taskproperties", "taskdisplaycolumns",
  ]
  private static let linkKinds: [Int: Dependency.Kind] = [
    1: .startToStart, 2: .finishToStart, 3: .finishToFinish, 4: .startToFinish,
  ]

  static func read(_ file: SourceFile, _ findings: Findings) -> ImportedPlan? {
    guard let root = XMLReader.read(file, skipping: skipped, findings) else { return nil }
    guard root.name == "project" else {
      findings.error(
        "gan.root", "Is no GanttProject file: its root is \"\(shortened(root.name))\", expected \"project\".",
        at: root.place)
      return nil
    }
    var reader = GanttProjectReader(file, root, findings)
    if let tasks = root.child("tasks") {
      reader.hasEmptyMilestones = tasks.attributes["empty-milestones"] == "true"
      reader.readTasks(tasks, parent: nil)
      reader.parents = Set(reader.project.milestones.compactMap(\.parent))
      reader.readLinks(tasks)
    }
    reader.readCalendar()
    reader.holdStarts()
    // It moves nothing by itself: the plan is as of its first day.
    reader.project.statusDate = reader.starts.min()
    return ImportedPlan(calendars: [reader.calendar], projects: [reader.project])
  }

  private init(_ file: SourceFile, _ root: XMLNode, _ findings: Findings) {
    self.file = file
    self.root = root
    self.findings = findings
    let id = ImportedPlan.identifier(stem(of: file.name))
    calendar = CalendarDocument(id: ImportedPlan.calendarID("calendar", in: file), place: root.place)
    let name = root.attributes["name"].flatMap { $0.isEmpty ? nil : $0 } ?? id
    project = Project(
      id: ProjectID(id), name: String(name.prefix(Limits.nameCharacters)), calendar: calendar.id, place: root.place)
  }

  // MARK: Tasks

  private mutating func readTasks(_ node: XMLNode, parent: MilestoneID?) {
    for task in node.children("task") {
      guard let id = number(task, "id") else { continue }
      if let first = indices[id] {
        findings.error(
          "gan.duplicateID", "The task \(id) is already defined at \(project.milestones[first].place).", at: task.place)
        continue
      }
      let children = task.children("task")
      let name = task.attributes["name"] ?? String(id)
      var milestone = Milestone(
        id: MilestoneID(String(id)), name: String(name.prefix(Limits.nameCharacters)), parent: parent,
        note: task.text("notes").map { String($0.prefix(10_000)) }, place: task.place)
      if children.isEmpty { readTask(task, into: &milestone) }
      indices[id] = project.milestones.count
      project.milestones.append(milestone)
      readTasks(task, parent: milestone.id)
    }
  }

  private mutating func readTask(_ task: XMLNode, into milestone: inout Milestone) {
    let length = number(task, "duration") ?? 0
    // Until 2.8 a milestone was as long as a task of a day.
    let isPoint = task.attributes["meeting"] == "true" && (hasEmptyMilestones || length == 0)
    milestone.duration = isPoint ? Span(0, .days) : Span(length, .workingDays)
    if milestone.duration.amount == 0 { milestone.kind = .start }
    milestone.percent = number(task, "complete").flatMap { $0 == 0 ? nil : min($0, 100) }
    guard let start = date(task, "start") else { return }
    starts.append(start)
    milestone.constraints.startOn = start
    if task.attributes["thirdDate-constraint"] == "1", let third = date(task, "thirdDate") {
      milestone.constraints.notStartBefore = third
    }
  }

  private mutating func readLinks(_ node: XMLNode) {
    for task in node.children("task") {
      if let id = number(task, "id"), let source = indices[id] {
        for link in task.children("depend") { readLink(link, from: source) }
      }
      readLinks(task)
    }
  }

  private mutating func readLink(_ link: XMLNode, from source: Int) {
    guard let id = number(link, "id") else { return }
    let from = project.milestones[source]
    guard let target = indices[id] else {
      findings.error(
        "gan.unknownTask", "The link from \"\(shortened(from.name))\" goes to \(id), which is not in the file.",
        at: link.place)
      return
    }
    guard let kind = GanttProjectReader.linkKinds[number(link, "type") ?? 2] else {
      findings.error("gan.value", "type is \"\(link.attributes["type"] ?? "")\"; expected 1 to 4.", at: link.place)
      return
    }
    let to = project.milestones[target]
    if parents.contains(from.id) && (kind == .startToStart || kind == .startToFinish)
      || parents.contains(to.id) && (kind == .finishToFinish || kind == .startToFinish)
    {
      findings.warning(
        "gan.linkLeftOut",
        "The \(kind.rawValue) link from \"\(shortened(from.name))\" to \"\(shortened(to.name))\" was left out: of a "
          + "summary it has no unique backward plan.", at: link.place)
      return
    }
    let lag = Span(number(link, "difference", isSigned: true) ?? 0, .workingDays)
    project.milestones[target].after.append(Dependency(on: from.id, kind: kind, lag: lag, place: link.place))
    // A rubber link lets its successor begin later than it must: there the start stays.
    if link.attributes["hardness"]?.lowercased() != "rubber" { strong.insert(target) } else { rubber.insert(target) }
  }

  private var strong: Set<Int> = []
  private var rubber: Set<Int> = []

  /// Turns the starts into bounds where no strong link alone decides.
  private mutating func holdStarts() {
    for i in project.milestones.indices {
      guard let start = project.milestones[i].constraints.startOn else { continue }
      project.milestones[i].constraints.startOn = nil
      guard !strong.contains(i) || rubber.contains(i) else { continue }
      let third = project.milestones[i].constraints.notStartBefore
      project.milestones[i].constraints.notStartBefore = third.map { max($0, start) } ?? start
    }
  }

  // MARK: Calendar

  /// In `default-week` 1 is a day of the weekend. A date without a year comes back every year.
  private mutating func readCalendar() {
    guard let node = root.child("calendars") else { return }
    calendar.place = node.place
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    if let week = node.child("day-types")?.child("default-week") {
      let days = names.indices.filter { week.attributes[names[$0]] != "1" }.map { $0 + 1 }
      if days.isEmpty {
        findings.error("calendar.week", "A week needs at least one working day.", at: week.place)
      } else {
        calendar.week = Week(days)
      }
    }
    let dates = node.children("date")
    if let base = node.attributes["base-id"], !base.isEmpty, dates.isEmpty {
      findings.warning(
        "gan.baseCalendar",
        "The holidays of GanttProject's own calendar \"\(shortened(base))\" are not in the file: add them to its dates.",
        at: node.place)
    }
    for date in dates { readDate(date) }
  }

  private mutating func readDate(_ node: XMLNode) {
    let type = node.attributes["type"]?.uppercased() ?? "HOLIDAY"
    guard type == "HOLIDAY" || type == "WORKING_DAY" else { return }
    guard let month = number(node, "month"), let dayOfMonth = number(node, "date") else { return }
    var years: [Int] = []
    if let year = node.attributes["year"], !year.isEmpty {
      guard let number = number(node, "year") else { return }
      years = [number]
    } else if let first = starts.min()?.year, let last = starts.max()?.year {
      years = Array(first...min(last + 5, first + 100))
    }
    for year in years {
      guard let date = CivilDate(year: year, month: month, day: dayOfMonth) else {
        findings.error(
          "gan.value", "There is no day \(year)-\(month)-\(dayOfMonth).", at: node.place)
        return
      }
      if calendar.exceptions[date] != nil { continue }
      if years.count == 1 { calendar.lastYear = max(calendar.lastYear ?? year, year) }
      calendar.add(date, isWorking: type == "WORKING_DAY", name: node.text, at: node.place, findings)
    }
  }

  // MARK: Values

  /// Nil where there is no such attribute; with a diagnostic where it is no number.
  private func number(_ node: XMLNode, _ name: String, isSigned: Bool = false) -> Int? {
    guard let text = node.attributes[name] else { return nil }
    if let number = Int(text), number.magnitude <= 1_000_000_000, isSigned || number >= 0 { return number }
    findings.error(
      "gan.value", "\(name) is \"\(shortened(text))\"; expected a whole number.", at: node.place)
    return nil
  }

  private func date(_ node: XMLNode, _ name: String) -> CivilDate? {
    guard let text = node.attributes[name], !text.isEmpty else { return nil }
    if let date = CivilDate(iso: text) { return date }
    findings.error(
      "gan.value", "\(name) is \"\(shortened(text))\"; expected a day such as 2026-02-14.", at: node.place)
    return nil
  }
}
