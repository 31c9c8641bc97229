import Core

extension Route {
  /// Why a request is no route of ours.
  package enum Refusal: Error, Hashable, Sendable {
    case notFound
    case methodNotAllowed(allowed: Method)
    /// `expected` says what would have been right.
    case badParameter(String, expected: String)
    case malformedTarget
  }

  /// Path and query as they go into the request line.
  package var target: String {
    let path = pattern.replacing("{id}", with: pathID.map(percentEncoded) ?? "")
    let query = parameters.map { "\($0.name)=\(percentEncoded($0.value))" }
    return query.isEmpty ? path : "\(path)?\(query.joined(separator: "&"))"
  }

  private var pathID: String? {
    switch self {
    case .project(let id), .plan(let id): id.text
    case .alert(let id), .acknowledge(let id), .explainAlert(let id): id.text
    case .waiting(let id): id.text
    default: nil
    }
  }

  private var parameters: [(name: String, value: String)] {
    var found: [(name: String, value: String)] = []
    func add(_ name: String, _ value: String?) {
      if let value { found.append((name, value)) }
    }
    func add(_ page: Page) {
      add("limit", String(page.limit))
      add("cursor", page.cursor)
    }
    switch self {
    case .projects(let filter, let page):
      add("area", filter.area)
      add(page)
    case .duties(let filter, let page):
      add("project", filter.project?.text)
      add("kind", filter.kind?.rawValue)
      add("state", filter.state?.rawValue)
      add("due-before", filter.dueBefore?.description)
      add(page)
    case .duty(let id), .explainDuty(let id):
      add("id", id.text)
    case .alerts(let filter, let page):
      add("state", filter.state?.rawValue)
      add("level", filter.level)
      add("duty", filter.duty?.text)
      add(page)
    case .answers(let filter, let page):
      add("kind", filter.kind?.rawValue)
      add("subject", filter.subject?.text)
      if filter.isOpen { add("open", "true") }
      add(page)
    case .events(let filter):
      if filter.after != 0 { add("after", String(filter.after)) }
      add("duty", filter.duty?.text)
    case .planDifference(let old, let new):
      add("old", old.description)
      add("new", new?.description)
    case .timers(let page):
      add(page)
    case .journal(let filter, let limit):
      if filter.after != 0 { add("after", String(filter.after)) }
      add("duty", filter.duty?.text)
      add("limit", String(limit))
    default: break
    }
    return found
  }

  /// Reads a request line's method and target (`/v1/duties?limit=10`).
  package init(method: String, target: String) throws(Refusal) {
    guard let parsed = Target(target) else { throw .malformedTarget }
    var query = try Query(parsed.query)
    var route = try Route(parsed.segments, &query)
    // The same path lists answers and takes one.
    if case .answers(.init(), .init()) = route, method == Method.post.rawValue { route = .giveAnswer }
    guard let given = Method(rawValue: method), given == route.method else {
      throw .methodNotAllowed(allowed: route.method)
    }
    try query.finish()
    self = route
  }

