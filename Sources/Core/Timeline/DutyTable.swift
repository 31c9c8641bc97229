/// What duties come from: they are laid out, and laid out anew, together.
package enum DutyRoot: Hashable, Sendable {
  case project(ProjectID)
  case row(String)
  case quota(String)
  /// All silences together.
  case silences

  package var text: String {
    switch self {
    case .project(let id): id.text
    case .row(let id), .quota(let id): id
    case .silences: "silence"
    }
  }
}

/// Every so many roots of a ledger, by their place among their kind.
struct DutyShare: Sendable {
  static let whole = DutyShare(index: 0, count: 1)

  let index: Int
  let count: Int

  /// Which of `all` it has.
  func positions(of all: Int) -> StrideTo<Int> { stride(from: index, to: all, by: count) }
}

/// A duty of a milestone without its words, which stand in the project.
struct MilestoneDuty: Hashable, Sendable {
  /// Index in the project.
  var milestone: Int32
  var due: CivilDate
  var isStart: Bool
  var isDone: Bool
  var isProvisional: Bool
  var policy: PolicyID
  var calendar: CalendarID
}

/// A duty as it is put into the table.
enum DutyDraft: Sendable {
  case milestone(MilestoneDuty)
  // Elsewhere, so that the many of the other kind are small.
  indirect case whole(Duty)

  var due: CivilDate {
    switch self {
    case .milestone(let duty): duty.due
    case .whole(let duty): duty.due
    }
  }
}

