/// One thing assumed of a portfolio: `P01.finish=2022-06-30`.
package struct Assumption: Hashable, Sendable {
  package enum Change: Hashable, Sendable {
    case start(CivilDate)
    case finish(CivilDate)
    case due(CivilDate)
    case duration(Span)
    case deadline(CivilDate)
  }

  /// A project, `PROJECT/MILESTONE`, or a responsibility row.
  package var subject: String
  package var change: Change

  /// Reads `SUBJECT.KEY=VALUE`; nil for anything else.
  package init?(_ text: String) {
    guard let equals = text.firstIndex(of: "="), let dot = text[..<equals].lastIndex(of: ".") else { return nil }
    subject = String(text[..<dot])
    let (key, value) = (text[text.index(after: dot)..<equals], text[text.index(after: equals)...])
    let date = CivilDate(iso: value)
    switch (key, date) {
    case ("start", let date?): change = .start(date)
    case ("finish", let date?): change = .finish(date)
    case ("due", let date?): change = .due(date)
    case ("deadline", let date?): change = .deadline(date)
    case ("duration", nil):
      guard let span = Span(value), span.amount >= 0, [.days, .workingDays].contains(span.unit) else { return nil }
      change = .duration(span)
    default: return nil
    }
  }
}

extension Portfolio {
  /// False where there is no such thing, or it has no such key.
  package mutating func assume(_ assumption: Assumption) -> Bool {
    let parts = assumption.subject.split(separator: "/", maxSplits: 1).map(String.init)
    if let project = projects.firstIndex(where: { $0.id.text == parts.first }) {
      if parts.count == 1 {
        switch assumption.change {
        case .start(let date): projects[project].start = date
        case .finish(let date): projects[project].finish = date
        case .due, .duration, .deadline: return false
        }
        return true
      }
      guard let milestone = projects[project].milestones.firstIndex(where: { $0.id.text == parts[1] })
      else { return false }
      switch assumption.change {
      case .start(let date): projects[project].milestones[milestone].constraints.startOn = date
      case .finish(let date): projects[project].milestones[milestone].constraints.finishOn = date
      case .deadline(let date): projects[project].milestones[milestone].constraints.deadline = date
      case .duration(let span): projects[project].milestones[milestone].duration = span
      case .due: return false
      }
      return true
    }
    guard let row = responsibilities.firstIndex(where: { $0.id == assumption.subject }),
      case .due(let date) = assumption.change, case .once = responsibilities[row].schedule
    else { return false }
    responsibilities[row].schedule = .once(date)
    return true
  }

  /// As if the ledger said that a duty was done on a day.
  mutating func enter(_ duty: DutyID, doneOn day: CivilDate) {
    if let colon = duty.text.lastIndex(of: ":"), let slash = duty.text.firstIndex(of: "/"), slash < colon {
      let (project, milestone) = (duty.text[..<slash], duty.text[duty.text.index(after: slash)..<colon])
      if let p = projects.firstIndex(where: { $0.id.text == project }),
        let m = projects[p].milestones.firstIndex(where: { $0.id.text == milestone })
      {
        if duty.text.hasSuffix(":start") {
          projects[p].milestones[m].actualStart = day
        } else {
          projects[p].milestones[m].actualFinish = day
          projects[p].milestones[m].actualStart = projects[p].milestones[m].actualStart ?? day
        }
        return
      }
    }
    let parts = duty.text.split(separator: "/").map(String.init)
    let whole = parts[0].split(separator: "@").map(String.init)
    guard let row = responsibilities.firstIndex(where: { $0.id == whole[0] }) else { return }
    if parts.count == 3 {
      for part in responsibilities[row].fanOut.indices where responsibilities[row].fanOut[part].id == parts[1] {
        for item in responsibilities[row].fanOut[part].deliverables.indices
        where responsibilities[row].fanOut[part].deliverables[item].id == parts[2] {
          responsibilities[row].fanOut[part].deliverables[item].done = day
        }
      }
    } else if parts.count == 2, responsibilities[row].isPerParty {
      responsibilities[row].doneBy[PartyID(parts[1]), default: []].insert(CivilDate(iso: whole[1]) ?? day)
    } else {
      responsibilities[row].done.insert(whole.count == 2 ? CivilDate(iso: whole[1]) ?? day : day)
    }
  }
}
