import Core

/// Writes a plan as a Mermaid gantt chart of the latest dates.
///
/// Every bar has explicit dates: Mermaid knows neither make-up days nor lags. Its end dates are exclusive.
enum MermaidWriter {
  static func write(_ project: Project, _ plan: ProjectPlan) -> String {
    var lines = [
      "gantt", "  title \(words(project.name))", "  dateFormat YYYY-MM-DD", "  axisFormat %m-%d",
    ]
    let names = Dictionary(project.milestones.map { ($0.id, $0.name) }) { first, _ in first }
    let parents = Set(project.milestones.compactMap(\.parent))
    var sections: [MilestoneID?] = []
    var bars: [MilestoneID?: [String]] = [:]
    for (index, milestone) in project.milestones.enumerated() where !parents.contains(milestone.id) {
      if bars[milestone.parent] == nil { sections.append(milestone.parent) }
      bars[milestone.parent, default: []].append(bar(milestone, plan.milestones[index], index: index))
    }
    for section in sections {
      // What stands before the first section has none; after it, only a section of its own ends that one.
      let name = section.map { names[$0] ?? $0.text } ?? project.name
      if sections.count > 1 || section != nil { lines.append("  section \(words(name))") }
      lines += bars[section] ?? []
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func bar(_ milestone: Milestone, _ planned: PlannedMilestone, index: Int) -> String {
    var tags: [String] = []
    if planned.isCritical { tags.append("crit") }
    if planned.totalSlack == nil {
      tags.append("done")
    } else if milestone.actualStart != nil {
      tags.append("active")
    }
    let isPoint = milestone.duration.amount == 0
    if isPoint { tags.append("milestone") }
    tags.append("t\(index + 1)")
    tags.append(planned.latestStart.description)
    tags.append(isPoint ? "0d" : (planned.latestFinish + 1).description)
    return "    \(words(milestone.name)) :\(tags.joined(separator: ", "))"
  }

  /// Without what Mermaid takes for its own: colons end a name, semicolons and line ends a line, a number sign begins a
  /// code.
  private static func words(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case ":": result += "："
      case ";": result += "；"
      case "#": result += "＃"
      case _ where character.isNewline: result += " "
      default: result.append(character)
      }
    }
    return trimmed(result)
  }
}
