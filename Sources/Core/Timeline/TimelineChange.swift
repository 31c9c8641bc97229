/// What a reload did to the duties.
package struct TimelineChange: Hashable, Sendable {
  package var added = 0
  package var moved = 0
  package var withdrawn = 0

  package init(added: Int = 0, moved: Int = 0, withdrawn: Int = 0) {
    self.added = added
    self.moved = moved
    self.withdrawn = withdrawn
  }
}
