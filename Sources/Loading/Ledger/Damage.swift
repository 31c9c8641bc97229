import Core

/// What is wrong with a project that was read, as far as its plan can still be checked.
///
/// Faults of the plan are told along with those of reading, but only such as would be there without these: a date that
/// could not be read is missed by the planner, and whoever waits for a milestone that was left out waits for nobody.
enum Damage: Comparable {
  case none
  /// A date, a duration, a party or the like was reported, and is missing or not as it was meant.
  case values
  /// Of the milestones at least one was left out.
  case milestones
  /// The reader of the file knows its own ids and links, and has told all that there is to tell.
  case whole

  /// Whether a diagnostic of the planner is no consequence of the damage.
  func admits(_ diagnostic: Diagnostic) -> Bool {
    switch self {
    case .none: true
    case .values: Damage.ofLinks.contains(diagnostic.code) || Damage.ofNames.contains(diagnostic.code)
    case .milestones: Damage.ofLinks.contains(diagnostic.code)
    case .whole: false
    }
  }

  /// True of the links and ids that are there, whatever is missing.
  private static let ofLinks: Set = ["plan.duplicateMilestone", "plan.selfLink", "plan.cycle", "plan.summaryLink"]
  /// True only where every milestone is there.
  private static let ofNames: Set = ["plan.unknownPredecessor", "plan.unknownParent", "plan.unknownMilestone"]
}
