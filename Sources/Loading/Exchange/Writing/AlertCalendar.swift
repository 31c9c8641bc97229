package import Core

/// Alerts as iCalendar: a VEVENT each, at the instant it would be raised.
package enum AlertCalendar {
  package static func write(_ alerts: [Alert], stamp: Instant) -> String {
    var writer = ContentLineWriter()
    writer.line("BEGIN", "VCALENDAR")
    writer.line("VERSION", "2.0")
    writer.line("PRODID", "-//daopai//simulate//ZH")
    writer.line("CALSCALE", "GREGORIAN")
    writer.line("METHOD", "PUBLISH")
    for alert in alerts {
      let names = alert.recipients.map(\.name).joined(separator: "、")
      writer.line("BEGIN", "VEVENT")
      writer.line("UID", ContentLineWriter.escaped("\(alert.duty)/\(alert.rung)/\(alert.due)@daopai"))
      writer.line("DTSTAMP", ContentLineWriter.utc(stamp))
      writer.line("DTSTART", ContentLineWriter.utc(alert.raisedAt))
      writer.line(
        "SUMMARY",
        ContentLineWriter.escaped("\(alert.rungName)：\(alert.projectName.map { "\($0) " } ?? "")\(alert.title)"))
      writer.line("DESCRIPTION", ContentLineWriter.escaped("\(alert.duty) \(alert.reason.trigger)\n\(names)"))
      writer.line("CATEGORIES", ContentLineWriter.escaped(alert.level))
      writer.line("TRANSP", "TRANSPARENT")
      writer.line("END", "VEVENT")
    }
    writer.line("END", "VCALENDAR")
    return writer.text
  }
}
