package import Core

/// Reads ledger files alone, offline: `plan show FILE…`.
package enum LedgerLoader {
  /// - Parameters:
  ///   - files: YAML, JSON or CSV.
  ///   - mappings: mapping files of the CSV files, where they do not stand beside them.
  ///   - configuration: a directory whose calendars, parties and policies the ledgers may name.
  package static func load(
    files: [String], mappings: [String], configuration: String?, today: CivilDate
  ) -> LedgerOutcome {
    (nil, [])
  }
}
