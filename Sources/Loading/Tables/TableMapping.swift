import Core

/// `NAME.mapping.yaml`: which column is what.
struct TableMapping {
  enum Kind: String, CaseIterable {
    case projects, milestones, responsibilities

    /// What a column can be, as in the YAML ledger.
    var fields: [String] {
      switch self {
      case .projects:
        ProjectDocument.keys.filter { $0 != "milestones" && $0 != "investment" } + [
          "total", "thisYear", "done", "year",
        ]
      case .milestones: ["project"] + MilestoneDocument.keys + ["year"]
      case .responsibilities: ResponsibilityDocument.keys.filter { $0 != "every" && $0 != "fanOut" } + ["year"]
      }
    }

    /// What a table without a mapping is known by.
    var neededFields: [String] {
      switch self {
      case .projects: ["name"]
      case .milestones: ["project", "name"]
      case .responsibilities: ["title"]
      }
    }

    var knownHeaders: [String: [String]] {
      switch self {
      case .projects: KnownHeaders.projects
      case .milestones: KnownHeaders.milestones
      case .responsibilities: KnownHeaders.responsibilities
      }
    }
  }

  enum PartyRule: String, CaseIterable {
    /// A party must stand in parties.yaml.
    case known
    /// One that does not becomes a party without contacts.
    case create
  }

  var kind: Kind?
  /// The CSV file meant, where it is not NAME.csv.
  var file: String?
  var encoding: TextEncoding = .auto
  /// Alternatives of each field, each a header or a pattern.
  var columns: [String: [Column]] = [:]
  var units: [String: Money.Unit] = [:]
  var edge: LooseDate.Edge?
  var year: Int?
  var values: [String: Element] = [:]
  var parties: PartyRule = .known

  struct Column {
    var pattern: String
    var place: Place
  }

  private static let keys = ["kind", "file", "encoding", "columns", "units", "dates", "values", "parties"]

  static func read(_ source: SourceFile, _ findings: Findings) -> TableMapping? {
    guard let bytes = source.bytes(limit: Limits.yamlBytes, findings),
      let root = YAMLDocument.read(bytes, of: source, findings),
      let fields = Fields(root, "a mapping file", keys: keys, findings)
    else { return nil }
    let before = findings.errorCount
    var mapping = TableMapping()
    guard let kindElement = fields.required("kind"), let kind = fields.choice(of: kindElement, "kind", Kind.self) else {
      return nil
    }
    mapping.kind = kind
    mapping.file = fields.text("file")
    mapping.encoding = fields.choice("encoding") ?? .auto
    mapping.parties = fields.choice("parties") ?? .known
    if let columns = fields.fields("columns", "the columns", keys: kind.fields) {
      for field in kind.fields {
        mapping.columns[field] = columns.list(field).compactMap { element in
          columns.text(of: element, field).map { Column(pattern: $0, place: element.place) }
        }
      }
      mapping.columns = mapping.columns.filter { !$0.value.isEmpty }
    }
    if let units = fields.fields("units", "the units", keys: ["total", "thisYear", "done"]) {
      for field in ["total", "thisYear", "done"] { mapping.units[field] = units.choice(field, Money.Unit.self) }
    }
    if let dates = fields.fields("dates", "the dates", keys: ["year", "context"]) {
      mapping.edge = dates.choice("year", LooseDate.Edge.self)
      mapping.year = dates.number("context", in: 1900...2199)
    }
    if let values = fields.fields("values", "the values", keys: kind.fields) {
      for field in kind.fields { mapping.values[field] = values.element(field) }
    }
    return findings.errorCount == before ? mapping : nil
  }
}
