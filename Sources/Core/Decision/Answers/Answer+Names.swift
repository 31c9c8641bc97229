// Names in answers, held against what the office has told us.

/// A name that names nothing there is.
package struct UnknownName: Hashable, Sendable, Error {
  package var kind: Saying
  package var name: String
  /// The nearest one that there is.
  package var nearest: String?

  fileprivate init(_ kind: Saying, _ name: String, among known: some Sequence<String>) {
    self.kind = kind
    self.name = name
    nearest = nearestName(to: name, among: Set(known).sorted())
  }

  package func words(in language: Language) -> String {
    language == .zh
      ? "没有 \(name) 这个\(kind.words(in: .zh))" + (nearest.map { "；是不是 \($0)？" } ?? "")
      : "there is no \(kind.words(in: .en)) \(name)" + (nearest.map { "; did you mean \($0)?" } ?? "")
  }
}

extension Portfolio {
  /// The party called so, by id, name or alias; blanks inside do not count (王  斌).
  package func party(named name: String) throws(UnknownName) -> PartyID {
    if parties[PartyID(name)] != nil { return PartyID(name) }
    let wanted = name.filter { !$0.isWhitespace }
    let found = parties.values.filter { party in
      ([party.name] + party.aliases).contains { $0.filter { !$0.isWhitespace } == wanted }
    }
    if let party = found.min(by: { $0.id.text < $1.id.text }) { return party.id }
    throw UnknownName(
      Self.partyWords, name, among: parties.values.lazy.flatMap { [$0.id.text, $0.name] + $0.aliases })
  }

  /// The answer with its parties by their ids, and what in it names nothing: nobody would be spared by it, nothing silenced.
  ///
  /// Patterns are taken as they are. What names a subject or an alert is looked at when the answer is taken.
  package func resolved(_ content: Answer.Content) -> (content: Answer.Content, unknown: [UnknownName]) {
    var unknown: [UnknownName] = []
    func party(_ id: PartyID) -> PartyID {
      do throws(UnknownName) { return try self.party(named: id.text) } catch {
        unknown.append(error)
        return id
      }
    }
    switch content {
    case .handOver(let from, let to): return (.handOver(from: party(from), to: party(to)), unknown)
    case .unacknowledge(let alert, let whose?): return (.unacknowledge(alert, of: party(whose)), unknown)
    case .excuse(_, let levels, _):
      unknown = levels.filter { !self.levels.contains($0) }.map { UnknownName(Self.levelWords, $0, among: self.levels) }
    case .silence(var silence):
      for index in silence.matchers.indices where silence.matchers[index].operation != .isLike {
        let matcher = silence.matchers[index]
        if matcher.field == .party {
          silence.matchers[index].value = party(PartyID(matcher.value)).text
        } else if let fault = fault(of: matcher) {
          unknown.append(fault)
        }
      }
      return (.silence(silence), unknown)
    default: break
    }
    return (content, unknown)
  }

  private static let partyWords = Saying(en: "party", zh: "单位或责任人")
  private static let levelWords = Saying(en: "level", zh: "级别")

  private var levels: Set<String> { Set(policies.values.lazy.flatMap(\.rungs).map(\.level)) }

  /// Of a condition for one value.
  private func fault(of matcher: Matcher) -> UnknownName? {
    func unless(_ known: some Sequence<String>, _ kind: Saying) -> UnknownName? {
      known.contains(matcher.value) ? nil : UnknownName(kind, matcher.value, among: known)
    }
    return switch matcher.field {
    case .party: nil
    case .level: unless(levels, Self.levelWords)
    case .duty: dutyFault(matcher.value)
    case .project: unless(projects.map(\.id.text), Saying(en: "project", zh: "项目"))
    case .milestone: unless(projects.flatMap { $0.milestones.map(\.id.text) }, Saying(en: "milestone", zh: "节点"))
    case .row: unless(responsibilities.map(\.id) + quotas.map(\.id), Saying(en: "row", zh: "条目"))
    case .area: unless(projects.compactMap(\.area), Saying(en: "area of a project", zh: "项目所在县区"))
    case .category: unless(projects.compactMap(\.category), Saying(en: "category of a project", zh: "项目类别"))
    case .batch: unless(projects.compactMap(\.batch), Saying(en: "batch of a project", zh: "项目批次"))
    case .policy: unless(policies.keys.map(\.text), Saying(en: "policy", zh: "督办规则"))
    case .kind: unless(Duty.Kind.allCases.map(\.rawValue), Saying(en: "kind of duty", zh: "事项种类"))
    }
  }

  /// Duties come and go; their project, milestone or row is there before and after.
  private func dutyFault(_ text: String) -> UnknownName? {
    let words = Saying(en: "duty", zh: "事项")
    let root = String(text.prefix { !"/:@".contains($0) })
    if let project = projects.first(where: { $0.id.text == root }) {
      let duties = project.milestones.flatMap { ["\(root)/\($0.id):finish", "\(root)/\($0.id):start"] }
      return duties.contains(text) || text.hasPrefix("\(root)/progress@")
        ? nil : UnknownName(words, text, among: duties)
    }
    let rows = responsibilities.map(\.id) + quotas.map(\.id)
    if rows.contains(root) || root == "silence" { return nil }
    return UnknownName(words, text, among: projects.map(\.id.text) + rows)
  }
}
