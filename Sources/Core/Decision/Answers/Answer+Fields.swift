// One flat form for the store, the control socket and the ledger: a word for what it is, and named texts.

extension Answer {
  /// The word people write for it.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case extend, approve, refuse, excuse, pause, resume, report, verify, giveBack = "return", silence, unsilence
    case handOver, comment, unacknowledge = "unack"
  }

  /// Why named texts are no answer.
  package enum FieldFault: Error, Hashable, Sendable {
    case missing(String)
    case unknown(String, nearest: String?)
    case wrong(String, found: String, expected: Saying)
    /// The fields do not go together.
    case senseless(Saying)

    /// The field it is about.
    package var field: String? {
      switch self {
      case .missing(let name), .unknown(let name, _), .wrong(let name, _, _): name
      case .senseless: nil
      }
    }

    package func words(in language: Language) -> String { saying.words(in: language) }

    private var saying: Saying {
      switch self {
      case .missing(let name): Saying(en: "\(name) is missing", zh: "缺少 \(name)")
      case .unknown(let name, let nearest):
        Saying(
          en: "\(name) does not belong here" + (nearest.map { "; did you mean \($0)?" } ?? ""),
          zh: "这里没有 \(name) 这一项" + (nearest.map { "；是不是 \($0)？" } ?? ""))
      case .wrong(let name, let found, let expected):
        Saying(
          en: "\(name): found \(found), expected \(expected.words(in: .en))",
          zh: "\(name)：写的是 \(found)，应为\(expected.words(in: .zh))")
      case .senseless(let saying): saying
      }
    }
  }
}

extension Answer.Content {
  package var kind: Answer.Kind {
    switch self {
    case .extend: .extend
    case .approve: .approve
    case .refuse: .refuse
    case .excuse: .excuse
    case .pause: .pause
    case .resume: .resume
    case .report: .report
    case .verify: .verify
    case .giveBack: .giveBack
    case .silence: .silence
    case .unsilence: .unsilence
    case .handOver: .handOver
    case .comment: .comment
    case .unacknowledge: .unacknowledge
    }
  }

  /// What it is about, if that is a subject.
  package var subject: Subject? {
    switch self {
    case .extend(let subject, _), .excuse(let subject, _, _), .pause(let subject, _), .resume(let subject, _),
      .report(let subject, _), .verify(let subject), .giveBack(let subject):
      subject
    case .approve, .refuse, .silence, .unsilence, .handOver, .comment, .unacknowledge: nil
    }
  }

  package var fields: [String: String] {
    var fields: [String: String] = [:]
    fields["subject"] = subject?.text
    switch self {
    case .extend(_, let date): fields["to"] = "\(date)"
    case .approve(let number), .refuse(let number): fields["request"] = String(number)
    case .excuse(_, let levels, let through):
      if !levels.isEmpty { fields["levels"] = levels.joined(separator: ",") }
      fields["through"] = "\(through)"
    case .pause(_, let date): fields["from"] = "\(date)"
    case .resume(_, let date): fields["on"] = "\(date)"
    case .report(_, let progress):
      fields["start"] = progress.start?.description
      fields["finish"] = progress.finish?.description
      fields["percent"] = progress.percent.map(String.init)
    case .verify, .giveBack: break
    case .silence(let silence): fields.merge(silence.fields) { $1 }
    case .unsilence(let number): fields["silence"] = String(number)
    case .handOver(let from, let to):
      fields["from"] = from.text
      fields["to"] = to.text
    case .comment(let alert): fields["alert"] = alert.text
    case .unacknowledge(let alert, let party):
      fields["alert"] = alert.text
      fields["of"] = party?.text
    }
    return fields
  }

