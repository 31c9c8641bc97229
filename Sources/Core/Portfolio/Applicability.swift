/// Which projects a policy is for. What is left empty does not matter.
package struct Applicability: Hashable, Sendable {
  package var categories: Set<String>
  package var areas: Set<String>
  package var batches: Set<String>
  /// Of total investment; a project whose investment is not known does not meet it.
  package var investment: Condition.Clause?

  package init(
    categories: Set<String> = [], areas: Set<String> = [], batches: Set<String> = [],
    investment: Condition.Clause? = nil
  ) {
    self.categories = categories
    self.areas = areas
    self.batches = batches
    self.investment = investment
  }

  package func covers(_ project: Project) -> Bool {
    func isAmong(_ wanted: Set<String>, _ value: String?) -> Bool {
      wanted.isEmpty || value.map(wanted.contains) ?? false
    }
    guard isAmong(categories, project.category), isAmong(areas, project.area), isAmong(batches, project.batch)
    else { return false }
    guard case .compare(_, let lower, let upper)? = investment else { return true }
    return project.investment.total.map { Condition.Clause.holds($0, lower: lower, upper: upper) } ?? false
  }
}

/// What becomes of rungs that came due while nobody could raise them, after downtime or a reload.
package enum MisfireRule: Hashable, Sendable {
  /// The highest is raised, and the lower ones are superseded.
  case latest
  /// Each is raised, lowest first.
  case each
  /// One missed by more than the span is superseded and never raised; of the others, the highest.
  case skip(after: Span)
}

extension MisfireRule: CustomStringConvertible {
  package var description: String {
    switch self {
    case .latest: "latest"
    case .each: "each"
    case .skip(let span): "skip after \(span)"
    }
  }

  package init?(_ text: String) {
    let words = text.split(whereSeparator: \.isWhitespace)
    switch words.count {
    case 1 where words[0] == "latest": self = .latest
    case 1 where words[0] == "each": self = .each
    case 3 where words[0] == "skip" && words[1] == "after":
      guard let span = Span(words[2]), span.amount > 0 else { return nil }
      self = .skip(after: span)
    default: return nil
    }
  }
}
