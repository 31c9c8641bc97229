extension Explanation {
  /// For a person, line by line.
  package func lines(in language: Language) -> [String] {
    let lines = ExplanationText(self, PlanWords(language)).lines
    return language == .zh ? lines.map(tight) : lines
  }

  /// Without the blanks that follow a full-width bracket.
  private func tight(_ line: String) -> String {
    var last: Character?
    return line.filter { character in
      defer { last = character }
      return !(character == " " && last == "）")
    }
  }
}

/// An explanation as an official would tell it: how it stands, why, and what can be done.
private struct ExplanationText {
  private(set) var lines: [String] = []
  private let explanation: Explanation
  private let words: PlanWords

  init(_ explanation: Explanation, _ words: PlanWords) {
    self.explanation = explanation
    self.words = words
    title()
    if case .finished = explanation.condition { return }
    late()
    path()
    remedies()
    if let last = explanation.provisionalAfter {
      lines += [
        "",
        words.say(
          "注意：节假日安排只公布到 \(last)，标“暂定”的日期待新安排公布后重算。",
          "Note: holidays are published through \(last); dates marked provisional will be reckoned anew."),
      ]
    }
  }

  private mutating func title() {
    let (own, step) = (explanation.milestone, explanation.chain.first)
    let name = [step?.name ?? "", explanation.projectName].filter { !$0.isEmpty }.joined(separator: " · ")
    lines.append("\(explanation.project)/\(own.id)  \(name)")
    lines.append(
      words.say(
        "统计日期 \(words.day(explanation.statusDate))", "as of \(words.day(explanation.statusDate))"))
    lines += ["", words.standing(explanation)] + words.warnings(own.flags)
  }

  private mutating func late() {
    lines += ["", words.say("最迟日期的由来（从本节点推到终点）", "Where the latest dates come from, from here to the end")]
    for (index, step) in explanation.chain.enumerated() {
      lines.append("  \(index + 1). \(words.late(step))")
      let year = step.latestStart.year
      lines += words.crossed(step.crossed, year: year).map { "       \($0)" }
      guard let link = step.link, index + 1 < explanation.chain.count else { continue }
      let next = explanation.chain[index + 1]
      lines.append("     ↓ \(words.sentence(link, from: step.id, to: next.id))")
      lines += words.crossed(link.crossed, year: step.latestFinish.year, isWait: true).map { "       \($0)" }
    }
    if let binder = explanation.binder { lines.append("     ■ \(words.end(binder, of: explanation.chain.last))") }
  }

  private mutating func path() {
    lines += ["", words.say("最早日期的由来", "Where the earliest dates come from")]
    for (index, step) in explanation.path.enumerated() {
      let before = index > 0 ? explanation.path[index - 1].id : nil
      lines.append("  \(index + 1). \(words.early(step))")
      if let driver = words.driver(step, before: before) { lines.append("       \(driver)") }
    }
  }

  private mutating func remedies() {
    if explanation.remedies.isEmpty { return }
    lines += ["", words.say("怎样改变（逐一重新排定核实）", "What would change it (each tried by planning anew)")]
    let started = Set(explanation.path.filter(\.isStarted).map(\.id))
      .union(explanation.chain.filter { $0.remaining != nil }.map(\.id))
    lines += explanation.remedies.map { "  · \(words.remedy($0, started: started))" }
  }
}