/// Every duty laid out, each in a slot of its own: sixteen bytes for one of a milestone, all of it for any other.
///
/// A slot keeps its duty for as long as that is laid out, and is the number of its timer; then another may have it.
package struct DutyTable: Sendable {
  private struct Slot: Sendable {
    var root: Int32
    /// Index of the milestone; for any other duty it means nothing.
    var milestone: Int32
    var due: CivilDate
    var rule: UInt16
    var marks: Marks
  }

  private struct Marks: OptionSet, Sendable {
    let rawValue: UInt8
    static let isLive = Marks(rawValue: 1)
    static let isWhole = Marks(rawValue: 2)
    static let isStart = Marks(rawValue: 4)
    static let isDone = Marks(rawValue: 8)
    static let isProvisional = Marks(rawValue: 16)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ duty: MilestoneDuty) {
      self = .isLive
      if duty.isStart { insert(.isStart) }
      if duty.isDone { insert(.isDone) }
      if duty.isProvisional { insert(.isProvisional) }
    }
  }

  private struct Root: Sendable {
    let name: DutyRoot
    /// Its index among its kind in the portfolio; -1: it is in there no more.
    var position: Int32
    var slots: [Int32] = []
  }

  /// Which policy chases a duty, and in which calendar.
  private struct Rule: Hashable, Sendable {
    let policy: PolicyID
    let calendar: CalendarID
  }

  private var slots: [Slot] = []
  private var free: [Int32] = []
  private var roots: [Root] = []
  private var numberOfRoot: [DutyRoot: Int] = [:]
  private var rules: [Rule] = []
  private var numberOfRule: [Rule: UInt16] = [:]
  /// The rule asked for last: of one project most are the same.
  private var last: (rule: Rule, number: UInt16)?
  private var whole: [Int32: Duty] = [:]
  private var slotOfWhole: [DutyID: Int32] = [:]

  package init() {}

  /// Duties laid out.
  package var count: Int { slots.count - free.count }
  /// One past the highest slot ever used.
  package var end: Int { slots.count }

  package func isLive(_ slot: Int) -> Bool { slots[slot].marks.contains(.isLive) }

  // MARK: Reading

  /// - Parameter portfolio: the one that the slots were laid out from.
  package func duty(_ slot: Int, in portfolio: Portfolio) -> Duty {
    let entry = slots[slot]
    if entry.marks.contains(.isWhole) { return whole[Int32(slot)]! }
    let project = portfolio.projects[Int(roots[Int(entry.root)].position)]
    let milestone = project.milestones[Int(entry.milestone)]
    var duty = outline(entry, in: portfolio)
    duty.id = Self.id(project.id, milestone.id, isStart: entry.marks.contains(.isStart))
    duty.title = milestone.name
    duty.project = project.id
    duty.milestone = milestone.id
    duty.assignments = project.assignments.replaced(by: milestone.assignments)
    return duty
  }

  /// A duty without id, title and people, which is all that its instants hang on; quicker than `duty`.
  func outline(_ slot: Int, in portfolio: Portfolio) -> Duty {
    let entry = slots[slot]
    return entry.marks.contains(.isWhole) ? whole[Int32(slot)]! : outline(entry, in: portfolio)
  }

  private func outline(_ entry: Slot, in portfolio: Portfolio) -> Duty {
    let rule = rules[Int(entry.rule)]
    let isStart = entry.marks.contains(.isStart)
    // Laid out only where the calendar is known.
    let hours = portfolio.calendars[rule.calendar]!.hours
    var duty = Duty(
      id: "", kind: isStart ? .start : .finish, title: "", due: entry.due,
      dueAt: portfolio.zone.instant(entry.due, isStart ? hours.opening : hours.closing), calendar: rule.calendar,
      policy: rule.policy, assignments: [], isDone: entry.marks.contains(.isDone),
      isProvisional: entry.marks.contains(.isProvisional))
    let project = Int(roots[Int(entry.root)].position)
    duty.startRung = portfolio.startRung(portfolio.projects[project].startLevel, of: rule.policy)
    return duty
  }

  func id(_ slot: Int, in portfolio: Portfolio) -> DutyID {
    let entry = slots[slot]
    if entry.marks.contains(.isWhole) { return whole[Int32(slot)]!.id }
    let project = portfolio.projects[Int(roots[Int(entry.root)].position)]
    return Self.id(project.id, project.milestones[Int(entry.milestone)].id, isStart: entry.marks.contains(.isStart))
  }

  static func id(_ project: ProjectID, _ milestone: MilestoneID, isStart: Bool) -> DutyID {
    var text = project.text
    text += "/"
    text += milestone.text
    text += isStart ? ":start" : ":finish"
    return DutyID(text)
  }

  func due(_ slot: Int) -> CivilDate { slots[slot].due }

  func isDone(_ slot: Int) -> Bool {
    slots[slot].marks.contains(.isWhole) ? whole[Int32(slot)]!.isDone : slots[slot].marks.contains(.isDone)
  }

  /// Done, or lapsed by `now`.
  func isOver(_ slot: Int, at now: Instant) -> Bool {
    guard slots[slot].marks.contains(.isWhole) else { return slots[slot].marks.contains(.isDone) }
    let duty = whole[Int32(slot)]!
    return duty.isDone || duty.lapsesAt.map { $0 <= now } ?? false
  }

  /// Number of the policy and calendar of a duty; the same pair has the same number.
  func rule(_ slot: Int) -> Int { Int(slots[slot].rule) }

  /// What the instants of a milestone's duty hang on, given policies, calendars and zone; nil for any other duty.
  struct Likeness: Hashable {
    fileprivate let due: CivilDate
    fileprivate let rule: UInt16
    fileprivate let marks: UInt8
    fileprivate let startRung: UInt8
  }

  func likeness(_ slot: Int, in portfolio: Portfolio) -> Likeness? {
    let entry = slots[slot]
    if entry.marks.contains(.isWhole) { return nil }
    let level = portfolio.projects[Int(roots[Int(entry.root)].position)].startLevel
    let startRung = level == nil ? 0 : portfolio.startRung(level, of: rules[Int(entry.rule)].policy)
    return Likeness(due: entry.due, rule: entry.rule, marks: entry.marks.rawValue, startRung: startRung)
  }

  /// What a duty comes from.
  func root(_ slot: Int) -> DutyRoot { roots[Int(slots[slot].root)].name }

  /// O(milestones of the project).
  package func slot(of id: DutyID, in portfolio: Portfolio) -> Int? {
    if let slot = slotOfWhole[id] { return Int(slot) }
    guard let slash = id.text.firstIndex(of: "/"), let colon = id.text.lastIndex(of: ":"), slash < colon,
      let number = numberOfRoot[.project(ProjectID(String(id.text[..<slash])))]
    else { return nil }
    let (milestone, kind) = (id.text[id.text.index(after: slash)..<colon], id.text[id.text.index(after: colon)...])
    guard kind == "start" || kind == "finish" else { return nil }
    let project = portfolio.projects[Int(roots[number].position)]
    return roots[number].slots.lazy.map(Int.init).first { slot in
      let entry = slots[slot]
      return !entry.marks.contains(.isWhole) && entry.marks.contains(.isStart) == (kind == "start")
        && project.milestones[Int(entry.milestone)].id.text == milestone
    }
  }

  func slots(of root: DutyRoot) -> [Int32] { numberOfRoot[root].map { roots[$0].slots } ?? [] }

  /// Its index among its kind in the portfolio it was laid out from; nil: it was not in there.
  func position(of root: DutyRoot) -> Int? {
    numberOfRoot[root].flatMap { roots[$0].position < 0 ? nil : Int(roots[$0].position) }
  }

  /// Those in the table that are not among `names`.
  func roots(without names: some Sequence<DutyRoot>) -> [DutyRoot] {
    if roots.isEmpty { return [] }
    let names = Set(names)
    return roots.lazy.filter { $0.position >= 0 && !names.contains($0.name) }.map(\.name)
  }

  // MARK: Laying out

  /// Which of a root's slots each draft is to keep, and which slots are not needed any more.
  ///
  /// - Parameters:
  ///   - position: of the root in `portfolio`.
  ///   - before: the portfolio that the slots were laid out from.
  func match(
    _ drafts: [DutyDraft], of root: DutyRoot, at position: Int, in portfolio: Portfolio, before: Portfolio
  ) -> (kept: [Int32?], gone: [Int32]) {
    let old = slots(of: root)
    if old.isEmpty { return (Array(repeating: nil, count: drafts.count), []) }
    var known = Dictionary(old.map { (id(Int($0), in: before), $0) }, uniquingKeysWith: { first, _ in first })
    let kept = drafts.map { draft -> Int32? in
      switch draft {
      case .whole(let duty): return known.removeValue(forKey: duty.id)
      case .milestone(let duty):
        let project = portfolio.projects[position]
        let id = Self.id(project.id, project.milestones[Int(duty.milestone)].id, isStart: duty.isStart)
        return known.removeValue(forKey: id)
      }
    }
    let left = Set(known.values)
    return (kept, old.filter(left.contains))
  }

  /// Whether a draft says something else than what is in the slot that is to keep it.
  func differs(_ slot: Int32, from draft: DutyDraft) -> Bool {
    switch draft {
    case .whole(let duty): whole[slot] != duty
    case .milestone(let duty): slots[Int(slot)].due != duty.due || slots[Int(slot)].marks != Marks(duty)
    }
  }

  /// Where a root stands in the portfolio.
  ///
  /// - Returns: its number here.
  @discardableResult mutating func place(_ root: DutyRoot, at position: Int) -> Int {
    if let number = numberOfRoot[root] {
      roots[number].position = Int32(position)
      return number
    }
    numberOfRoot[root] = roots.count
    roots.append(Root(name: root, position: Int32(position)))
    return roots.count - 1
  }

  /// A root is not in the portfolio any more; its slots have been removed.
  mutating func forget(_ root: DutyRoot) {
    guard let number = numberOfRoot[root] else { return }
    roots[number].slots = []
    roots[number].position = -1
  }

  /// Puts a duty into a slot of its own, or over the one that has it already.
  ///
  /// - Parameter root: its number.
  mutating func put(_ draft: DutyDraft, of root: Int, in given: Int32? = nil) -> Int32 {
    let root = Int32(root)
    let slot = given ?? takeSlot()
    switch draft {
    case .milestone(let duty):
      slots[Int(slot)] = Slot(
        root: root, milestone: duty.milestone, due: duty.due,
        rule: number(of: Rule(policy: duty.policy, calendar: duty.calendar)), marks: Marks(duty))
    case .whole(let duty):
      slots[Int(slot)] = Slot(
        root: root, milestone: 0, due: duty.due, rule: number(of: Rule(policy: duty.policy, calendar: duty.calendar)),
        marks: [.isLive, .isWhole])
      whole[slot] = duty
      slotOfWhole[duty.id] = slot
    }
    return slot
  }

  /// Which slots a root has from now on, in their order.
  mutating func assign(_ slots: [Int32], to root: Int) { roots[root].slots = slots }

  mutating func remove(_ slot: Int32) {
    if let duty = whole.removeValue(forKey: slot), slotOfWhole[duty.id] == slot {
      slotOfWhole.removeValue(forKey: duty.id)
    }
    slots[Int(slot)].marks = []
    free.append(slot)
  }

  private mutating func takeSlot() -> Int32 {
    if let slot = free.popLast() { return slot }
    slots.append(Slot(root: 0, milestone: 0, due: CivilDate(dayNumber: 0), rule: 0, marks: []))
    return Int32(slots.count - 1)
  }

  private mutating func number(of rule: Rule) -> UInt16 {
    if let last, last.rule == rule { return last.number }
    let number = numberOfRule[rule] ?? UInt16(rules.count)
    if number == rules.count {
      numberOfRule[rule] = number
      rules.append(rule)
    }
    last = (rule, number)
    return number
  }
}

