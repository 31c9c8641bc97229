import Core

/// A ledger file in YAML or JSON: calendars, projects, responsibilities, quotas, answers.
struct LedgerDocument: Sendable {
  let calendars: [CalendarDocument]
  let projects: [Element]
  let responsibilities: [Element]
  let quotas: [Element]
  let answers: [Element]

  var holdsProjectsOnly: Bool {
    calendars.isEmpty && responsibilities.isEmpty && quotas.isEmpty && answers.isEmpty
  }

  private static let keys = ["calendars", "projects", "responsibilities", "quotas", "answers"]

  init?(_ root: Element, _ findings: Findings) {
    guard let fields = Fields(root, "a ledger", keys: LedgerDocument.keys, findings) else { return nil }
    calendars = LedgerDocument.readCalendars(fields)
    projects = fields.strictList("projects")
    responsibilities = fields.strictList("responsibilities")
    answers = fields.strictList("answers")
    quotas = fields.strictList("quotas")
  }

  private static func readCalendars(_ fields: Fields) -> [CalendarDocument] {
    guard let element = fields.element("calendars") else { return [] }
    guard case .map(let entries) = element.content else {
      fields.findings.error(
        "yaml.type", "\"calendars\" is a mapping of names to calendars, but \(element.description) stands here.",
        at: element.place)
      return []
    }
    return entries.compactMap { entry in
      let name = Element(content: .text(entry.key, isQuoted: true), place: entry.place)
      guard let id = fields.identifier(of: name, "calendars") else { return nil }
      var document = CalendarDocument(id: CalendarID(id), place: entry.place)
      if entry.value.isNothing { return document }
      guard let inner = Fields(entry.value, "a calendar", keys: CalendarDocument.keys, fields.findings) else {
        return document
      }
      document.read(inner)
      document.place = entry.place
      return document
    }
  }
}
