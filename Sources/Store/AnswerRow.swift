import Core
import GRDB

/// Answers as rows: what they say as named texts, so that a new kind of answer needs no new column.
enum AnswerRow {
  static let table = HashedTable("answer", ["number", "at", "actor", "party", "reason", "kind", "fields", "basis"])

  static func put(_ answer: Answer, in row: inout RowWriter) {
    row.begin()
    row.integer(answer.number)
    row.instant(answer.at)
    row.text(answer.actor)
    row.identifier(answer.party)
    row.text(answer.reason)
    row.word(answer.content.kind)
    row.object(NamedWords(answer.content.fields))
    row.text(answer.basis)
    row.hash()
  }

  static func fetchAll(_ db: Database, _ damage: inout [String]) throws -> [Answer] {
    var answers: [Answer] = []
    let rows = try Row.fetchCursor(db, sql: "SELECT \(table.selection) FROM answer ORDER BY number")
    while let row = try rows.next() {
      try Store.collectingDamage(&damage) { answers.append(try read(row)) }
    }
    return answers
  }

  static func read(_ row: Row) throws(StoreError) -> Answer {
    var reader = try RowReader(row, hashed: table.columns.count, name: "answer \(row[0] as Int? ?? 0)")
    let number = Int(try reader.integer())
    let at = try reader.instant()
    let (actor, party, reason) = (try reader.text(), try reader.optionalIdentifier() as PartyID?, try reader.text())
    let kind: Answer.Kind = try reader.word()
    let fields = try FlatJSON.readObject(try reader.text())
    guard let content = try? Answer.Content(kind, fields, in: .utc, at: at) else { throw reader.damaged }
    return Answer(
      number: number, at: at, actor: actor, party: party, reason: reason, content, basis: try reader.text())
  }
}
