import Core

/// The documents and tables of a load: first their form, then, when all that they may refer to is known, their contents.
///
/// A large file that the cache knows is not read at all.
struct LedgerFiles {
  private let findings: Findings
  private let cache: ReadingCache?
  private var documentSources: [Source<LedgerDocument>] = []
  private var tableSources: [Source<LedgerTable>] = []

  private struct Source<Form: Sendable>: Sendable {
    let file: SourceFile
    let bytes: [UInt8]
    var mapping: SourceFile?
    /// Of a large file: what the cache calls it.
    let key: String?
    /// What the cache has of it, from when it was read before.
    var entry: [UInt8]?
    /// Nil as long as it need not be read.
    var form: Form?
  }

  /// File by file, in their order.
  struct Contents {
    var projectsOfDocuments: [LedgerReader.ReadProject] = []
    var responsibilitiesOfDocuments: [Responsibility?] = []
    var projectsOfTables: [LedgerReader.ReadProject] = []
    var responsibilitiesOfTables: [Responsibility?] = []
    var milestones: [MilestoneRun] = []
  }

  init(_ findings: Findings, cache: ReadingCache?) {
    self.findings = findings
    self.cache = cache
  }

  /// Those that had to be read. What the cache knows holds projects or milestones, and nothing else.
  var documents: [LedgerDocument] { documentSources.compactMap(\.form) }
  var tables: [LedgerTable] { tableSources.compactMap(\.form) }

  // MARK: Form

  /// - Returns: false where one of them could not be read.
  mutating func add(documents files: [SourceFile]) -> Bool {
    let sources = files.compactMap { file in
      file.bytes(limit: Limits.yamlBytes, findings).map { source(file, $0) as Source<LedgerDocument> }
    }
    documentSources = parsed(sources)
    return documentSources.count == files.count
  }

  mutating func add(table file: SourceFile, mapping: SourceFile?) -> Bool {
    guard let bytes = file.bytes(limit: Limits.csvBytes, findings) else { return false }
    var source: Source<LedgerTable> = source(file, bytes, mapping: mapping)
    if source.entry == nil {
      guard let table = LedgerTable.read(bytes, of: file, mapping: mapping, findings) else { return false }
      source.form = table
    }
    tableSources.append(source)
    return true
  }

  private func source<Form>(_ file: SourceFile, _ bytes: [UInt8], mapping: SourceFile? = nil) -> Source<Form> {
    guard let cache, bytes.count >= ReadingCache.smallestFile else {
      return Source(file: file, bytes: bytes, mapping: mapping, key: nil)
    }
    let rules = mapping.flatMap { $0.bytes(limit: Limits.yamlBytes, Findings()) } ?? []
    let key = cache.key(of: file, bytes, mapping: rules)
    return Source(file: file, bytes: bytes, mapping: mapping, key: key, entry: cache.entry(key))
  }

  /// Without those that cannot be read.
  private func parsed(_ sources: [Source<LedgerDocument>]) -> [Source<LedgerDocument>] {
    let bytes = sources.reduce(0) { $0 + ($1.entry == nil ? $1.bytes.count : 0) }
    return readInParallel(sources, chunks: bytes < 1_000_000 ? 1 : sources.count, findings) {
      source, findings -> Source<LedgerDocument>? in
      if source.entry != nil || source.form != nil { return source }
      let root =
        source.file.name.hasSuffix(".json")
        ? JSONDocument.read(source.bytes, of: source.file, findings)
        : YAMLDocument.read(source.bytes, of: source.file, findings)
      var source = source
      source.form = root.flatMap { LedgerDocument($0, findings) }
      return source.form == nil ? nil : source
    }.compactMap { $0 }
  }

  // MARK: Contents

  /// Reads what is in them, and keeps in the cache what it does not know yet.
  mutating func read(_ references: References) -> Contents {
    let digest = cache.map { references.digest($0.hash) } ?? ""
    let reader = LedgerReader(references: references)
    var contents = Contents()
    read(documentsInto: &contents, reader, digest)
    read(tablesInto: &contents, reader, digest)
    return contents
  }

