extension PlanProgress.ProjectProgress {
  /// A project in three sentences.
  package func lines(in language: Language) -> [String] {
    let words = PlanWords(language)
    var lines = [
      "\(id)  \(name)",
      words.reading(reading),
      words.forecast(planned: plannedFinish, forecast: forecastFinish, delay: forecastDelay),
    ]
    if !unplanned.isEmpty {
      let list = unplanned.map(\.text).joined(separator: words.say("、", ", "))
      lines.append(words.say("基准之后新增、未计入的节点：\(list)", "not in the baseline and not counted: \(list)"))
    }
    if !missing.isEmpty {
      let list = missing.map(\.text).joined(separator: words.say("、", ", "))
      lines.append(words.say("基准中有、台账已没有的节点：\(list)", "in the baseline and no longer in the ledger: \(list)"))
    }
    return lines
  }
}

extension PlanWords {
  fileprivate func reading(_ reading: PlanProgress.Reading) -> String {
    let (planned, early) = (oneDecimal(reading.planned), oneDecimal(reading.early))
    let (elapsed, actual) = (oneDecimal(reading.elapsed), oneDecimal(reading.actual))
    let points = oneDecimal(abs(reading.lag))
    let verdict =
      switch reading.standing {
      case .behind:
        say("滞后 \(points) 个百分点", "\(points) points behind")
          + (reading.ratio.map { say("，为应完成的 \(oneDecimal($0 * 100))%", ", \(oneDecimal($0 * 100))% of what is due") }
            ?? "")
      case .onCourse: say("达到计划，余量 \(points) 个百分点", "on course, with \(points) points to spare")
      case .ahead: say("超前，余量 \(points) 个百分点", "ahead, with \(points) points to spare")
      }
    return say(
      "应完成 \(planned)%（按最早日期 \(early)%），时间已过 \(elapsed)%，实际 \(actual)%：\(verdict)",
      "due \(planned)% (\(early)% by the early dates), time gone \(elapsed)%, done \(actual)%: \(verdict)")
  }

  fileprivate func forecast(planned: CivilDate, forecast: CivilDate, delay: Int) -> String {
    let verdict =
      if delay > 0 {
        say("晚 \(workingDays(delay))", "\(workingDays(delay)) late")
      } else if delay < 0 {
        say("早 \(workingDays(-delay))", "\(workingDays(-delay)) early")
      } else {
        say("按期", "on time")
      }
    return say(
      "计划 \(day(planned))完成，预计最早 \(day(forecast))完成：\(verdict)",
      "finish planned \(day(planned)), forecast \(day(forecast)): \(verdict)")
  }
}

/// `13.825` as `13.8`; a half away from zero.
package func oneDecimal(_ value: Double) -> String {
  let tenths = Int((abs(value) * 10).rounded(.toNearestOrAwayFromZero))
  return "\(value < 0 && tenths > 0 ? "-" : "")\(tenths / 10).\(tenths % 10)"
}
