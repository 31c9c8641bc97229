import Core

/// `parties.yaml`: units, officials and groups.
enum PartiesDocument {
  private static let keys =
    ["id", "name", "aliases", "kind", "members", "email", "webhook", "absences"] + ReleaseDocument.keys

  /// - Parameters:
  ///   - webhooks: the ids that parties may name; nil where they are not known.
  ///   - calendars: the same.
  static func read(
    _ root: Element, webhooks: [WebhookID]?, calendars: [CalendarID]?, _ findings: Findings
  ) -> PartyBook {
    var book = PartyBook()
    guard let document = Fields(root, "parties.yaml", keys: ["parties"], findings) else { return book }
    var groups: [(party: PartyID, fields: Fields)] = []
    var absent: [(party: PartyID, fields: Fields)] = []
    var places: [PartyID: Place] = [:]
    for element in document.strictList("parties") {
      guard let fields = Fields(element, "a party", keys: keys, findings),
        let party = read(fields, webhooks: webhooks, calendars: calendars)
      else {
        book.isComplete = false
        continue
      }
      for (name, other) in book.insert(party) {
        findings.error(
          "party.duplicateName",
          "\"\(name)\" already names the party \"\(other)\"\(places[other].map { " (\($0))" } ?? "").",
          at: fields.place)
      }
      if places[party.id] == nil { places[party.id] = fields.place }
      if party.kind == .group { groups.append((party.id, fields)) }
      if fields.has("absences") { absent.append((party.id, fields)) }
    }
    for (group, fields) in groups { readMembers(of: group, fields, &book) }
    for (party, fields) in absent { readAbsences(of: party, fields, &book) }
    for (group, fields) in groups { checkDepth(of: group, in: book, fields) }
    return book
  }

  private static func read(_ fields: Fields, webhooks: [WebhookID]?, calendars: [CalendarID]?) -> Party? {
    let id = fields.requiredIdentifier("id")
    let name = fields.requiredText("name")
    let kind = fields.choice("kind", Party.Kind.self)
    guard let id, let name else { return nil }
    var party = Party(id: PartyID(id), name: name, kind: kind ?? (fields.has("members") ? .group : .unit))
    party.aliases = fields.list("aliases").compactMap { fields.text(of: $0, "aliases") }.filter { !$0.isEmpty }
    party.email = fields.value("email", expected: "an address such as fgw@example.gov.cn", code: "value.email") {
      isMailAddress($0) ? $0 : nil
    }
    if let element = fields.element("webhook"), let text = fields.text(of: element, "webhook") {
      party.webhook = WebhookID(text)
      if let webhooks, !webhooks.contains(WebhookID(text)) {
        fields.findings.error(
          "party.unknownWebhook", "There is no webhook \"\(text)\" in daopai.yaml.", at: element.place,
          nearest: nearestName(to: text, among: webhooks.map(\.text)))
      }
    }
    party.releases = ReleaseDocument.read(fields, calendars: calendars)
    if party.kind == .group, party.releases != nil {
      fields.findings.error(
        "party.releases", "A group is told through its members: hours, digest and dailyLimit are theirs to have.",
        at: fields.place)
    }
    if party.kind != .group, let members = fields.element("members") {
      fields.findings.error(
        "party.members", "Only a group has members; \"\(id)\" is of kind \(party.kind.rawValue).", at: members.place)
    }
    return party
  }

  private static func readAbsences(of party: PartyID, _ fields: Fields, _ book: inout PartyBook) {
    var absences: [Absence] = []
    for element in fields.list("absences") {
      guard let inner = Fields(element, "an absence", keys: ["from", "through", "deputy"], fields.findings) else {
        continue
      }
      let from = inner.required("from").flatMap { inner.date(of: $0, "from") }
      let through = inner.required("through").flatMap { inner.date(of: $0, "through") }
      let name = inner.requiredText("deputy")
      guard let from, let through, let name else { continue }
      if through < from {
        fields.findings.error("party.absence", "The absence ends before it begins.", at: inner.place(of: "through"))
      }
      if let deputy = book.find(name), deputy != party {
        absences.append(Absence(from: from, through: through, deputy: deputy))
      } else if book.isComplete {
        fields.findings.error(
          "party.unknownDeputy", "The deputy of \"\(party)\" is \"\(name)\", who is no other party.",
          at: inner.place(of: "deputy"), nearest: book.nearest(to: name, fields.findings))
      }
    }
    book.setAbsences(absences, of: party)
  }

  private static func readMembers(of group: PartyID, _ fields: Fields, _ book: inout PartyBook) {
    var members: [PartyID] = []
    for element in fields.list("members") {
      guard let name = fields.text(of: element, "members") else { continue }
      if let member = book.find(name) {
        if !members.contains(member) { members.append(member) }
      } else if book.isComplete {
        fields.findings.error(
          "party.unknownMember", "The group \"\(group)\" has the member \"\(name)\", who is no party.",
          at: element.place, nearest: book.nearest(to: name, fields.findings))
      }
    }
    if !fields.has("members") || fields.list("members").isEmpty {
      fields.findings.error("party.members", "The group \"\(group)\" has no members.", at: fields.place)
    }
    book.setMembers(members, of: group)
  }

  /// Groups of groups, no deeper than the limit and never round in a circle.
  private static func checkDepth(of group: PartyID, in book: PartyBook, _ fields: Fields) {
    var level: Set<PartyID> = [group]
    for _ in 0..<Limits.groupDepth {
      level = Set(level.flatMap { book[$0]?.members ?? [] })
      if level.contains(group) {
        fields.findings.error(
          "party.cycle", "The group \"\(group)\" is a member of itself.", at: fields.place(of: "members"))
        return
      }
      if level.isEmpty { return }
    }
    if level.contains(where: { book[$0]?.kind == .group }) {
      fields.findings.error(
        "party.depth", "The group \"\(group)\" holds groups more than \(Limits.groupDepth) deep.",
        at: fields.place(of: "members"))
    }
  }
}

/// One `@`, something before it, a domain after it, nothing that could begin a second header.
func isMailAddress(_ text: String) -> Bool {
  let parts = text.split(separator: "@", omittingEmptySubsequences: false)
  guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasPrefix("."), !parts[1].hasSuffix(".")
  else { return false }
  return text.unicodeScalars.allSatisfy {
    $0.value > 32 && $0.value != 127 && !"<>(),;:\"[]\\".unicodeScalars.contains($0)
  }
}
