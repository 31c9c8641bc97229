import Core

/// Collects every diagnostic of one load, so that a clerk sees them all at once.
final class Findings {
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var errorCount = 0
  /// Memory stays bounded on a hopeless file; what is beyond is only counted.
  private static let kept = 10_000
  private var dropped = 0
  private var searches = 0
  /// Of one kind of warning, so that a ledger of thousands stays readable. Errors are never left out so.
  private static let warningsOfAKind = 20
  private var warnings: [String: (count: Int, last: Place)] = [:]

  /// What is being read: whatever is found meanwhile carries its names.
  var project: ProjectID?
  var milestone: MilestoneID?

  /// Where parties stand that cannot be told anything, should somebody want to tell them. So many places of one.
  private var namings: [PartyID: [Place]] = [:]
  private static let namingsKept = 1_000

  /// Told of every file that is read, with the bytes that count.
  var keep: ((_ name: String, _ bytes: [UInt8]) -> Void)?

  func add(_ diagnostic: Diagnostic) {
    var diagnostic = diagnostic
    diagnostic.project = diagnostic.project ?? project
    diagnostic.milestone = diagnostic.milestone ?? milestone
    if diagnostic.severity == .error {
      errorCount += 1
    } else {
      let count = (warnings[diagnostic.code]?.count ?? 0) + 1
      warnings[diagnostic.code] = (count, diagnostic.place)
      if count > Findings.warningsOfAKind { return }
    }
    if diagnostics.count < Findings.kept { diagnostics.append(diagnostic) } else { dropped += 1 }
  }

  /// Files of which something was found, or will have to be said, or nil where not everything was kept.
  var files: Set<String>? {
    dropped == 0 ? Set(diagnostics.lazy.map(\.place.file)).union(namings.values.joined().lazy.map(\.file)) : nil
  }

  /// All that one reader has found.
  struct Found: Sendable {
    fileprivate var diagnostics: [Diagnostic]
    fileprivate var errorCount: Int
    fileprivate var dropped: Int
    fileprivate var warnings: [String: (count: Int, last: Place)]
    fileprivate var namings: [PartyID: [Place]]
  }

  var found: Found {
    Found(diagnostics: diagnostics, errorCount: errorCount, dropped: dropped, warnings: warnings, namings: namings)
  }

  func add(_ found: Found) {
    for diagnostic in found.diagnostics { add(diagnostic) }
    for (party, places) in found.namings { for place in places { note(party, at: place) } }
    // What was left out counts as well.
    dropped += found.dropped
    errorCount += found.errorCount - found.diagnostics.count { $0.severity == .error }
    for (code, seen) in found.warnings where seen.count > Findings.warningsOfAKind {
      warnings[code] = ((warnings[code]?.count ?? 0) + seen.count - Findings.warningsOfAKind, seen.last)
    }
  }

  func note(_ party: PartyID, at place: Place) {
    if namings[party]?.count ?? 0 < Findings.namingsKept { namings[party, default: []].append(place) }
  }

  /// Where a party is named in what begins at `place`; that itself where it is not known.
  func naming(of party: PartyID, in place: Place) -> Place {
    namings[party]?.filter { $0.file == place.file && $0 >= place }.min() ?? place
  }

  func error(_ code: String, _ message: String, at place: Place, nearest: String? = nil) {
    add(Diagnostic(.error, code: code, message, at: place, nearest: nearest))
  }

  func warning(_ code: String, _ message: String, at place: Place, nearest: String? = nil) {
    add(Diagnostic(.warning, code: code, message, at: place, nearest: nearest))
  }

  /// The nearest name, as long as there are few faults: on a hopeless file it would take longer than reading it.
  func nearest(to name: String, among candidates: @autoclosure () -> [String]) -> String? {
    searches += 1
    return searches <= Limits.diagnostics ? nearestName(to: name, among: candidates().sorted()) : nil
  }

  /// By place; what stands at one place in the order found.
  var sorted: [Diagnostic] {
    let summaries = warnings.sorted { $0.key < $1.key }.compactMap { code, seen in
      seen.count <= Findings.warningsOfAKind
        ? nil
        : Diagnostic(
          .warning, code: code, "\(seen.count - Findings.warningsOfAKind) more warnings of this kind were counted.",
          at: seen.last)
    }
    var result = (diagnostics + summaries).enumerated().sorted {
      $0.element.place == $1.element.place ? $0.offset < $1.offset : $0.element.place < $1.element.place
    }.map(\.element)
    if dropped > 0, let last = result.last {
      result.append(
        Diagnostic(
          last.severity, code: "load.more", "\(dropped) more diagnostics were counted but not kept.", at: last.place))
    }
    return result
  }
}
