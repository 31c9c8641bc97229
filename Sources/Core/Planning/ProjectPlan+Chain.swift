extension ProjectPlan {
  /// The chain of driving successors that fixes the latest finish of `milestone`, from itself to the end. O(milestones).
  package func chain(to milestone: MilestoneID, in project: Project) -> [MilestoneID] {
    let boundBy = Dictionary(
      milestones.map { ($0.id, $0.latestFinishBoundBy) }, uniquingKeysWith: { first, _ in first })
    var chain = [milestone]
    while chain.count <= milestones.count, let last = chain.last, case let next?? = boundBy[last] { chain.append(next) }
    return chain
  }
}
