import Core

/// Rungs of one ladder that can never be raised, though each by itself is well written.
enum LadderCheck {
  static func run(_ rungs: [RungDocument.Placed], _ findings: Findings) {
    for (index, placed) in rungs.enumerated() {
      let rung = placed.rung
      if index == 0, rung.triggers == [.promiseBroken] {
        findings.error(
          "rung.neverFires",
          "The rung \"\(rung.id)\" waits for a broken promise, but it is the lowest: nobody has been asked for one.",
          at: placed.place)
      }
      for trigger in Set(rung.triggers) where rung.triggers.count(where: { $0 == trigger }) > 1 {
        findings.warning(
          "rung.sameTrigger", "The rung \"\(rung.id)\" has \"\(trigger)\" twice.", at: placed.place)
      }
      let others = rungs[(index + 1)...].filter { isShadowed(rung, by: $0.rung) }
      if let higher = others.first {
        findings.error(
          "policy.sameInstant",
          "The rung \"\(higher.rung.id)\" comes at the same instant as the lower \"\(rung.id)\" "
            + "(\(rung.triggers.map(\.description).joined(separator: ", "))), which is then never raised.",
          at: higher.place)
      }
    }
  }

  /// Whatever raises `lower` raises `higher` at the same time.
  private static func isShadowed(_ lower: Rung, by higher: Rung) -> Bool {
    guard !lower.triggers.isEmpty, lower.timeOfDay == higher.timeOfDay, lower.isUrgent == higher.isUrgent
    else { return false }
    return lower.triggers.allSatisfy { trigger in
      switch trigger {
      case .due, .late, .condition, .level, .window: higher.triggers.contains(trigger)
      case .unanswered, .unresolved, .promiseBroken: false
      }
    }
  }
}
