/// Who can be told: an official, a unit, or a group that stands for its members.
package struct Party: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable { case official, unit, group }

  package var id: PartyID
  package var name: String
  package var aliases: [String]
  package var kind: Kind
  /// Of a group: told in its place.
  package var members: [PartyID]
  package var email: String?
  package var webhook: WebhookID?
  /// Who has taken over its duties 交账: told in its place.
  package var successor: PartyID?
  /// When somebody else is told in its place.
  package var absences: [Absence] = []
  /// When it may be disturbed, where it differs from the office's rules.
  package var releases: ReleaseWishes?

  package init(
    id: PartyID, name: String, aliases: [String] = [], kind: Kind = .unit, members: [PartyID] = [],
    email: String? = nil, webhook: WebhookID? = nil, releases: ReleaseWishes? = nil
  ) {
    self.id = id
    self.name = name
    self.aliases = aliases
    self.kind = kind
    self.members = members
    self.email = email
    self.webhook = webhook
    self.releases = releases
  }
}

/// Days on which a party is away, and who stands in for it.
package struct Absence: Hashable, Sendable {
  package var from: CivilDate
  package var through: CivilDate
  package var deputy: PartyID
  package init(from: CivilDate, through: CivilDate, deputy: PartyID) {
    self.from = from
    self.through = through
    self.deputy = deputy
  }
}

/// What a party is to a project or a duty.
package enum Role: String, Hashable, Sendable, CaseIterable, Comparable {
  /// 分包领导
  case leader
  /// 责任人
  case owner
  /// 牵头单位
  case lead
  /// 配合单位
  case support

  package static func < (a: Role, b: Role) -> Bool { a.rank < b.rank }
  private var rank: Int {
    switch self {
    case .leader: 0
    case .owner: 1
    case .lead: 2
    case .support: 3
    }
  }
}

/// One party in one role.
package struct Assignment: Hashable, Sendable {
  package var role: Role
  package var party: PartyID
  package init(_ role: Role, _ party: PartyID) {
    self.role = role
    self.party = party
  }
}

/// A receiver of webhooks. Its signing secret is read by the shell from a file and never enters Core.
package struct WebhookEndpoint: Hashable, Sendable {
  package var id: WebhookID
  package var url: String
  package init(id: WebhookID, url: String) {
    self.id = id
    self.url = url
  }
}

extension [Assignment] {
  /// `own` takes the place of these in every role it names.
  func replaced(by own: [Assignment]) -> [Assignment] {
    if own.isEmpty { return self }
    let roles = Set(own.map(\.role))
    return filter { !roles.contains($0.role) } + own
  }
}
