/// What a check of the journal and the books found.
package struct JournalReport: Hashable, Sendable {
  /// The first record that is not as it was written.
  package struct BadRecord: Hashable, Sendable {
    package var sequence: Int
    /// What differs.
    package var what: String
  }

  package var records = 0
  package var headSequence = 0
  /// 64 hexadecimal digits.
  package var headHash = ""
  package var firstBad: BadRecord?

  // scheduled = raised + superseded + silenced + excused + cancelled + pending
  package var scheduled = 0
  package var raised = 0
  package var superseded = 0
  package var silenced = 0
  package var excused = 0
  package var cancelled = 0
  package var pending = 0

  /// Everything else that does not agree, in words; at most `JournalReport.problemsShown`.
  package var problems: [String] = []
  /// How many there were.
  package var problemCount = 0

  package static let problemsShown = 200

  package init() {}

  package var isIntact: Bool { firstBad == nil && problemCount == 0 }

  mutating func note(_ problem: String) {
    problemCount += 1
    if problems.count < JournalReport.problemsShown { problems.append(problem) }
  }
}