  /// - Parameter now: what is meant where a date may be left out.
  package init(
    _ kind: Answer.Kind, _ fields: [String: String], in zone: ZoneRules, at now: Instant
  ) throws(Answer.FieldFault) {
    var fields = AnswerFields(fields)
    let today = zone.date(of: now)
    switch kind {
    case .extend: self = .extend(try fields.subject(), to: try fields.date("to"))
    case .approve: self = .approve(request: try fields.number("request"))
    case .refuse: self = .refuse(request: try fields.number("request"))
    case .excuse:
      self = .excuse(try fields.subject(), levels: fields.list("levels"), through: try fields.date("through"))
    case .pause: self = .pause(try fields.subject(), from: try fields.date("from", or: today))
    case .resume: self = .resume(try fields.subject(), on: try fields.date("on", or: today))
    case .report:
      let progress = ReportedProgress(
        start: try fields.optionalDate("start"), finish: try fields.optionalDate("finish"),
        percent: try fields.percent("percent"))
      if progress.isEmpty { throw .senseless(.emptyReport) }
      self = .report(try fields.subject(), progress)
    case .verify: self = .verify(try fields.subject())
    case .giveBack: self = .giveBack(try fields.subject())
    case .silence: self = .silence(try Silence(&fields, in: zone, at: now))
    case .unsilence: self = .unsilence(try fields.number("silence"))
    case .handOver: self = .handOver(from: PartyID(try fields.text("from")), to: PartyID(try fields.text("to")))
    case .comment: self = .comment(AlertID(try fields.text("alert")))
    case .unacknowledge:
      self = .unacknowledge(AlertID(try fields.text("alert")), of: fields.optional("of").map { PartyID($0) })
    }
    try fields.finish()
  }
}

/// Named texts, each taken once; what is left over was misspelt.
struct AnswerFields {
  private var rest: [String: String]
  private var asked: [String] = []

  init(_ fields: [String: String]) { rest = fields }

  mutating func optional(_ name: String) -> String? {
    asked.append(name)
    return rest.removeValue(forKey: name)
  }

  mutating func text(_ name: String) throws(Answer.FieldFault) -> String {
    guard let text = optional(name), !text.isEmpty else { throw .missing(name) }
    return text
  }

  mutating func subject() throws(Answer.FieldFault) -> Subject { Subject(try text("subject")) }

  mutating func list(_ name: String) -> [String] {
    (optional(name) ?? "").split(separator: ",").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
  }

  mutating func optionalDate(_ name: String) throws(Answer.FieldFault) -> CivilDate? {
    guard let text = optional(name) else { return nil }
    guard let date = CivilDate(iso: text) else {
      throw .wrong(name, found: text, expected: Saying(en: "a date as 2026-02-14", zh: "日期，如 2026-02-14"))
    }
    return date
  }

  mutating func date(_ name: String, or fallback: CivilDate? = nil) throws(Answer.FieldFault) -> CivilDate {
    guard let date = try optionalDate(name) ?? fallback else { throw .missing(name) }
    return date
  }

  mutating func instant(
    _ name: String, or fallback: Instant? = nil, in zone: ZoneRules
  ) throws(Answer.FieldFault) -> Instant {
    guard let text = optional(name) else {
      if let fallback { return fallback }
      throw .missing(name)
    }
    guard let instant = zone.instant(iso: text) else {
      throw .wrong(
        name, found: text,
        expected: Saying(
          en: "a moment as 2026-02-14T08:30:00, or a day", zh: "时刻，如 2026-02-14T08:30:00，或日期"))
    }
    return instant
  }

  mutating func number(_ name: String) throws(Answer.FieldFault) -> Int {
    let text = try text(name)
    guard let number = Int(text), number > 0 else {
      throw .wrong(name, found: text, expected: Saying(en: "a number from 1", zh: "从 1 起的编号"))
    }
    return number
  }

  mutating func percent(_ name: String) throws(Answer.FieldFault) -> Int? {
    guard let text = optional(name) else { return nil }
    guard let percent = Int(text), (0...100).contains(percent) else {
      throw .wrong(name, found: text, expected: Saying(en: "a whole number from 0 to 100", zh: "0 到 100 的整数"))
    }
    return percent
  }

  func finish() throws(Answer.FieldFault) {
    guard let name = rest.keys.min() else { return }
    throw .unknown(name, nearest: nearestName(to: name, among: asked))
  }
}

extension StringProtocol {
  var trimmingBlanks: String {
    let head = drop(while: \.isWhitespace)
    return String(head.reversed().drop(while: \.isWhitespace).reversed())
  }
}
