package import Core

/// Reads a configuration directory as a whole.
package enum ConfigurationLoader {
  /// - Parameters:
  ///   - today: status date of projects that name none.
  ///   - done: what dates of things done are held against.
  ///   - keep: told of every file that is read, by its name in the directory, with the bytes that count.
  ///   - cache: has large ledger files that were read before.
  package static func load(
    directory: String, today: CivilDate, done: LatestDone = .unjudged,
    keep: ((_ name: String, _ bytes: [UInt8]) -> Void)? = nil, cache: ReadingCache? = nil
  ) -> LoadOutcome {
    let findings = Findings()
    findings.keep = keep
    guard Directory.exists(directory) else {
      findings.error("file.missing", "There is no directory \"\(directory)\".", at: Place(file: directory))
      return LoadOutcome(configuration: nil, diagnostics: findings.sorted)
    }
    var settings = DirectorySettings.read(directory, findings)
    settings.references.latestDone = done.day(in: settings.main.zone)
    var assembly = LedgerAssembly(references: settings.references, findings: findings, cache: cache)
    let files = LedgerFolder.add(directory + "/ledger", name: "ledger", to: &assembly, findings)
    assembly.assemble()
    assembly.checkPlans(today: today)
    let answers = assembly.answers(in: settings.main.zone)
    ContactCheck(assembly, settings, findings).run()
    guard findings.errorCount == 0 else { return LoadOutcome(configuration: nil, diagnostics: findings.sorted) }
    settings.references = assembly.references
    var portfolio = settings.portfolio(of: assembly)
    portfolio.answers = answers.map { resolved($0, in: portfolio, findings) }
    portfolio.inhibitions = settings.main.inhibitions
    var counts = Configuration.Counts()
    counts.files = settings.fileCount + files
    counts.projects = portfolio.projects.count
    counts.milestones = portfolio.projects.reduce(0) { $0 + $1.milestones.count }
    counts.responsibilities = portfolio.responsibilities.count
    counts.parties = portfolio.parties.count
    counts.policies = portfolio.policies.count
    counts.calendars = portfolio.calendars.count
    let configuration = Configuration(
      portfolio: portfolio, delivery: settings.delivery, language: settings.main.language, directory: directory,
      defaultCalendar: settings.references.defaultCalendar, counts: counts)
    return LoadOutcome(configuration: configuration, diagnostics: findings.sorted)
  }

  /// Only a warning: a silence may outlive what it was for.
  private static func resolved(_ answer: FiledAnswer, in portfolio: Portfolio, _ findings: Findings) -> FiledAnswer {
    var answer = answer
    let (content, unknown) = portfolio.resolved(answer.content)
    answer.content = content
    for name in unknown {
      findings.warning(
        "answer.unknownName", "There is no \(name.kind.words(in: .en)) \"\(name.name)\".", at: answer.place,
        nearest: name.nearest)
    }
    return answer
  }
}
