import Core
import Glibc

/// Which files of `ledger/` are what.
enum LedgerFolder {
  private static let mappingSuffix = ".mapping.yaml"

  /// Adds every ledger of a folder, in the order of their names.
  /// - Returns: the number of files read.
  static func add(_ folder: String, name: String, to assembly: inout LedgerAssembly, _ findings: Findings) -> Int {
    if access(folder, F_OK) != 0, errno == ENOENT {
      findings.warning("file.missing", "There is no directory \"\(name)\": nothing is due.", at: Place(file: name))
      return 0
    }
    let files = Directory.names(in: folder, called: name, findings)
      .map { SourceFile(path: "\(folder)/\($0)", name: "\(name)/\($0)") }
    for file in files where Directory.exists(file.path) {
      findings.warning("file.unknown", "Is a directory and was not read.", at: file.place)
    }
    return add(files.filter { !Directory.exists($0.path) }, to: &assembly, findings)
  }

  /// - Parameter areNamed: whether somebody asked for these very files, so that each has to be a ledger.
  static func add(
    _ files: [SourceFile], areNamed: Bool = false, to assembly: inout LedgerAssembly, _ findings: Findings
  ) -> Int {
    let mappings = files.filter { $0.name.hasSuffix(mappingSuffix) }
    let tables = files.filter { $0.name.hasSuffix(".csv") }
    var documents: [SourceFile] = []
    var count = 0
    for file in files {
      switch file.name {
      case _ where file.name.hasSuffix(mappingSuffix): break
      case _ where [".yaml", ".yml", ".json"].contains { file.name.hasSuffix($0) }: documents.append(file)
      case _ where file.name.hasSuffix(".csv"): break
      case _ where ImportedPlan.suffixes.contains { file.name.hasSuffix($0) }: assembly.add(plan: file)
      default:
        if areNamed {
          findings.error(
            file.exists ? "file.unknown" : "file.missing",
            file.exists ? ForeignFile.message(of: file) : "There is no such file.", at: file.place)
        } else if !file.name.hasSuffix(".md") {
          findings.warning("file.unknown", ForeignFile.message(of: file), at: file.place)
        }
        continue
      }
      count += 1
    }
    assembly.add(documents: documents)
    var used: Set<String> = []
    for table in tables {
      let mapping = mappings.first { self.table(of: $0) == baseName(of: table.name) }
      if let mapping { used.insert(mapping.name) }
      assembly.add(table: table, mapping: mapping)
    }
    for mapping in mappings where !used.contains(mapping.name) {
      let wanted = table(of: mapping)
      findings.error(
        "mapping.noFile", "There is no file \"\(wanted)\" for this mapping.", at: mapping.place,
        nearest: nearestName(to: wanted, among: tables.map { baseName(of: $0.name) }))
    }
    return count
  }

  /// The CSV file a mapping is for: what it says under `file`, else its own name.
  private static func table(of mapping: SourceFile) -> String {
    let ignored = Findings()
    if let bytes = mapping.bytes(limit: Limits.yamlBytes, ignored),
      let root = YAMLDocument.read(bytes, of: mapping, ignored), case .map(let entries) = root.content,
      let entry = entries.first(where: { $0.key == "file" }), case .text(let name, _) = entry.value.content,
      !name.isEmpty
    {
      return baseName(of: name)
    }
    return baseName(of: mapping.name).dropLast(mappingSuffix.count) + ".csv"
  }
}
