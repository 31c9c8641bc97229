// A policy as a list of names and values: what is kept of an older version, and what its version is reckoned over.

extension Policy {
  /// All that a running chase goes by, as names and values in turn. Left out: its own name, whom it is for, and how it is
  /// to be adopted, none of which makes another ladder of it.
  package var written: [String] {
    var pairs = [("id", id.text), ("watches", watches.map(\.rawValue).sorted().joined(separator: ","))]
    func add(_ key: String, _ value: String?) { if let value { pairs.append((key, value)) } }
    add("at", "\(timeOfDay)")
    add("acknowledgement", acknowledgement.rawValue)
    add("quorum", answers.quorum.map(String.init))
    add("ackExpires", answers.acknowledgementHolds?.description)
    add("verify", answers.verifyWithin?.description)
    for (key, number) in [
      ("attempts", retry.attempts), ("first", retry.firstSeconds), ("longest", retry.longestSeconds),
    ] { add(key, String(number)) }
    add("misfire", "\(misfire)")
    add("startLevel", startLevel)
    for rung in rungs {
      add("rung", rung.id)
      add("level", rung.level)
      add("name", rung.name)
      add("colour", rung.colour)
      for trigger in rung.triggers { add("when", "\(trigger)") }
      add("until", rung.until?.description)
      for recipient in rung.recipients {
        switch recipient {
        case .role(let role): add("role", role.rawValue)
        case .party(let party): add("party", party.text)
        }
      }
      for channel in rung.channels { add("channel", channel.rawValue) }
      add("template", rung.template)
      add("answerWithin", rung.answerWithin?.description)
      if rung.isUrgent { add("urgent", "true") }
      add("rungAt", rung.timeOfDay?.description)
    }
    return pairs.flatMap { [$0.0, $0.1] }
  }

  /// Reads what `written` wrote; nil for anything else.
  package init?(written: [String]) {
    guard written.count.isMultiple(of: 2) else { return nil }
    self.init(id: "", name: "", watches: [], rungs: [], place: Place(file: ""))
    for index in stride(from: 0, to: written.count, by: 2) {
      let (key, value) = (written[index], written[index + 1])
      let isRead = key == "rung" || !rungs.isEmpty ? readRung(key, value) : readOwn(key, value)
      guard isRead else { return nil }
    }
    guard !id.text.isEmpty, !rungs.isEmpty else { return nil }
    name = id.text
  }

  private mutating func readOwn(_ key: String, _ value: String) -> Bool {
    func take<Value>(_ read: Value?, _ path: WritableKeyPath<Policy, Value>) -> Bool {
      guard let read else { return false }
      self[keyPath: path] = read
      return true
    }
    switch key {
    case "id": return take(PolicyID(value), \.id)
    case "watches":
      let kinds = value.split(separator: ",").map { Duty.Kind(rawValue: String($0)) }
      return take(kinds.contains(nil) ? nil : Set(kinds.compactMap(\.self)), \.watches)
    case "at": return take(TimeOfDay(value), \.timeOfDay)
    case "acknowledgement": return take(AcknowledgementRule(rawValue: value), \.acknowledgement)
    case "quorum": return take(Int(value).map(Optional.some), \.answers.quorum)
    case "ackExpires": return take(Span(value).map(Optional.some), \.answers.acknowledgementHolds)
    case "verify": return take(Span(value).map(Optional.some), \.answers.verifyWithin)
    case "attempts": return take(Int(value), \.retry.attempts)
    case "first": return take(Int(value), \.retry.firstSeconds)
    case "longest": return take(Int(value), \.retry.longestSeconds)
    case "startLevel": return take(value, \.startLevel)
    case "misfire": return take(MisfireRule(value), \.misfire)
    default: return false
    }
  }

  private mutating func readRung(_ key: String, _ value: String) -> Bool {
    if key == "rung" {
      rungs.append(Rung(id: value, level: value, name: value, triggers: [], recipients: [], channels: []))
      return true
    }
    func take<Value>(_ read: Value?, _ path: WritableKeyPath<Rung, Value>) -> Bool {
      guard let read else { return false }
      rungs[rungs.count - 1][keyPath: path] = read
      return true
    }
    func add<Value>(_ read: Value?, _ path: WritableKeyPath<Rung, [Value]>) -> Bool {
      guard let read else { return false }
      rungs[rungs.count - 1][keyPath: path].append(read)
      return true
    }
    switch key {
    case "level": return take(value, \.level)
    case "name": return take(value, \.name)
    case "colour": return take(value, \.colour)
    case "when": return add(Trigger(value), \.triggers)
    case "until": return take(Condition(value).map(Optional.some), \.until)
    case "role": return add(Role(rawValue: value).map(Recipient.role), \.recipients)
    case "party": return add(.party(PartyID(value)), \.recipients)
    case "channel": return add(Channel(rawValue: value), \.channels)
    case "template": return take(value, \.template)
    case "answerWithin": return take(Span(value).map(Optional.some), \.answerWithin)
    case "urgent": return take(value == "true", \.isUrgent)
    case "rungAt": return take(TimeOfDay(value).map(Optional.some), \.timeOfDay)
    default: return false
    }
  }
}
