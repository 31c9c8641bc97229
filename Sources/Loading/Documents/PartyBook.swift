import Core

/// Who may be named: parties by id, name or alias.
struct PartyBook {
  private(set) var parties: [PartyID: Party] = [:]
  /// Made from a table: known to have no contact.
  private(set) var created: Set<PartyID> = []
  private var byName: [String: PartyID] = [:]
  /// False where the list of parties could not be read: then an unknown name is not the ledger's fault.
  var isComplete = true

  /// Whom no message can reach, and the groups that they belong to.
  var unreachable: Set<PartyID> {
    var found = Set(parties.values.filter { $0.kind != .group && $0.email == nil && $0.webhook == nil }.map(\.id))
    found.subtract(created)
    if found.isEmpty { return [] }
    for _ in 0..<Limits.groupDepth {
      let groups = parties.values.filter { $0.kind == .group && !found.isDisjoint(with: $0.members) }
      found.formUnion(groups.map(\.id))
    }
    return found
  }

  subscript(id: PartyID) -> Party? { parties[id] }

  /// Every spelling that finds a party, in a stable order.
  var names: [(name: String, id: PartyID)] { byName.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

  /// The party called `name`; blanks inside do not count (王  斌).
  func find(_ name: String) -> PartyID? {
    byName[name] ?? byName[PartyBook.key(name)]
  }

  func nearest(to name: String, _ findings: Findings) -> String? {
    findings.nearest(to: name, among: Array(byName.keys))
  }

  /// The names that another party already has.
  mutating func insert(_ party: Party) -> [(name: String, other: PartyID)] {
    var taken: [(String, PartyID)] = []
    for name in [party.id.text, party.name] + party.aliases {
      for spelling in Set([name, PartyBook.key(name)]) {
        if let other = byName[spelling] {
          if other != party.id, !taken.contains(where: { $0.0 == name }) { taken.append((name, other)) }
        } else {
          byName[spelling] = party.id
        }
      }
    }
    if parties[party.id] != nil { taken.append((party.id.text, party.id)) } else { parties[party.id] = party }
    return taken
  }

  mutating func setAbsences(_ absences: [Absence], of party: PartyID) { parties[party]?.absences = absences }

  mutating func setMembers(_ members: [PartyID], of group: PartyID) { parties[group]?.members = members }

  mutating func markCreated(_ party: PartyID) { created.insert(party) }

  private static func key(_ name: String) -> String { name.filter { !$0.isWhitespace } }
}
