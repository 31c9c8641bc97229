import Core

/// One line under `answers`: `{ date: 2026-03-01, extend: P01/m09, to: 2026-03-20, party: 市住建局, reason: 连日暴雨 }`.
enum AnswerDocument {
  /// Kinds that a ledger may hold, each with the field that stands under its own name.
  private static let kinds: [(kind: Answer.Kind, field: String)] = [
    (.extend, "subject"), (.excuse, "subject"), (.pause, "subject"), (.resume, "subject"), (.report, "subject"),
    (.verify, "subject"), (.giveBack, "subject"), (.handOver, "from"), (.silence, "match"),
  ]
  private static let details = [
    "to", "through", "levels", "from", "until", "on", "start", "finish", "percent", "days", "hours",
  ]

  static func read(_ element: Element, _ references: References, _ zone: ZoneRules, _ findings: Findings)
    -> FiledAnswer?
  {
    let names = kinds.map(\.kind.rawValue)
    guard let fields = Fields(element, "an answer", keys: ["date", "party", "reason"] + names + details, findings)
    else { return nil }
    guard fields.required("date") != nil, let date = fields.date("date") else { return nil }
    let given = kinds.filter { fields.has($0.kind.rawValue) }
    guard let (kind, field) = given.first, given.count == 1 else {
      findings.error(
        "answer.kind", "An answer says one of \(names.joined(separator: ", ")); here are \(given.count).",
        at: fields.place)
      return nil
    }
    var texts: [String: String] = [:]
    for key in details { texts[key] = fields.list(key).compactMap { fields.text(of: $0, key) }.joined(separator: ",") }
    texts = texts.filter { !$0.value.isEmpty }
    texts[field] = fields.list(kind.rawValue).compactMap { fields.text(of: $0, kind.rawValue) }.joined(separator: ",")
    if kind == .handOver {
      texts["from"] = party(kind.rawValue, fields, references)?.text ?? texts["from"]
      texts["to"] = party("to", fields, references)?.text ?? texts["to"]
    }
    let morning = zone.instant(date, .midnight)
    do throws(Answer.FieldFault) {
      let content = try Answer.Content(kind, texts, in: zone, at: morning)
      return FiledAnswer(
        date: date, party: party("party", fields, references), reason: fields.text("reason") ?? "", content: content,
        place: fields.place)
    } catch {
      let key = error.field.map { $0 == field ? kind.rawValue : $0 }
      findings.error(
        "answer.field", capitalised(error.words(in: .en)) + ".", at: key.map { fields.place(of: $0) } ?? fields.place)
      return nil
    }
  }

  private static func party(_ key: String, _ fields: Fields, _ references: References) -> PartyID? {
    fields.element(key).flatMap { references.party($0, fields, key) }
  }
}

extension LedgerAssembly {
  /// What it is about must be in some ledger.
  func check(_ answers: [FiledAnswer]) {
    guard isComplete else { return }
    let roots = Set(projects.map(\.id.text) + responsibilities.map(\.id))
    for answer in answers {
      guard let subject = answer.content.subject else { continue }
      let root = String(subject.text.prefix { $0 != "/" && $0 != ":" && $0 != "@" })
      warnIfLate(answer, root)
      guard !roots.contains(root) else { continue }
      findings.error(
        "answer.unknownSubject", "There is no project or row \"\(shortened(root))\" for this answer to be about.",
        at: answer.place, nearest: nearestName(to: root, among: roots.sorted()))
    }
  }

  /// A report that the ledger itself dates after the lock: it will be refused when it is taken.
  private func warnIfLate(_ answer: FiledAnswer, _ root: String) {
    guard case .report(let subject, _) = answer.content,
      let row = responsibilities.first(where: { $0.id == root }), let rule = row.window,
      case .recurring(let recurrence) = row.schedule, let calendar = references.calendars[row.calendar],
      let nominal = CivilDate(iso: subject.text.dropFirst(root.count + 1).prefix { $0 != "/" }),
      let occurrence = recurrence.occurrences(in: nominal...nominal, calendar: calendar).first
    else { return }
    let window = rule.window(due: occurrence.due, calendar)
    guard window.standing(on: answer.date) != .open else { return }
    findings.warning(
      "answer.outOfWindow",
      "The report of \(answer.date) is not taken: \(subject) may be reported from \(window.opens) through "
        + "\(window.locks).", at: answer.place)
  }
}
