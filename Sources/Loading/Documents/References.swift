import Core

/// What a ledger may name, and the looking up of names with a diagnostic where there is no such thing.
struct References {
  var calendars: [CalendarID: WorkCalendar] = [:]
  var parties = PartyBook()
  var policies: [PolicyID: Policy] = [:]
  var defaultCalendar: CalendarID = "cn"
  var defaultPolicies: [PolicyID] = []
  /// False where a list could not be read as a whole: unknown names are then not reported twice over.
  var hasAllCalendars = true
  var hasAllPolicies = true
  /// Parties whose every naming is noted, because it may be a fault.
  var unreachable: Set<PartyID> = []
  /// No date of what is done may be later; nil: they are not held against any.
  var latestDone: CivilDate?

  func calendar(_ fields: Fields, _ key: String) -> CalendarID? {
    fields.element(key).flatMap { calendar($0, fields, key) }
  }

  func calendar(_ element: Element, _ fields: Fields, _ key: String) -> CalendarID? {
    guard let text = fields.text(of: element, key) else { return nil }
    let id = CalendarID(text)
    if calendars[id] != nil || !hasAllCalendars { return id }
    unknown("calendar", text, among: calendars.keys.map(\.text), fields, at: element.place)
    return nil
  }

  func party(_ element: Element, _ fields: Fields, _ key: String) -> PartyID? {
    guard let text = fields.text(of: element, key), !text.isEmpty else { return nil }
    if let id = parties.find(text) { return id }
    guard parties.isComplete else { return nil }
    let several = text.split { "，,、；;".contains($0) }.map { trimmed($0) }
    let isList = several.count > 1 && several.allSatisfy { parties.find($0) != nil }
    fields.findings.error(
      "ledger.unknownParty",
      "There is no party \"\(shortened(text))\" (\(key)) in parties.yaml."
        + (isList ? " For several, write a list: [\(several.joined(separator: ", "))]." : ""),
      at: element.place, nearest: isList ? nil : parties.nearest(to: text, fields.findings))
    return nil
  }

  /// `leader`, `owner`, `lead`, `support`: one party or a list each.
  func assignments(_ fields: Fields) -> [Assignment] {
    var result: [Assignment] = []
    for role in Role.allCases {
      for element in fields.list(role.rawValue) {
        guard let party = party(element, fields, role.rawValue) else { continue }
        if unreachable.contains(party) { fields.findings.note(party, at: element.place) }
        let assignment = Assignment(role, party)
        if !result.contains(assignment) { result.append(assignment) }
      }
    }
    return result
  }

  func policies(_ fields: Fields) -> [PolicyID] {
    fields.list("policies").compactMap { element in
      guard let text = fields.text(of: element, "policies") else { return nil }
      let id = PolicyID(text)
      if policies[id] != nil || !hasAllPolicies { return id }
      unknown("policy", text, among: policies.keys.map(\.text), fields, at: element.place)
      return nil
    }
  }

  private func unknown(_ what: String, _ name: String, among known: [String], _ fields: Fields, at place: Place) {
    let known = known.sorted()
    let nearest = nearestName(to: name, among: known)
    let list = nearest == nil && !known.isEmpty && known.count <= 12 ? " Known: \(known.joined(separator: ", "))." : ""
    fields.findings.error(
      "ledger.unknown\(capitalised(what))", "There is no \(what) \"\(shortened(name))\".\(list)", at: place,
      nearest: nearest)
  }

  /// The policy that chases duties of `kind`, among those named or else the defaults.
  func policy(for kind: Duty.Kind, among named: [PolicyID], of project: Project? = nil) -> Policy? {
    (named.isEmpty ? defaultPolicies : named).lazy.compactMap { policies[$0] }.first { policy in
      policy.watches.contains(kind) && (policy.applies.map { applies in project.map(applies.covers) ?? false } ?? true)
    }
  }
}
