import Core

extension References {
  /// The day under `key` on which something was done.
  func doneDate(_ fields: Fields, _ key: String) -> CivilDate? {
    fields.element(key).flatMap { doneDate(of: $0, fields, key) }
  }

  func doneDate(of element: Element, _ fields: Fields, _ key: String) -> CivilDate? {
    guard let date = fields.date(of: element, key) else { return nil }
    _ = accepts(done: date, key, at: element.place, fields.findings)
    return date
  }

  /// - Parameter written: the text that the date was read from, where it says less than a day.
  /// - Returns: false, with a diagnostic, where the day is still to come.
  func accepts(
    done date: CivilDate, _ key: String, written: String? = nil, at place: Place, _ findings: Findings
  ) -> Bool {
    guard let latestDone, date > latestDone else { return true }
    let found = written.map { "\"\(shortened($0))\", read as \(date)," } ?? "\(date),"
    findings.error(
      "value.inFuture",
      "\"\(key)\" is \(found) which is still to come: today is \(latestDone). Write the day on which it happened, "
        + "or leave it out until then.", at: place, nearest: sameDay(as: date, by: latestDone)?.description)
    return false
  }

  /// A year that was mistyped: the same day of the last year in which it is over.
  private func sameDay(as date: CivilDate, by today: CivilDate) -> CivilDate? {
    guard date.year > today.year else { return nil }
    return [today.year, today.year - 1].lazy.compactMap { CivilDate(year: $0, month: date.month, day: date.day) }
      .first { $0 <= today }
  }
}
