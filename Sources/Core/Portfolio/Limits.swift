/// Every maximum in the system, in one place.
package enum Limits {
  /// Bytes of one YAML file. YAML is for settings and small ledgers; mass data comes as CSV.
  package static let yamlBytes = 16 << 20
  package static let yamlDepth = 32
  package static let yamlNodes = 2_000_000
  /// Bytes of one plan of another planner.
  package static let xmlBytes = 64 << 20
  package static let csvBytes = 1 << 30
  package static let csvFieldBytes = 64 << 10
  package static let csvColumns = 512
  package static let filesPerDirectory = 10_000
  package static let projects = 1_000_000
  package static let milestonesPerProject = 100_000
  package static let nameCharacters = 500
  package static let identifierCharacters = 120
  package static let rungs = 32
  /// In a condition on several periods running.
  package static let conditionPeriods = 60
  /// Of one project: weekly for twenty years.
  package static let assessedPeriods = 1100
  package static let reportsPerProject = 10_000
  package static let groupDepth = 8
  /// Diagnostics shown; the rest are counted.
  package static let diagnostics = 200
  /// Duties of one instant decided in one go, before questions have their turn.
  package static let decisionSlice = 128
  /// How far ahead recurring duties are laid out, in days.
  package static let horizonDays = 400
  package static let requestBytes = 1 << 20
  package static let listPage = 1000
  /// Of a webhook body (Standard Webhooks asks for less than 20 kB).
  package static let webhookBodyBytes = 20_000
  package static let responseBytes = 64 << 10
  /// How long a webhook's answer may put off the next try.
  package static let retryAfterSeconds = 86_400
  /// Each has a thread of its own, twice during a reload, and one for its lane: the unit allows 256 (`TasksMax`).
  package static let webhooks = 50
  /// Transfers of one sink under way at once.
  package static let transfersPerSink = 16
  /// Alerts in one message.
  package static let digestItems = 500
  /// Pages of 4 KiB that the store's write-ahead log may hold before a commit has to copy them into the file.
  package static let logPages = 16_384
  /// Decisions in one commit.
  package static let commitBatch = 1000
  /// Outbox rows kept in memory between their commit and their claim; about 600 bytes each.
  package static let handOver = 65_536
  /// Deliveries of a lane that are claimed at once; lines that the log is given at a time.
  package static let deliveryWindow = 2000
}
