import Control
import Core

/// Answers, a row each: what is to be decided and the day it is to be decided to are never cut.
func listAnswers(_ common: CommonOptions, _ filter: Route.AnswerFilter) throws {
  let answers = try common.client().list(of: AnswerMessage.self) { .answers(filter, $0) }
  if common.isJSON { return try Terminal.data(json: answers) }
  var table = Table([
    .init(say("号", "#")), .init(say("提出", "given"), isOptional: true), .init(say("类别", "kind")),
    .init(say("状态", "standing")), .init(say("日期", "day")), .init(say("对象", "subject")),
    .init(say("理由", "reason"), isFreeText: true), .init(say("谁", "who"), isFreeText: true),
  ])
  for answer in answers {
    let words = AnswerWords(answer)
    table.append([
      .init("\(answer.number)"), .init(String(answer.at.prefix(10))), .init(answerKindName(answer.kind)),
      .init(standingName(answer.standing)), .init(words.day), .init(words.subject),
      .init((words.rest + [answer.reason]).filter { !$0.isEmpty }.joined(separator: " ")),
      .init(answer.party ?? answer.actor),
    ])
  }
  Terminal.data(table)
}

/// What an answer says, taken apart for a person.
private struct AnswerWords {
  /// What it is about.
  var subject: String
  /// The day it puts down: the new date, the end, the finish.
  var day = ""
  /// What else it says, by the names it is given under.
  var rest: [String]

  init(_ answer: AnswerMessage) {
    var fields = answer.fields
    if answer.kind == Answer.Kind.handOver.rawValue {
      subject = [fields["from"], fields["to"]].compactMap(\.self).joined(separator: " → ")
      rest = []
      return
    }
    let subjects = ["subject", "match", "alert"].compactMap { fields[$0]?.replacing(",", with: " ") }
    // The number of another answer.
    let numbers = ["request", "silence"].compactMap { fields[$0].map { "#\($0)" } }
    subject = (subjects + numbers).joined(separator: " ")
    // When it was taken stands in a column of its own.
    if let from = fields["from"], shortTime(from) == shortTime(answer.at) { fields["from"] = nil }
    if let key = ["to", "through", "until", "finish", "on", "from"].first(where: { fields[$0] != nil }) {
      day = Self.shortMoment(fields.removeValue(forKey: key) ?? "")
    }
    let order = ["start", "finish", "percent", "levels", "days", "hours", "of", "from"]
    rest = order.compactMap { key in fields[key].map { "\(key)=\(Self.shortMoment($0))" } }
  }

  /// A moment at midnight is given as a day.
  private static func shortMoment(_ text: String) -> String {
    guard text.contains("T") else { return text }
    let short = shortTime(text)
    return short.hasSuffix(" 00:00") ? String(short.dropLast(6)) : short
  }
}
