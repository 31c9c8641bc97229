package import Core

/// A project of the ledger with the headline of its plan.
package struct ProjectMessage: Codable, Hashable, Sendable {
  package var id: String
  package var name: String
  @Null package var area: String?
  @Null package var category: String?
  @Null package var batch: String?
  @Null package var stage: String?
  package var investment: InvestmentMessage
  package var calendar: String
  @Null package var start: String?
  @Null package var finish: String?
  package var milestones: Int
  /// Null: no plan could be made.
  @Null package var feasible: Bool?
  @Null package var minSlack: Int?
  package var provisional: Bool
  package var parties: [PartyMessage]
  @Null package var note: String?

  package init(_ project: Project, plan: ProjectPlan?, parties names: [PartyID: Party]) {
    id = project.id.text
    name = project.name
    area = project.area
    category = project.category
    batch = project.batch
    stage = project.stage
    investment = InvestmentMessage(project.investment)
    calendar = project.calendar.text
    start = project.start?.description
    finish = project.finish?.description
    milestones = project.milestones.count
    feasible = plan?.isFeasible
    minSlack = plan?.minSlack
    provisional = plan?.isProvisional ?? false
    parties = project.assignments.map { PartyMessage($0, names: names) }
    note = project.note
  }
}

/// Whole yuan, as far as known.
package struct InvestmentMessage: Codable, Hashable, Sendable {
  @Null package var total: Int64?
  @Null package var thisYear: Int64?
  @Null package var done: Int64?

  package init(_ investment: Investment) {
    total = investment.total
    thisYear = investment.thisYear
    done = investment.done
  }
}
