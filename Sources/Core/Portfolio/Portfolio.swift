/// Everything the office has told us, checked: what the loader makes of a configuration directory.
package struct Portfolio: Sendable {
  package var office: Office
  package var zone: ZoneRules
  package var calendars: [CalendarID: WorkCalendar]
  package var parties: [PartyID: Party]
  package var webhooks: [WebhookID: WebhookEndpoint]
  package var policies: [PolicyID: Policy]
  /// Tried in order for a project or row that names none: the first that watches the duty's kind.
  package var defaultPolicies: [PolicyID]
  /// Of what names none.
  package var defaultCalendar: CalendarID = "cn"
  package var projects: [Project]
  package var responsibilities: [Responsibility]
  /// Answers that stand in ledger files, in their order.
  package var answers: [FiledAnswer] = []
  /// Silences taken, in the order of their numbers.
  package var silences: [Answer] = []
  /// Which open alerts make which levels needless on the rest of their project.
  package var inhibitions: [Inhibition] = []
  package var quotas: [Quota]
  /// When messages may leave, for parties that say nothing else.
  package var releases: ReleaseWishes

  package init(
    office: Office, zone: ZoneRules, calendars: [CalendarID: WorkCalendar], parties: [PartyID: Party] = [:],
    webhooks: [WebhookID: WebhookEndpoint] = [:], policies: [PolicyID: Policy] = [:],
    defaultPolicies: [PolicyID] = [], projects: [Project] = [], responsibilities: [Responsibility] = [],
    quotas: [Quota] = [], releases: ReleaseWishes = ReleaseWishes()
  ) {
    self.office = office
    self.zone = zone
    self.calendars = calendars
    self.parties = parties
    self.webhooks = webhooks
    self.policies = policies
    self.defaultPolicies = defaultPolicies
    self.projects = projects
    self.responsibilities = responsibilities
    self.quotas = quotas
    self.releases = releases
  }
}

/// The letterhead.
package struct Office: Hashable, Sendable {
  package var name: String
  /// 机关代字 of document numbers: 驻项目督 in 驻项目督〔2021〕17号.
  package var numberPrefix: String
  package var contact: String
  package var phone: String

  package init(name: String, numberPrefix: String, contact: String = "", phone: String = "") {
    self.name = name
    self.numberPrefix = numberPrefix
    self.contact = contact
    self.phone = phone
  }
}
