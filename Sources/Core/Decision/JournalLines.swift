/// Lines of the journal, as a decision adds them.
///
/// Where nobody is going to read them none is made up; that there was one is remembered all the same.
package struct JournalLines: Sendable {
  package private(set) var entries: [JournalEntry] = []
  package private(set) var isEmpty = true
  private let areKept: Bool

  package init(areKept: Bool) { self.areKept = areKept }

  package mutating func append(_ entry: @autoclosure () -> JournalEntry) {
    isEmpty = false
    if areKept { entries.append(entry()) }
  }
}
