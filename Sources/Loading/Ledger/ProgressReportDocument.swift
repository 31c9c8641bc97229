import Core

/// What stands under `reports:` of a project: one entry a day.
enum ProgressReportDocument {
  private static let keys = ["date", "percent", "planned", "invested", "text", "entered"]

  static func readAll(_ fields: Fields) -> [ProgressReport] {
    let elements = fields.strictList("reports")
    if elements.count > Limits.reportsPerProject {
      fields.findings.error(
        "limit.reports", "The project has \(elements.count) reports; \(Limits.reportsPerProject) are allowed.",
        at: fields.place(of: "reports"))
      return []
    }
    var days: Set<CivilDate> = []
    return elements.compactMap { element in
      guard let one = Fields(element, "a report", keys: keys, fields.findings) else { return nil }
      let date = one.required("date").flatMap { one.date(of: $0, "date") }
      let (percent, planned) = (percent("percent", one), percent("planned", one))
      let (invested, text) = (one.money("invested"), one.text("text", limit: Limits.csvFieldBytes))
      let entered = one.date("entered")
      guard let date else { return nil }
      if let entered, entered < date {
        fields.findings.error(
          "report.entered", "The report for \(date) came in before that day.", at: one.place(of: "entered"))
      }
      if !days.insert(date).inserted {
        fields.findings.error("report.twice", "There are two reports for \(date).", at: one.place(of: "date"))
      }
      var report = ProgressReport(date: date, percent: percent, planned: planned, invested: invested, text: text)
      report.entered = entered
      return report
    }
  }

  private static func percent(_ key: String, _ fields: Fields) -> Double? {
    fields.value(key, expected: "per cent from 0 to 100, such as 42.5", code: "value.percent") { text in
      let digits = halfWidth(text).replacing("%", with: "")
      guard digits.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }), let value = Double(digits),
        (0...100).contains(value)
      else { return nil }
      return value
    }
  }
}
