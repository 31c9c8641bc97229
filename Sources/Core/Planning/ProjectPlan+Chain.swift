extension ProjectPlan {
  /// The milestones that prove a late date: the one asked for, the successor that binds it, and so on to the one bound
  /// by a date of its own or of the project.
  ///
  /// - Parameter project: the project this is the plan of.
  /// - Returns: in the order of the work; empty when there is no such milestone.
  package func chain(to milestone: MilestoneID, in project: Project) -> [MilestoneID] {
    precondition(project.id == self.project && project.milestones.count == milestones.count)
    let indices = Dictionary(project.milestones.indices.map { (project.milestones[$0].id, $0) }) { first, _ in first }
    var chain: [MilestoneID] = []
    var next = indices[milestone]
    while let i = next {
      chain.append(milestones[i].id)
      next = milestones[i].latestFinishBoundBy.flatMap { indices[$0] }
    }
    return chain
  }
}
