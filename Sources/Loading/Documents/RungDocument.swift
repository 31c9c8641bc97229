import Core

/// One entry under `rungs:`; with `each` it makes a rung for every trigger.
enum RungDocument {
  /// A rung and where its (first) trigger stands.
  struct Placed {
    var rung: Rung
    let place: Place
  }

  private static let keys = [
    "level", "id", "name", "colour", "when", "each", "to", "channels", "template", "answerWithin", "urgent", "at",
    "until", "also", "remove",
  ]

  static func read(_ element: Element, _ around: PolicyDocument.Surroundings, _ findings: Findings) -> [Placed] {
    guard let fields = Fields(element, "a rung", keys: keys, findings) else { return [] }
    let level = fields.required("level").flatMap { fields.identifier(of: $0, "level") }
    let id = fields.element("id").flatMap { fields.identifier(of: $0, "id") }
    if fields.flag("remove") != nil {
      findings.error(
        "rung.remove", "\"remove\" takes an inherited rung away; there is no such rung in the base.",
        at: fields.place(of: "remove"))
    }
    let told = fields.required("to") == nil ? [] : readRecipients("to", fields, around)
    let recipients = told + readRecipients("also", fields, around).filter { !told.contains($0) }
    let channels = readChannels(fields, around)
    let template = readTemplate(fields, around)
    let triggers = readTriggers(fields)
    guard let level else { return [] }
    let rung = Rung(
      id: id ?? level, level: level, name: fields.text("name") ?? level, colour: fields.text("colour"),
      triggers: triggers.map(\.trigger), recipients: recipients, channels: channels, template: template,
      answerWithin: fields.span("answerWithin", units: [.workingDays, .days, .hours, .workingHours], minimum: 1),
      isUrgent: fields.flag("urgent") ?? false, timeOfDay: fields.time("at"),
      until: fields.value("until", expected: "a condition such as lag < 5pp", code: "rung.until") { Condition($0) })
    guard fields.has("each") else {
      return triggers.first.map { [Placed(rung: rung, place: $0.place)] } ?? []
    }
    if let id, !triggers.isEmpty {
      findings.error(
        "rung.eachWithId", "\"each\" makes its own ids (\(level)-30d …); leave out \"id: \(id)\".",
        at: fields.place(of: "id"))
    }
    // The ladder goes up in time, however the list was written: `due - 1d` before `due - 7d` would silence the first.
    return triggers.sorted { roughHours($0.trigger) < roughHours($1.trigger) }.compactMap { trigger, place in
      guard case .due(let span) = trigger else {
        findings.error(
          "rung.each", "\"each\" takes due dates only, such as due - 7d; put \"\(trigger)\" under \"when\".", at: place)
        return nil
      }
      var one = rung
      one.id =
        span.amount == 0 ? level : "\(level)\(span.amount < 0 ? "-" : "+")\(abs(span.amount))\(span.unit.rawValue)"
      one.triggers = [trigger]
      return Placed(rung: one, place: place)
    }
  }

  /// Where a trigger stands from the due date, near enough to compare; a month is 30.4 days.
  static func roughHours(_ trigger: Trigger) -> Double {
    let span: Span
    switch trigger {
    case .due(let given): span = given
    // Past the edge by a day.
    case .late(let given): return roughHours(.due(given)) + 24
    default: return 0
    }
    let hours: Double =
      switch span.unit {
      case .seconds: 1 / 3600
      case .minutes: 1 / 60
      case .hours: 1
      case .workingHours: 24 * 7 / 40
      case .days: 24
      case .workingDays: 24 * 7 / 5
      case .months: 24 * 30.4
      }
    return Double(span.amount) * hours
  }