  private init(_ path: [String], _ query: inout Query) throws(Refusal) {
    switch (path.count, path.first, path.dropFirst().first) {
    case (1, "healthz", _): self = .health
    case (1, "readyz", _): self = .ready
    case (1, "metrics", _): self = .metrics
    case (2, "v1", "status"): self = .status
    case (2, "v1", "projects"): self = .projects(ProjectFilter(area: query.take("area")), try query.page())
    case (3, "v1", "projects") where !path[2].isEmpty: self = .project(ProjectID(path[2]))
    case (4, "v1", "projects") where path[3] == "plan" && !path[2].isEmpty: self = .plan(ProjectID(path[2]))
    case (2, "v1", "duties"):
      let filter = DutyFilter(
        project: query.take("project").map { ProjectID($0) }, kind: try query.choice("kind"),
        state: try query.choice("state"), dueBefore: try query.date("due-before"))
      self = .duties(filter, try query.page())
    case (2, "v1", "duty"):
      guard let id = query.take("id"), !id.isEmpty else { throw .badParameter("id", expected: "the id of a duty") }
      self = .duty(DutyID(id))
    case (2, "v1", "alerts"):
      let filter = AlertFilter(
        state: try query.choice("state"), level: query.take("level"), duty: query.take("duty").map { DutyID($0) })
      self = .alerts(filter, try query.page())
    case (3, "v1", "alerts") where !path[2].isEmpty: self = .alert(AlertID(path[2]))
    case (4, "v1", "alerts") where path[3] == "ack" && !path[2].isEmpty: self = .acknowledge(AlertID(path[2]))
    case (4, "v1", "alerts") where path[3] == "explanation" && !path[2].isEmpty:
      self = .explainAlert(AlertID(path[2]))
    case (3, "v1", "duty") where path[2] == "explanation":
      guard let id = query.take("id"), !id.isEmpty else { throw .badParameter("id", expected: "the id of a duty") }
      self = .explainDuty(DutyID(id))
    case (2, "v1", "answers"):
      let filter = AnswerFilter(
        kind: try query.choice("kind"), subject: query.take("subject").map { Subject($0) },
        isOpen: try query.flag("open"))
      self = .answers(filter, try query.page())
    case (2, "v1", "events"):
      self = .events(JournalFilter(after: try query.sequence("after"), duty: query.take("duty").map { DutyID($0) }))
    case (2, "v1", "plan-diff"):
      guard let old = try query.point("old") else { throw .badParameter("old", expected: Query.points) }
      self = .planDifference(old, try query.point("new"))
    case (4, "v1", "parties") where path[3] == "waiting" && !path[2].isEmpty: self = .waiting(PartyID(path[2]))
    case (2, "v1", "timers"): self = .timers(try query.page())
    case (2, "v1", "reload"): self = .reload
    case (2, "v1", "journal"):
      let filter = JournalFilter(after: try query.sequence("after"), duty: query.take("duty").map { DutyID($0) })
      self = .journal(filter, limit: try query.limit())
    case (3, "v1", "journal") where path[2] == "verify": self = .verifyJournal
    default: throw .notFound
    }
  }
}

/// Query parameters, each used once; what is left over was misspelt.
private struct Query {
  private var values: [String: String] = [:]

  init(_ pairs: [(name: String, value: String)]) throws(Route.Refusal) {
    for (name, value) in pairs where values.updateValue(value, forKey: name) != nil {
      throw .badParameter(name, expected: "to be given once")
    }
  }

  mutating func take(_ name: String) -> String? { values.removeValue(forKey: name) }

  mutating func choice<T: RawRepresentable & CaseIterable>(_ name: String) throws(Route.Refusal) -> T?
  where T.RawValue == String {
    guard let text = take(name) else { return nil }
    guard let value = T(rawValue: text) else {
      throw .badParameter(name, expected: "one of " + T.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return value
  }

  mutating func flag(_ name: String) throws(Route.Refusal) -> Bool {
    guard let text = take(name) else { return false }
    guard let value = Bool(text) else { throw .badParameter(name, expected: "true or false") }
    return value
  }

  mutating func date(_ name: String) throws(Route.Refusal) -> CivilDate? {
    guard let text = take(name) else { return nil }
    guard let date = CivilDate(iso: text) else { throw .badParameter(name, expected: "a date as 2026-02-14") }
    return date
  }

  mutating func sequence(_ name: String) throws(Route.Refusal) -> Int64 {
    guard let text = take(name) else { return 0 }
    guard let number = Int64(text), number >= 0 else { throw .badParameter(name, expected: "a whole number from 0") }
    return number
  }

  static let points = "a point of the journal as @17 or @2021-07-12"

  mutating func point(_ name: String) throws(Route.Refusal) -> JournalPoint? {
    guard let text = take(name) else { return nil }
    guard let point = JournalPoint(text) else { throw .badParameter(name, expected: Query.points) }
    return point
  }

  mutating func page() throws(Route.Refusal) -> Route.Page {
    Route.Page(limit: try limit(), cursor: take("cursor"))
  }

  mutating func limit() throws(Route.Refusal) -> Int {
    guard let text = take("limit") else { return Route.Page().limit }
    guard let limit = Int(text), (1...Limits.listPage).contains(limit) else {
      throw .badParameter("limit", expected: "1 to \(Limits.listPage)")
    }
    return limit
  }

  func finish() throws(Route.Refusal) {
    if let name = values.keys.min() { throw .badParameter(name, expected: "no parameter of this name") }
  }
}
