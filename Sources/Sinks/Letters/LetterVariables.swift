import Core

extension LetterFacts {
  /// Every name a template may use. Values are single lines; lists and conditions are for sections.
  var variables: [String: Any] {
    let alert = notice.alert
    let line = PlainText.line
    let comma = language == .zh ? "、" : ", "
    let addressees = addressees
    let copies = alert.recipients.filter { !addressees.contains($0) }
    var values: [String: Any] = [
      "number": number,
      "alert": line(alert.id.text),
      "duty": line(alert.duty.text),
      "matter": matter,
      "title": line(alert.title),
      "project": line(alert.projectName ?? ""),
      "name": line(alert.rungName),
      "level": line(alert.level),
      "colour": line(alert.colour ?? ""),
      "lateness": lateness,
      "days": String(abs(daysLate)),
      "isLate": alert.raisedAt > alert.dueAt,
      "isStart": alert.dutyKind == .start,
      "isReport": alert.dutyKind == .report,
      "verb": verb,
      "due": date(alert.due),
      "dueAt": dueAt,
      "obligation": obligation,
      "reason": reason,
      "recipient": line(notice.partyName),
      "addressees": addressees.isEmpty
        ? line(notice.partyName) : addressees.map { line($0.name) }.joined(separator: comma),
      "copies": copies.map { line($0.name) }.joined(separator: comma),
      "role": role(notice.delivery.role),
      "office": line(notice.office.name),
      "date": date(notice.zone.date(of: alert.raisedAt)),
      "hasChain": !alert.chain.isEmpty,
      "isProvisional": alert.isProvisional,
      "isDrill": alert.isDrill,
      "superseded": alert.superseded.map(line).joined(separator: comma),
      "hasCopies": !copies.isEmpty,
    ]
    // Left out where there is nothing to say: Mustache takes an empty text for a true condition.
    if let answerBy = alert.answerBy { values["answerBy"] = moment(answerBy) }
    if let requirement = alert.requirement.map(line), !requirement.isEmpty { values["requirement"] = requirement }
    if !notice.office.phone.isEmpty { values["phone"] = line(notice.office.phone) }
    if !notice.office.contact.isEmpty { values["contact"] = line(notice.office.contact) }
    values["chain"] = alert.chain.map { step in
      // A bar would begin another cell of a table.
      [
        "name": line(step.name).replacing("|", with: "｜"), "start": date(step.latestStart),
        "finish": date(step.latestFinish),
      ]
    }
    values["acknowledgements"] = alert.acknowledgements.map { answer -> [String: String] in
      var words = [
        "at": moment(answer.at), "note": line(answer.note),
        "party": alert.recipients.first { $0.party == answer.party }.map { line($0.name) } ?? line(answer.actor),
      ]
      words["promise"] = answer.promise.map(date)
      return words
    }
    values["hasAcknowledgements"] = !alert.acknowledgements.isEmpty
    return values
  }

  /// Names that stand in `variables` or in the objects of its lists.
  static let variableNames: Set<String> = [
    "number", "alert", "duty", "matter", "title", "project", "name", "level", "colour", "lateness", "days", "isLate",
    "obligation", "addressees", "isStart", "isReport", "verb", "due", "dueAt", "reason", "requirement", "recipient",
    "role", "office", "contact",
    "phone", "date", "hasChain", "isProvisional", "isDrill", "superseded", "hasCopies", "answerBy", "chain", "copies",
    "acknowledgements", "hasAcknowledgements", "start", "finish", "at", "note", "promise", "party",
  ]
}
