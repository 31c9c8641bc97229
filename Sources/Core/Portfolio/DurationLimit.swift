/// A stretch of a project that must not take longer: 建设工期原则上不超过两年, 备案至施工许可不超过 40 个工作日.
///
/// It is checked and reported, and never planned with: no date moves because of it.
package struct DurationLimit: Hashable, Sendable {
  package var name: String
  /// From the start of this milestone, its day not counted,
  package var from: MilestoneID
  /// through the finish of this one.
  package var to: MilestoneID
  /// `40wd` of the project's calendar, `180d`, `24mo`.
  package var within: Span
  package var place: Place

  package init(name: String, from: MilestoneID, to: MilestoneID, within: Span, place: Place) {
    self.name = name
    self.from = from
    self.to = to
    self.within = within
    self.place = place
  }
}
