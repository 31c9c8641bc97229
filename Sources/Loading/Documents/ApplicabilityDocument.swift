import Core

/// What stands under `applies:` of a policy, or under `where:` of a quota.
enum ApplicabilityDocument {
  static func read(_ owner: Fields, _ key: String) -> Applicability? {
    guard owner.has(key) else { return nil }
    guard
      let fields = owner.fields(
        key, "a choice of projects", keys: ["category", "area", "batch", "investment"])
    else { return nil }
    func names(_ key: String) -> Set<String> { Set(fields.list(key).compactMap { fields.text(of: $0, key) }) }
    let investment = fields.value(
      "investment", expected: "a limit such as \">= 50亿\"", code: "policy.applies"
    ) { text -> Condition.Clause? in
      guard let condition = Condition("investment \(text)"), condition.periods == 1, condition.clauses.count == 1
      else { return nil }
      return condition.clauses[0]
    }
    return Applicability(
      categories: names("category"), areas: names("area"), batches: names("batch"), investment: investment)
  }
}
