/// Dates of summaries from their children: the least start, the greatest finish, the least slack.
///
/// Children are added before their summary is closed, and a closed summary is a child of the next.
struct SummaryRollup {
  private var totals: [PlanDraft]
  private var openChildren: [Int]
  private var isAnchored: [Bool]

  init(_ network: PlanNetwork) {
    totals = [PlanDraft](repeating: PlanDraft(), count: network.milestoneCount)
    openChildren = [Int](repeating: 0, count: network.milestoneCount)
    isAnchored = [Bool](repeating: true, count: network.milestoneCount)
  }

  /// - Parameter parent: the summary's index; negative: there is none.
  mutating func add(_ child: PlanDraft, anchored: Bool, to parent: Int) {
    guard parent >= 0 else { return }
    totals[parent].earlyStart = min(totals[parent].earlyStart, child.earlyStart)
    totals[parent].earlyFinish = max(totals[parent].earlyFinish, child.earlyFinish)
    totals[parent].lateStart = min(totals[parent].lateStart, child.lateStart)
    totals[parent].lateFinish = max(totals[parent].lateFinish, child.lateFinish)
    if let slack = child.totalSlack { totals[parent].totalSlack = min(totals[parent].totalSlack ?? slack, slack) }
    if let slack = child.freeSlack { totals[parent].freeSlack = min(totals[parent].freeSlack ?? slack, slack) }
    if child.isStarted || child.isFinished { totals[parent].isStarted = true }
    if !child.isFinished {
      openChildren[parent] += 1
      if !anchored { isAnchored[parent] = false }
    }
    totals[parent].flags.formUnion(child.flags.intersection([.infeasible, .actualInFuture]))
  }

  func total(of summary: Int) -> PlanDraft {
    var total = totals[summary]
    total.isFinished = openChildren[summary] == 0
    total.isAnchored = isAnchored[summary]
    return total
  }
}
