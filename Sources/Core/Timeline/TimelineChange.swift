/// What a reload did to the duties.
package struct TimelineChange: Hashable, Sendable {
  package var added = 0
  package var moved = 0
  package var withdrawn = 0

  package init(added: Int, moved: Int, withdrawn: Int) {
    self.added = added
    self.moved = moved
    self.withdrawn = withdrawn
  }

  /// - Parameter before: due dates by duty, as they were.
  package init(from before: [DutyID: CivilDate], to duties: [Duty]) {
    var kept = 0
    for duty in duties {
      guard let old = before[duty.id] else {
        added += 1
        continue
      }
      kept += 1
      if old != duty.due { moved += 1 }
    }
    withdrawn = before.count - kept
  }
}
