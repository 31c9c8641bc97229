import Core

/// A milestone that says nothing but id, name, duration and links, each as it is mostly written: read at a fraction of
/// the cost. Whatever is written otherwise, and whatever is wrong, is left to `MilestoneDocument`: where this gives a
/// milestone, that would give the same and find nothing.
struct PlainMilestone {
  private let place: Place
  /// Of links that name none.
  private let lagCalendar: Dependency.LagCalendar
  private var id: String?
  private var name: String?
  private var duration: Span?
  private var after: [Dependency] = []

  init(at place: Place, lagCalendar: Dependency.LagCalendar = .project) {
    self.place = place
    self.lagCalendar = lagCalendar
  }

  /// - Parameter kind: of one without a duration.
  func milestone(kind: Milestone.Kind) -> Milestone? {
    guard let id else { return nil }
    return Milestone(
      id: MilestoneID(id), name: name ?? id, duration: duration ?? Span(0, .days), kind: duration == nil ? kind : .auto,
      after: after, place: place)
  }

  // MARK: What is written

  /// - Returns: false where the text is not plain.
  mutating func take(id text: String) -> Bool {
    guard id == nil, Self.isIdentifier(text) else { return false }
    id = text
    return true
  }

  mutating func take(name text: String) -> Bool {
    guard name == nil, text.utf8.count <= Limits.nameCharacters, Self.isSolidLine(text) else { return false }
    name = text
    return true
  }

  mutating func take(duration text: String) -> Bool {
    guard duration == nil, let span = Self.days(text), span.amount >= 0 else { return false }
    duration = span
    return true
  }

  mutating func take(after text: String, at place: Place) -> Bool {
    guard Self.isIdentifier(text) else { return false }
    after.append(Dependency(on: MilestoneID(text), lagCalendar: lagCalendar, place: place))
    return true
  }

  /// `m3FS+2wd`, as tables write it.
  mutating func take(typed text: String, at place: Place) -> Bool {
    let (milestone, type, lag) = TableCell.dependency(text)
    guard let type else { return take(after: milestone, at: place) }
    guard Self.isIdentifier(milestone), let kind = Dependency.Kind(rawValue: type) else { return false }
    var link = Dependency(on: MilestoneID(milestone), kind: kind, lagCalendar: lagCalendar, place: place)
    if let lag {
      guard let span = Self.days(lag) else { return false }
      link.lag = span
    }
    after.append(link)
    return true
  }

  // MARK: What is plain

  /// Letters, digits and `-_.` of ASCII, and ideographs: allowed in an id, never trimmed.
  static func isIdentifier(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= Limits.identifierCharacters
      && consists(text) { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }

  /// One line of printed ASCII and ideographs that neither begins nor ends with a blank.
  static func isSolidLine(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last, first != 0x20, last != 0x20 else { return false }
    return consists(text) { (0x20...0x7E).contains($0) }
  }

  /// Whether a text is made of such bytes of ASCII and of the characters U+4000 to U+9FFF, among which there is no blank
  /// and no line end.
  private static func consists(_ text: String, of isPlain: (UInt8) -> Bool) -> Bool {
    var rest = 0
    for byte in text.utf8 {
      if rest > 0 {
        rest -= 1
      } else if (0xE4...0xE9).contains(byte) {
        rest = 2
      } else if !isPlain(byte) {
        return false
      }
    }
    return true
  }

  /// `3wd`, `-5d`, or 0 without a unit: what `Span` reads, without making a text of the unit.
  private static func days(_ text: String) -> Span? {
    if text == "0" { return Span(0, .days) }
    var (amount, hasDigits, isNegative, isWorking, isDone) = (0, false, false, false, false)
    for (n, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "-") where n == 0: isNegative = true
      case UInt8(ascii: "0")...UInt8(ascii: "9") where !isWorking && !isDone:
        hasDigits = true
        amount = amount * 10 + Int(byte - UInt8(ascii: "0"))
        if amount > 1_000_000 { return nil }
      case UInt8(ascii: "w") where hasDigits && !isWorking && !isDone: isWorking = true
      case UInt8(ascii: "d") where hasDigits && !isDone: isDone = true
      default: return nil
      }
    }
    return isDone ? Span(isNegative ? -amount : amount, isWorking ? .workingDays : .days) : nil
  }
}

extension PlainMilestone {
  /// An entry of a YAML or JSON ledger.
  static func read(_ element: Element, lagCalendar: Dependency.LagCalendar) -> Milestone? {
    guard case .map(let entries) = element.content else { return nil }
    var plain = PlainMilestone(at: element.place, lagCalendar: lagCalendar)
    var hasLinks = false
    for entry in entries {
      switch (entry.key, entry.value.content) {
      case ("id", .text(let text, _)):
        guard !entry.value.isNothing, plain.take(id: text) else { return nil }
      case ("name", .text(let text, _)):
        guard !entry.value.isNothing, plain.take(name: text) else { return nil }
      case ("duration", .text(let text, _)):
        guard !entry.value.isNothing, plain.take(duration: text) else { return nil }
      case ("after", .list(let items)):
        if hasLinks { return nil }
        hasLinks = true
        for item in items {
          guard case .text(let text, _) = item.content, plain.take(after: text, at: item.place) else { return nil }
        }
      default: return nil
      }
    }
    return plain.milestone(kind: .auto)
  }
}