  private mutating func read(documentsInto contents: inout Contents, _ reader: LedgerReader, _ digest: String) {
    let known = decoded(documentSources, digest, reader.references.latestDone)
    for index in documentSources.indices where known[index] == nil { documentSources[index].entry = nil }
    documentSources = parsed(documentSources)
    let elements = documentSources.map { $0.form?.projects ?? [] }
    // All of them at once: one file may hold most.
    let all = elements.flatMap { $0 }
    let read = readInRuns(all, chunks: all.chunks, findings) { reader.projects($0, $1) }.flatMap { $0 }
    contents.responsibilitiesOfDocuments = documents.flatMap(\.responsibilities)
      .read(findings) { reader.responsibility($0, $1) }
    let faulty = findings.files
    var fresh: [(key: String, ledger: ReadLedger)] = []
    var start = 0
    for (index, source) in documentSources.enumerated() {
      if let ledger = known[index] {
        contents.projectsOfDocuments += ledger.projects.map { .init(project: $0) }
        continue
      }
      let own = read[start..<start + elements[index].count]
      start += own.count
      contents.projectsOfDocuments += own
      guard let key = source.key, source.form?.holdsProjectsOnly == true, isSound(source, faulty) else { continue }
      fresh.append((key, ReadLedger(references: digest, parts: [.init(projects: own.compactMap(\.project))])))
    }
    if let cache { _ = EveryCore().map(fresh[...]) { cache.keep($0.key, $0.ledger.bytes) } }
  }

  private mutating func read(tablesInto contents: inout Contents, _ reader: LedgerReader, _ digest: String) {
    let known = decoded(tableSources, digest, reader.references.latestDone)
    for index in tableSources.indices {
      let source = tableSources[index]
      if let ledger = known[index] {
        contents.projectsOfTables += ledger.projects.map { .init(project: $0) }
        contents.milestones += ledger.runs
        continue
      }
      let table = source.form ?? LedgerTable.read(source.bytes, of: source.file, mapping: source.mapping, findings)
      guard let table else { continue }
      tableSources[index].form = table
      var ledger = ReadLedger(references: digest)
      switch table.kind {
      case .projects:
        let read = readInRuns(table.rows, chunks: table.rows.chunks, findings) { reader.projects($0, of: table, $1) }
        contents.projectsOfTables += read.joined()
        ledger.parts = read.map { .init(projects: $0.compactMap(\.project)) }
      case .milestones:
        let plain = PlainRows(table)
        let read = readInRuns(table.rows, chunks: table.rows.chunks, findings) {
          reader.milestones($0, of: table, plain: plain, $1)
        }
        contents.milestones += read.joined()
        ledger.parts = read.map { .init(runs: $0) }
      case .responsibilities:
        contents.responsibilitiesOfTables += table.rows.read(findings) {
          reader.responsibility(table.row($0, reader.references, $1).element, $1)
        }
        continue
      }
      guard let key = source.key, !table.createsParties, isSound(source, findings.files) else { continue }
      cache?.keep(key, ledger.bytes)
    }
  }

  /// What the cache knows of each, as far as it was read with the same references. What is done later than `latestDone`
  /// was not found fault with then; it is read again, so that its place is known.
  private func decoded<Form>(_ sources: [Source<Form>], _ digest: String, _ latestDone: CivilDate?) -> [ReadLedger?] {
    let packed = sources.map { source in
      source.entry.flatMap { PackedLedger($0) }.flatMap { $0.references == digest ? $0 : nil }
    }
    let parts = packed.flatMap { $0?.parts ?? [] }
    var read = EveryCore().map(parts[...]) { ReadLedger.Part($0) }[...]
    return packed.map { ledger in
      guard let ledger else { return nil }
      let own = read.prefix(ledger.parts.count).compactMap { $0 }
      read = read.dropFirst(ledger.parts.count)
      if let latestDone, own.contains(where: { $0.isDone(after: latestDone) }) { return nil }
      return own.count == ledger.parts.count ? ReadLedger(references: digest, parts: own) : nil
    }
  }

  private func isSound<Form>(_ source: Source<Form>, _ faulty: Set<String>?) -> Bool {
    guard let faulty else { return false }
    return !faulty.contains(source.file.name) && !(source.mapping.map { faulty.contains($0.name) } ?? false)
  }
}
