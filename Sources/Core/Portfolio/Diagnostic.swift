/// Where something stands in an input file. Lines and columns count from 1; 0 = unknown.
package struct Place: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var file: String
  private var storedLine: Int32
  private var storedColumn: Int32

  package init(file: String, line: Int = 0, column: Int = 0) {
    self.file = file
    storedLine = Int32(clamping: line)
    storedColumn = Int32(clamping: column)
  }

  package var line: Int { Int(storedLine) }
  package var column: Int { Int(storedColumn) }

  /// So many characters further on in its line.
  package func moved(by characters: Int) -> Place {
    line == 0 ? self : Place(file: file, line: line, column: column + characters)
  }

  package static func < (a: Place, b: Place) -> Bool {
    (a.file, a.line, a.column) < (b.file, b.line, b.column)
  }

  package var description: String { line == 0 ? file : "\(file):\(line):\(column)" }
}

/// One thing wrong with the input, written for the clerk who must mend it.
package struct Diagnostic: Hashable, Sendable, Error {
  package enum Severity: String, Sendable, Comparable {
    case error, warning
    package static func < (a: Self, b: Self) -> Bool { a == .error && b == .warning }
  }

  package var severity: Severity
  /// Stable and dotted: `yaml.unknownKey`, `plan.cycle`.
  package var code: String
  /// What was found and what was expected, in one or two sentences.
  package var message: String
  package var place: Place
  /// The nearest valid name, where something was probably misspelt.
  package var nearest: String?
  package var project: ProjectID?
  package var milestone: MilestoneID?

  package init(
    _ severity: Severity = .error, code: String, _ message: String, at place: Place, nearest: String? = nil,
    project: ProjectID? = nil, milestone: MilestoneID? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.place = place
    self.nearest = nearest
    self.project = project
    self.milestone = milestone
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `ledger/projects.yaml:12:5: error: unknown key "finsh" … Did you mean "finish"? [yaml.unknownKey]`
  package var description: String {
    let hint = nearest.map { " Did you mean \"\($0)\"?" } ?? ""
    return "\(place): \(severity.rawValue): \(message)\(hint) [\(code)]"
  }
}

/// The candidate with the smallest edit distance to `name`, if it is near enough to be what was meant.
package func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased())
  let limit = max(1, min(3, wanted.count / 2))
  var best: (distance: Int, name: String)?
  for candidate in candidates where candidate != name {
    let distance = editDistance(wanted, Array(candidate.lowercased()))
    if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
  }
  return best?.name
}

/// Levenshtein distance with neighbouring swaps counted as one edit (optimal string alignment).
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [i] + [Int](repeating: 0, count: b.count)
    for j in 1...b.count {
      row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], beforeLast[j - 2] + 1) }
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
