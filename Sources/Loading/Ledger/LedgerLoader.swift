package import Core

/// Reads ledger files alone, offline: `plan show FILE…`.
package enum LedgerLoader {
  /// Without a configuration a ledger that names no calendar is planned on this one: Monday to Friday, no holidays.
  package static let builtInCalendar: CalendarID = "monday-friday"

  /// - Parameters:
  ///   - files: YAML, JSON, CSV or plans of other planners; any other is an error.
  ///   - mappings: mapping files of the CSV files; one that stands beside its CSV need not be named.
  ///   - configuration: a directory whose calendars, parties and policies the ledgers may name. Its own ledgers are not
  ///     read.
  ///   - today: status date of projects that name none.
  ///   - done: what dates of things done are held against.
  package static func load(
    files: [String], mappings: [String], configuration: String?, today: CivilDate,
    done: LatestDone = .unjudged
  ) -> LedgerOutcome {
    let findings = Findings()
    var settings: DirectorySettings?
    var references = References()
    if let configuration {
      let read = DirectorySettings.read(configuration, findings)
      references = read.references
      settings = read
    } else {
      references.calendars[builtInCalendar] = WorkCalendar(id: builtInCalendar)
      references.defaultCalendar = builtInCalendar
      // Who is to be told cannot be known without the list of parties: names are taken as they are.
      references.hasAllPolicies = false
      references.parties.isComplete = false
    }
    references.latestDone = done.day(in: settings?.main.zone ?? .utc)
    var assembly = LedgerAssembly(references: references, findings: findings)
    let given = (files + mappings).map { SourceFile(path: $0, name: $0) }
    let beside = files.filter { $0.hasSuffix(".csv") }
      .map { $0.dropLast(4) + ".mapping.yaml" }
      .map { SourceFile(path: $0, name: $0) }
      .filter { file in file.exists && !given.contains { $0.path == file.path } }
    if !mappings.isEmpty || !beside.isEmpty || !files.isEmpty {
      _ = LedgerFolder.add(given + beside, areNamed: true, to: &assembly, findings)
    }
    assembly.assemble()
    assembly.checkPlans(today: today)
    guard findings.errorCount == 0 else { return (nil, findings.sorted) }
    if var settings {
      settings.references = assembly.references
      return (settings.portfolio(of: assembly), findings.sorted)
    }
    let portfolio = Portfolio(
      office: Office(name: "", numberPrefix: ""), zone: .utc, calendars: assembly.references.calendars,
      parties: assembly.references.parties.parties, projects: assembly.projects,
      responsibilities: assembly.responsibilities, quotas: assembly.quotas)
    return (portfolio, findings.sorted)
  }
}
