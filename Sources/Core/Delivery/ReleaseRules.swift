/// When messages to a party may leave: its hours 防打扰, one message for what comes together 汇总, and how many a day.
package struct ReleaseRules: Hashable, Sendable {
  /// The hours in which the party may be disturbed; nil: any.
  package var hours: WorkCalendar?
  /// What comes within so many seconds of the first goes with it; 0: every alert has its own message.
  package var windowSeconds: Int64
  /// Messages a day; nil: any number.
  package var dailyLimit: Int?

  package init(hours: WorkCalendar? = nil, windowSeconds: Int64 = 0, dailyLimit: Int? = nil) {
    self.hours = hours
    self.windowSeconds = windowSeconds
    self.dailyLimit = dailyLimit
  }

  /// Whatever is due may go at once.
  package var isIdle: Bool { hours == nil && windowSeconds == 0 && dailyLimit == nil }
}

/// What an office says of its messages in general, and a party of its own: the party's word counts.
package struct ReleaseWishes: Hashable, Sendable {
  package enum Hours: Hashable, Sendable {
    case any
    case working(CalendarID)
  }

  package var hours: Hours?
  package var windowSeconds: Int64?
  package var dailyLimit: Int?

  package init(hours: Hours? = nil, windowSeconds: Int64? = nil, dailyLimit: Int? = nil) {
    self.hours = hours
    self.windowSeconds = windowSeconds
    self.dailyLimit = dailyLimit
  }
}

extension Portfolio {
  /// The rules for messages to a party.
  package func releaseRules(for id: PartyID?) -> ReleaseRules {
    let own = id.flatMap { parties[$0]?.releases }
    var rules = ReleaseRules(
      windowSeconds: own?.windowSeconds ?? releases.windowSeconds ?? 0,
      dailyLimit: own?.dailyLimit ?? releases.dailyLimit)
    if case .working(let calendar)? = own?.hours ?? releases.hours { rules.hours = calendars[calendar] }
    return rules
  }

  /// Whether the messages of a day have to be counted.
  package var limitsMessages: Bool {
    releases.dailyLimit != nil || parties.values.contains { $0.releases?.dailyLimit != nil }
  }

  /// Whether any message may ever have to wait.
  package var holdsMessages: Bool {
    releases != ReleaseWishes() || parties.values.contains { $0.releases != nil }
  }
}
