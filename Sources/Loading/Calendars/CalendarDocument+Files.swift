import Core

extension CalendarDocument {
  static let suffixes = [".csv", ".json", ".ics", ".yaml"]

  /// Adds what one file says, by the ending of its name.
  /// - Returns: false where it is of no kind we know, or, as YAML, no mapping.
  mutating func read(_ file: SourceFile, _ findings: Findings) -> Bool {
    switch file.name {
    case _ where file.name.hasSuffix(".csv"): readDays(file, findings)
    case _ where file.name.hasSuffix(".json"): readNotice(file, findings)
    case _ where file.name.hasSuffix(".ics"): readEvents(file, findings)
    case _ where file.name.hasSuffix(".yaml"):
      guard let bytes = file.bytes(limit: Limits.yamlBytes, findings),
        let root = YAMLDocument.read(bytes, of: file, findings),
        let fields = Fields(root, "a calendar", keys: CalendarDocument.keys, findings)
      else { return false }
      read(fields)
    default:
      findings.warning("file.unknown", "Is none of .csv, .json, .ics, .yaml and was not read.", at: file.place)
      return false
    }
    return true
  }

  /// Adds a year's notice in the shape of holiday-cn: `{year, papers, days: [{name, date, isOffDay}]}`.
  ///
  /// A year whose notice is not out yet comes as a file without days: it covers nothing.
  private mutating func readNotice(_ file: SourceFile, _ findings: Findings) {
    guard let bytes = file.bytes(limit: Limits.yamlBytes, findings),
      let root = JSONDocument.read(bytes, of: file, findings),
      let fields = Fields(root, "a holiday notice", keys: CalendarDocument.noticeKeys, findings),
      fields.required("year") != nil, let year = fields.number("year", in: 1...9999), fields.required("days") != nil
    else { return }
    let days = fields.strictList("days")
    guard !days.isEmpty else {
      findings.warning(
        "calendar.noDays", "Holds no days: the notice for \(year) is not in it, and the year stays provisional.",
        at: fields.place(of: "days"))
      return
    }
    lastYear = max(lastYear ?? year, year)
    noticedYear = max(noticedYear ?? year, year)
    for element in days {
      guard let day = Fields(element, "a day of a notice", keys: ["name", "date", "isOffDay"], findings) else {
        continue
      }
      guard day.required("date") != nil, day.required("isOffDay") != nil, let date = day.date("date"),
        let isOff = day.flag("isOffDay")
      else { continue }
      guard (year - 1...year + 1).contains(date.year) else {
        findings.error(
          "calendar.year", "The day \(date) cannot belong to the notice for \(year).", at: day.place(of: "date"))
        continue
      }
      add(date, isWorking: !isOff, name: day.text("name") ?? "", at: day.place(of: "date"), findings)
    }
  }

  private static let noticeKeys = ["$schema", "$id", "year", "papers", "days"]
}
