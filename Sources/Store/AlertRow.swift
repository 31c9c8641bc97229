import Core
import GRDB

/// Alerts and their acknowledgements as rows.
enum AlertRow {
  static let table = HashedTable(
    "alert",
    [
      "id", "year", "number", "state", "duty", "duty_kind", "title", "project", "project_name", "milestone", "due",
      "due_at", "rung", "level", "rung_name", "colour", "template", "reason", "scheduled_at", "raised_at", "answer_by",
      "superseded", "recipients", "chain", "requirement", "provisional", "drill", "acknowledgements",
    ], over: ["year", "number"], besides: ["seq"])

  static let answers = HashedTable(
    "acknowledgement", ["alert", "ordinal", "party", "actor", "note", "promise", "at"], over: ["alert", "ordinal"])

  private static let byNumber = "SELECT \(table.selection) FROM alert WHERE year = ? AND number = ?"

  /// `2021-17` is (2021, 17).
  static func number(of id: AlertID) throws(StoreError) -> (year: Int, number: Int) {
    let text = id.text.utf8
    guard let dash = text.firstIndex(of: UInt8(ascii: "-")), let year = Int(id.text[..<dash]),
      let number = Int(id.text[text.index(after: dash)...])
    else { throw .failed("\(id) is not an alert's number") }
    return (year, number)
  }

  /// - Parameter place: the `seq` of an alert that is new, which says when its turn is to be logged.
  static func put(_ alert: Alert, place: Int, in row: inout RowWriter) throws(StoreError) {
    let (year, number) = try number(of: alert.id)
    row.begin()
    row.identifier(alert.id)
    row.integer(year)
    row.integer(number)
    row.word(alert.state)
    row.identifier(alert.duty)
    row.word(alert.dutyKind)
    row.text(alert.title)
    row.identifier(alert.project)
    row.text(alert.projectName)
    row.identifier(alert.milestone)
    row.date(alert.due)
    row.instant(alert.dueAt)
    row.text(alert.rung)
    row.text(alert.level)
    row.text(alert.rungName)
    row.text(alert.colour)
    row.text(alert.template)
    row.text(alert.reason.trigger)
    row.instant(alert.reason.scheduledAt)
    row.instant(alert.raisedAt)
    row.instant(alert.answerBy)
    row.list(alert.superseded)
    row.list(alert.recipients.flatMap(fields))
    row.list(alert.chain.flatMap(fields))
    row.text(alert.requirement)
    row.flag(alert.isProvisional)
    row.flag(alert.isDrill)
    row.integer(alert.acknowledgements.count)
    row.hash()
    row.integer(place)
  }

  static func put(_ answer: Acknowledgement, _ ordinal: Int, of alert: AlertID, in row: inout RowWriter) {
    row.begin()
    row.identifier(alert)
    row.integer(ordinal)
    row.identifier(answer.party)
    row.text(answer.actor)
    row.text(answer.note)
    row.date(answer.promise)
    row.instant(answer.at)
    row.hash()
  }

  private static func fields(_ recipient: AlertRecipient) -> [String?] {
    let channels = recipient.channels.map(\.rawValue).joined(separator: " ")
    return [recipient.party.text, recipient.name, recipient.role?.rawValue, channels]
  }

  private static func fields(_ step: Alert.ChainStep) -> [String?] {
    [step.name, String(step.latestStart.dayNumber), String(step.latestFinish.dayNumber)]
  }

  static func fetch(_ id: AlertID, _ db: Database) throws -> Alert? {
    guard let (year, number) = try? number(of: id) else { return nil }
    let statement = try db.cachedStatement(sql: byNumber)
    guard let row = try Row.fetchOne(statement, arguments: [year, number]) else { return nil }
    let alert = try read(row, db)
    return alert.id == id ? alert : nil
  }

  static func read(_ row: Row, _ db: Database) throws -> Alert {
    let name = "alert \(row[0] as String? ?? "?")"
    var (alert, count) = try columns(row, name: name)
    guard count > 0 else { return alert }
    let statement = try db.cachedStatement(
      sql: "SELECT \(answers.selection) FROM acknowledgement WHERE alert = ? ORDER BY ordinal LIMIT ?")
    alert.acknowledgements = try Row.fetchAll(statement, arguments: [alert.id.text, count]).map { row in
      var reader = try RowReader(row, hashed: answers.columns.count, name: "an acknowledgement of \(name)")
      reader.skip(2)
      return Acknowledgement(
        party: try reader.optionalIdentifier(), actor: try reader.text(), note: try reader.text(),
        promise: try reader.optionalDate(), at: try reader.instant())
    }
    guard alert.acknowledgements.count == count else {
      throw StoreError.damaged("\(name) has \(alert.acknowledgements.count) of its \(count) acknowledgements")
    }
    return alert
  }

  private static func columns(_ row: Row, name: String) throws(StoreError) -> (Alert, acknowledgements: Int) {
    var reader = try RowReader(row, hashed: table.columns.count, name: name)
    let id: AlertID = try reader.identifier()
    reader.skip(2)
    // Evaluated from left to right, as the columns are.
    let alert = Alert(
      id: id, state: try reader.word(), duty: try reader.identifier(), dutyKind: try reader.word(),
      title: try reader.text(), project: try reader.optionalIdentifier(), projectName: try reader.optionalText(),
      milestone: try reader.optionalIdentifier(), due: try reader.date(), dueAt: try reader.instant(),
      rung: try reader.text(), level: try reader.text(), rungName: try reader.text(),
      colour: try reader.optionalText(), template: try reader.text(),
      reason: Alert.Reason(trigger: try reader.text(), scheduledAt: try reader.instant()),
      raisedAt: try reader.instant(), answerBy: try reader.optionalInstant(), superseded: try reader.strings(),
      recipients: try recipients(&reader), chain: try chain(&reader), requirement: try reader.optionalText(),
      isProvisional: try reader.flag(), isDrill: try reader.flag())
    return (alert, Int(try reader.integer()))
  }

  private static func recipients(_ reader: inout RowReader) throws(StoreError) -> [AlertRecipient] {
    var recipients: [AlertRecipient] = []
    for item in try reader.rows(of: 4) {
      let fields = Array(item)
      guard let party = fields[0], let name = fields[1], let words = fields[3] else { throw reader.damaged }
      let role = fields[2].map { Role(rawValue: $0) }
      let channels = words.split(separator: " ").map { Channel(rawValue: String($0)) }
      if case .some(.none) = role { throw reader.damaged }
      guard !channels.contains(nil) else { throw reader.damaged }
      recipients.append(
        AlertRecipient(party: PartyID(party), name: name, role: role ?? nil, channels: channels.compactMap(\.self)))
    }
    return recipients
  }

  private static func chain(_ reader: inout RowReader) throws(StoreError) -> [Alert.ChainStep] {
    var chain: [Alert.ChainStep] = []
    for item in try reader.rows(of: 3) {
      let fields = item.compactMap(\.self)
      guard fields.count == 3, let start = Int32(fields[1]), let finish = Int32(fields[2]) else {
        throw reader.damaged
      }
      let (latestStart, latestFinish) = (CivilDate(dayNumber: Int(start)), CivilDate(dayNumber: Int(finish)))
      chain.append(Alert.ChainStep(name: fields[0], latestStart: latestStart, latestFinish: latestFinish))
    }
    return chain
  }
}