/// The duties of a portfolio, to be looked through; an index is a duty's slot.
package struct DutyList: BidirectionalCollection, Sendable {
  let table: DutyTable
  let portfolio: Portfolio

  package var startIndex: Int { next(from: 0) }
  package var endIndex: Int { table.end }
  package var count: Int { table.count }
  package func index(after i: Int) -> Int { next(from: i + 1) }
  package func index(before i: Int) -> Int {
    var i = i - 1
    while !table.isLive(i) { i -= 1 }
    return i
  }
  package subscript(slot: Int) -> Duty { table.duty(slot, in: portfolio) }
  package func isDone(_ slot: Int) -> Bool { table.isDone(slot) }
  /// By when it is due, and its id: what lists are ordered by.
  package func place(_ slot: Int) -> (dueAt: Instant, id: DutyID) {
    (table.outline(slot, in: portfolio).dueAt, table.id(slot, in: portfolio))
  }
  /// Those of one project.
  package func slots(of project: ProjectID) -> [Int] { table.slots(of: .project(project)).map(Int.init) }
  package func index(of id: DutyID) -> Int? { table.slot(of: id, in: portfolio) }

  private func next(from i: Int) -> Int {
    var i = i
    while i < table.end, !table.isLive(i) { i += 1 }
    return i
  }
}