  private static func readTriggers(_ fields: Fields) -> [(trigger: Trigger, place: Place)] {
    let (when, each) = (fields.has("when"), fields.has("each"))
    if when == each {
      fields.findings.error(
        "rung.triggers",
        when ? "A rung has either \"when\" or \"each\", not both." : "A rung needs \"when\" or \"each\".",
        at: fields.place)
      return []
    }
    let key = when ? "when" : "each"
    if fields.list(key).isEmpty {
      fields.findings.error("rung.triggers", "\"\(key)\" is empty.", at: fields.place(of: key))
    }
    let expected =
      each
      ? "a due date: due, due - 30d, due - 5wd, due + 1mo, due - 2wh"
      : "due, due - 30d, due + 5wd, late > 2mo, L1 unanswered 3wd, L1 unresolved 5wd, promise broken, lag >= 10pp, "
        + "60% <= ratio < 80% for 2 periods, L1 for 2 periods, gain <= 0pp, report stale 30d, same text twice, "
        + "not started, not finished, opens, reminds, locks; conditions are joined by \"and\""
    return fields.list(key).compactMap { element in
      if case .text(let text, _) = element.content, let (sign, amount) = Trigger.unitless(text) {
        fields.findings.error(
          "rung.trigger",
          "\"\(key)\" has \(amount) without a unit; write due \(sign) \(amount)d (calendar days) or "
            + "due \(sign) \(amount)wd (working days).", at: element.place)
        return nil
      }
      return fields.value(of: element, key, expected: expected, code: "rung.trigger") { Trigger($0) }
        .map { ($0, element.place) }
    }
  }

  /// `to:`, or who is told besides.
  static func readRecipients(
    _ key: String, _ fields: Fields, _ around: PolicyDocument.Surroundings
  ) -> [Recipient] {
    if fields.has(key), fields.list(key).isEmpty {
      fields.findings.error("rung.to", "\"\(key)\" is empty: nobody would be told.", at: fields.place(of: key))
    }
    return fields.list(key).compactMap { element in
      if case .map = element.content {
        guard let inner = Fields(element, "a recipient", keys: ["party"], fields.findings),
          let party = inner.required("party"), let name = inner.text(of: party, "party")
        else { return nil }
        if let id = around.parties.find(name) { return .party(id) }
        if around.parties.isComplete {
          fields.findings.error(
            "rung.unknownParty", "There is no party \"\(shortened(name))\" in parties.yaml.", at: party.place,
            nearest: around.parties.nearest(to: name, fields.findings))
        }
        return nil
      }
      if case .text(let text, _) = element.content, let id = around.parties.find(text), Role(rawValue: text) == nil {
        fields.findings.error(
          "rung.to", "\"\(key)\" names roles; a certain party is written { party: \(id) }.", at: element.place)
        return nil
      }
      return fields.choice(of: element, key, Role.self).map { .role($0) }
    }
  }

  private static func readChannels(_ fields: Fields, _ around: PolicyDocument.Surroundings) -> [Channel] {
    guard fields.has("channels") else { return around.hasMail ? [.email] : around.hasWebhooks ? [.webhook] : [] }
    var result: [Channel] = []
    for element in fields.list("channels") {
      guard let channel = fields.choice(of: element, "channels", Channel.self) else { continue }
      if channel == .email && !around.hasMail || channel == .webhook && !around.hasWebhooks {
        let missing = channel == .email ? "mail" : "webhooks"
        fields.findings.error(
          "rung.channel", "The channel \(channel.rawValue) needs \"\(missing)\" in daopai.yaml.", at: element.place)
      }
      if !result.contains(channel) { result.append(channel) }
    }
    return result
  }

  private static func readTemplate(_ fields: Fields, _ around: PolicyDocument.Surroundings) -> String {
    let name = fields.text("template") ?? "reminder"
    if !around.templates.contains(name) {
      fields.findings.error(
        "rung.unknownTemplate", "There is no template \"\(shortened(name))\" (templates/\(shortened(name)).mustache).",
        at: fields.place(of: "template"), nearest: nearestName(to: name, among: around.templates.sorted()))
    }
    return name
  }
}
