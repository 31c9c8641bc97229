import Control
import Core
import Foundation

/// Answers: listed, and taken.
extension ControlHarness {
  func answers(_ filter: Route.AnswerFilter, _ page: Route.Page) async throws -> ListMessage<AnswerMessage> {
    let facts = await engine.facts()
    let (book, zone) = (facts.book, facts.portfolio.zone)
    let wanted = book.answers.filter { answer in
      if let kind = filter.kind, answer.content.kind != kind { return false }
      if let subject = filter.subject, !subject.covers(DutyID(answer.content.subject?.text ?? "")) { return false }
      return !filter.isOpen || book.standing(of: answer, in: zone, at: facts.at).isOpen
    }
    return try paged(wanted, page) {
      AnswerMessage($0, standing: book.standing(of: $0, in: zone, at: facts.at), zone: zone)
    }
  }

  func giveAnswer(_ body: Data, _ peer: PeerCredentials, _ language: Language) async throws -> AnswerMessage {
    guard let request = try? Wire.decode(AnswerRequest.self, from: body) else {
      throw Problem(.badRequest, "expected {\"kind\": …, \"fields\": {…}, \"reason\": …, \"party\": …}")
    }
    let facts = await engine.facts()
    let zone = facts.portfolio.zone
    let (content, unknown) = facts.portfolio.resolved(try request.content(in: zone, at: facts.at, language))
    if let name = unknown.first { throw Problem(.badRequest, name.words(in: language)) }
    let party = try request.party.map { try facts.portfolio.party(named: $0, language) }
    do {
      let (answer, book, now) = try await engine.take { now in
        Core.Answer(at: now, actor: peer.actor, party: party, reason: request.reason, content)
      }
      return AnswerMessage(answer, standing: book.standing(of: answer, in: zone, at: now), zone: zone)
    } catch let problem as AnswerProblem {
      throw Problem(problem.kind, problem.words(in: language))
    }
  }
}

extension Portfolio {
  /// On whose behalf it is said.
  func party(named name: String, _ language: Language) throws(Problem) -> PartyID {
    do throws(UnknownName) { return try party(named: name) } catch {
      throw Problem(.badRequest, "party: \(error.words(in: language))")
    }
  }
}

extension AnswerProblem {
  fileprivate var kind: Problem.Kind {
    switch self {
    case .unknownSubject, .unknownAlert: .notFound
    case .nothingOpen, .samePerson, .tooLate, .notOpenYet, .locked, .notPaused, .alreadyPaused, .nothingReported,
      .clockIsWrong:
      .conflict
    case .notFor, .unknownParty, .notLater, .inThePast, .inTheFuture, .senseless: .badRequest
    }
  }
}
