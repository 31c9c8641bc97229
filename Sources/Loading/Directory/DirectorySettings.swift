import Core

/// Everything of a configuration directory but its ledgers.
struct DirectorySettings {
  var main: MainDocument
  var references = References()
  var templates: [String: String] = [:]
  var releases = ReleaseWishes()
  var fileCount = 0

  var delivery: DeliverySettings {
    DeliverySettings(mail: main.mail, webhooks: main.webhooks, templates: templates)
  }

  func portfolio(of assembly: LedgerAssembly) -> Portfolio {
    let webhooks = main.webhooks.map { ($0.id, WebhookEndpoint(id: $0.id, url: $0.url)) }
    var portfolio = Portfolio(
      office: main.office, zone: main.zone, calendars: references.calendars, parties: references.parties.parties,
      webhooks: Dictionary(webhooks) { first, _ in first }, policies: references.policies,
      defaultPolicies: references.defaultPolicies, projects: assembly.projects,
      responsibilities: assembly.responsibilities, quotas: assembly.quotas,
      releases: releases)
    portfolio.defaultCalendar = references.defaultCalendar
    return portfolio
  }

  static func read(_ directory: String, _ findings: Findings) -> DirectorySettings {
    let mainFile = SourceFile(path: directory + "/daopai.yaml", name: "daopai.yaml")
    var settings = DirectorySettings(main: MainDocument(place: mainFile.place))
    let mainIsRead: Bool
    if !mainFile.exists {
      findings.error("file.missing", "There is no daopai.yaml in \(directory).", at: mainFile.place)
      mainIsRead = false
    } else if let root = settings.yaml(mainFile, findings) {
      settings.main = MainDocument.read(root, findings)
      mainIsRead = true
    } else {
      mainIsRead = false
    }
    settings.readTemplates(directory, findings)
    settings.readCalendars(directory, findings)
    settings.releases =
      settings.main.delivery.flatMap { ReleaseDocument.read($0, calendars: settings.knownCalendars) } ?? ReleaseWishes()
    settings.readParties(directory, mainIsRead: mainIsRead, findings)
    settings.readPolicies(directory, mainIsRead: mainIsRead, findings)
    settings.checkDefaults(mainIsRead: mainIsRead, findings)
    return settings
  }

  private mutating func yaml(_ file: SourceFile, _ findings: Findings) -> Element? {
    fileCount += 1
    guard let bytes = file.bytes(limit: Limits.yamlBytes, findings) else { return nil }
    return YAMLDocument.read(bytes, of: file, findings)
  }

  private mutating func readTemplates(_ directory: String, _ findings: Findings) {
    for name in Directory.names(in: directory + "/templates", called: "templates", findings) {
      let file = SourceFile(path: "\(directory)/templates/\(name)", name: "templates/\(name)")
      guard name.hasSuffix(".mustache") else {
        if !name.hasSuffix(".md") {
          findings.warning("file.unknown", "Is no .mustache file and was not read.", at: file.place)
        }
        continue
      }
      fileCount += 1
      guard let bytes = file.bytes(limit: 1 << 20, findings),
        let text = TextEncoding.utf8.decode(bytes, of: file, findings)
      else { continue }
      templates[stem(of: name)] = String(decoding: text, as: UTF8.self)
    }
  }

  private mutating func readCalendars(_ directory: String, _ findings: Findings) {
    let before = findings.errorCount
    let documents = CalendarLoader.read(folder: directory + "/calendars", name: "calendars", findings)
    fileCount += documents.count
    references.calendars = CalendarLoader.resolve(documents, known: [:], isComplete: true, findings)
    references.hasAllCalendars = findings.errorCount == before
  }

  private mutating func readParties(_ directory: String, mainIsRead: Bool, _ findings: Findings) {
    let file = SourceFile(path: directory + "/parties.yaml", name: "parties.yaml")
    guard file.exists else { return }
    guard let root = yaml(file, findings) else {
      references.parties.isComplete = false
      return
    }
    references.parties = PartiesDocument.read(
      root, webhooks: mainIsRead ? main.webhooks.map(\.id) : nil, calendars: knownCalendars, findings)
  }

  /// Nil where some could not be read: what names them is then not at fault.
  private var knownCalendars: [CalendarID]? { references.hasAllCalendars ? Array(references.calendars.keys) : nil }

  private mutating func readPolicies(_ directory: String, mainIsRead: Bool, _ findings: Findings) {
    let around = PolicyDocument.Surroundings(
      parties: references.parties, templates: Set(templates.keys), hasMail: main.mentionsMail || !mainIsRead,
      hasWebhooks: !main.webhooks.isEmpty || !mainIsRead)
    // What other cities do lies beside, to be copied from.
    let names = Directory.names(in: directory + "/policies", called: "policies", findings)
    var folder = PolicyFolder(findings)
    for name in names where name != "examples" {
      let file = SourceFile(path: "\(directory)/policies/\(name)", name: "policies/\(name)")
      guard name.hasSuffix(".yaml") else {
        if !name.hasSuffix(".md") {
          findings.warning("file.unknown", "Is no .yaml file and was not read.", at: file.place)
        }
        continue
      }
      if let root = yaml(file, findings) { folder.add(root) } else { references.hasAllPolicies = false }
    }
    for root in folder.resolved() {
      guard let root, let policy = PolicyDocument.read(root, around, findings) else {
        references.hasAllPolicies = false
        continue
      }
      if let first = references.policies[policy.id] {
        findings.error(
          "policy.duplicate", "The policy \"\(policy.id)\" is already defined at \(first.place).", at: policy.place)
      }
      references.policies[policy.id] = policy
    }
  }

  private mutating func checkDefaults(mainIsRead: Bool, _ findings: Findings) {
    references.defaultCalendar = main.calendar.id
    references.defaultPolicies = main.policies.map(\.id)
    guard mainIsRead else {
      references.hasAllCalendars = false
      references.hasAllPolicies = false
      return
    }
    if references.calendars[main.calendar.id] == nil, references.hasAllCalendars {
      let known = references.calendars.keys.map(\.text).sorted()
      findings.error(
        "ledger.unknownCalendar", "There is no calendar \"\(main.calendar.id)\" in calendars/.",
        at: main.calendar.place,
        nearest: nearestName(to: main.calendar.id.text, among: known))
      references.hasAllCalendars = false
    }
    for (id, place) in main.policies where references.policies[id] == nil && references.hasAllPolicies {
      let known = references.policies.keys.map(\.text).sorted()
      findings.error(
        "ledger.unknownPolicy", "There is no policy \"\(id)\" in policies/.", at: place,
        nearest: nearestName(to: id.text, among: known))
    }
  }
}
