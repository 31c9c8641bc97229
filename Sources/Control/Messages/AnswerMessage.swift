package import Core

/// An answer as it was taken, and what has come of it.
package struct AnswerMessage: Codable, Hashable, Sendable {
  package var number: Int
  package var at: String
  package var actor: String
  @Null package var party: String?
  package var kind: String
  /// What it says, by the names it is given under: `subject`, `to`, `through` …
  package var fields: [String: String]
  package var reason: String
  /// `open`, `approved`, `refused`, `in force`, `ended`, `awaiting`, `verified`, `returned`, `taken`.
  package var standing: String

  package init(_ answer: Answer, standing: AnswerBook.Standing, zone: ZoneRules) {
    number = answer.number
    at = zone.iso(answer.at)
    actor = answer.actor
    party = answer.party?.text
    kind = answer.content.kind.rawValue
    fields = answer.content.fields
    // Moments are kept in UTC, and shown in the office's time.
    if case .silence(let silence) = answer.content {
      fields["from"] = zone.iso(silence.from)
      fields["until"] = zone.iso(silence.until)
    }
    reason = answer.reason
    self.standing = standing.rawValue
  }
}

/// Body of `POST /v1/answers`. The answer is an `AnswerMessage`; said again it is the one taken the first time.
package struct AnswerRequest: Codable, Hashable, Sendable {
  /// `extend`, `approve`, `refuse`, `excuse`, `pause`, `resume`, `report`, `verify`, `return`, `silence`, `unsilence`,
  /// `handOver`, `comment`, `unack`.
  package var kind: String
  package var fields: [String: String]
  /// Id, name or alias of the party on whose behalf; nil: not said.
  @Null package var party: String?
  package var reason: String

  package init(_ kind: Answer.Kind, _ fields: [String: String], party: String? = nil, reason: String) {
    self.kind = kind.rawValue
    self.fields = fields
    self.party = party
    self.reason = reason
  }

  package func content(in zone: ZoneRules, at now: Instant, _ language: Language) throws(Problem) -> Answer.Content {
    guard let kind = Answer.Kind(rawValue: kind) else {
      let names = Answer.Kind.allCases.map(\.rawValue)
      let nearest = nearestName(to: self.kind, among: names)
      let saying = Saying(
        en: "kind: found \(self.kind), expected one of \(names.joined(separator: ", "))"
          + (nearest.map { "; did you mean \($0)?" } ?? ""),
        zh: "kind：写的是 \(self.kind)，应为 \(names.joined(separator: "、")) 之一" + (nearest.map { "；是不是 \($0)？" } ?? ""))
      throw Problem(.badRequest, saying.words(in: language))
    }
    do throws(Answer.FieldFault) {
      return try Answer.Content(kind, fields, in: zone, at: now)
    } catch {
      throw Problem(.badRequest, error.words(in: language))
    }
  }
}
