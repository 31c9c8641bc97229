/// The links of one milestone, thirty-two bytes each; one alone needs no room besides.
///
/// They are read by name like the `Dependency`s they were made of. Packed are those that stand in the file of their
/// milestone and whose lag counts in a calendar that goes without a name: nearly all. Any other keeps them all whole.
package struct Links: Hashable, Sendable {
  /// A link without its file.
  package struct Link: Hashable, Sendable {
    package var milestone: MilestoneID
    private var storedLine: Int32
    private var storedColumn: Int32
    private var amount: Int32
    private var unit: Span.Unit
    package var kind: Dependency.Kind
    package var days: Days

    package var lag: Span {
      get { Span(Int(amount), unit) }
      set { (amount, unit) = (Int32(clamping: newValue.amount), newValue.unit) }
    }
    package var line: Int {
      get { Int(storedLine) }
      set { storedLine = Int32(clamping: newValue) }
    }
    package var column: Int {
      get { Int(storedColumn) }
      set { storedColumn = Int32(clamping: newValue) }
    }

    fileprivate func dependency(in file: String) -> Dependency {
      Dependency(
        on: milestone, kind: kind, lag: lag, lagCalendar: days.calendar,
        place: Place(file: file, line: line, column: column))
    }

    /// Nil where the calendar of its lag has a name.
    package init?(_ dependency: Dependency) {
      guard let days = Days(dependency.lagCalendar) else { return nil }
      milestone = dependency.milestone
      storedLine = Int32(dependency.place.line)
      storedColumn = Int32(dependency.place.column)
      amount = Int32(dependency.lag.amount)
      unit = dependency.lag.unit
      kind = dependency.kind
      self.days = days
    }
  }

  /// In whose days its lag counts, where that needs no name.
  package enum Days: Hashable, Sendable, CaseIterable {
    case project, predecessor, successor, elapsed

    fileprivate init?(_ calendar: Dependency.LagCalendar) {
      switch calendar {
      case .project: self = .project
      case .predecessor: self = .predecessor
      case .successor: self = .successor
      case .elapsed: self = .elapsed
      case .named: return nil
      }
    }

    fileprivate var calendar: Dependency.LagCalendar {
      switch self {
      case .project: .project
      case .predecessor: .predecessor
      case .successor: .successor
      case .elapsed: .elapsed
      }
    }
  }

  private enum Form: Hashable {
    case none
    case one(Link)
    /// Two or more.
    case packed([Link])
    case whole([Dependency])
  }

  private var form: Form

  package init() { form = .none }

  /// - Parameter file: that of their milestone.
  package init(_ after: [Dependency], in file: String) {
    form = .none
    for dependency in after {
      guard dependency.place.file == file, let link = Link(dependency) else {
        form = .whole(after)
        return
      }
      append(link)
    }
  }

  package mutating func append(_ link: Link) {
    switch form {
    case .none: form = .one(link)
    case .one(let first): form = .packed([first, link])
    case .packed(var links):
      form = .none  // so that the array is not copied
      links.append(link)
      form = .packed(links)
    case .whole: preconditionFailure("packed and whole links do not mix")
    }
  }

  package var isPacked: Bool {
    if case .whole = form { return false }
    return true
  }

  package var count: Int {
    switch form {
    case .none: 0
    case .one: 1
    case .packed(let links): links.count
    case .whole(let links): links.count
    }
  }

  /// As they were written.
  package func dependencies(in file: String) -> [Dependency] {
    switch form {
    case .none: []
    case .one(let link): [link.dependency(in: file)]
    case .packed(let links): links.map { $0.dependency(in: file) }
    case .whole(let links): links
    }
  }

  package func dependency(_ n: Int, in file: String) -> Dependency {
    if case .whole(let links) = form { return links[n] }
    return self[n].dependency(in: file)
  }

  /// What the planner reads of one, without a look at where it is written.
  func parts(_ n: Int) -> (milestone: MilestoneID, kind: Dependency.Kind, lag: Span, calendar: Dependency.LagCalendar) {
    if case .whole(let links) = form {
      return (links[n].milestone, links[n].kind, links[n].lag, links[n].lagCalendar)
    }
    let link = self[n]
    return (link.milestone, link.kind, link.lag, link.days.calendar)
  }

  /// - Precondition: they are packed.
  package subscript(n: Int) -> Link {
    switch form {
    case .one(let link) where n == 0: link
    case .packed(let links): links[n]
    default: preconditionFailure("no such packed link")
    }
  }

  /// Calls by name the milestones that they come from.
  package mutating func rename(_ name: (String) -> String) {
    switch form {
    case .none: break
    case .one(var link):
      link.milestone = MilestoneID(name(link.milestone.text))
      form = .one(link)
    case .packed(var links):
      form = .none
      for n in links.indices { links[n].milestone = MilestoneID(name(links[n].milestone.text)) }
      form = .packed(links)
    case .whole(var links):
      form = .none
      for n in links.indices { links[n].milestone = MilestoneID(name(links[n].milestone.text)) }
      form = .whole(links)
    }
  }

  /// Calendars that lags name.
  package var namedCalendars: [CalendarID] {
    guard case .whole(let links) = form else { return [] }
    return links.compactMap { if case .named(let id) = $0.lagCalendar { id } else { nil } }
  }
}
