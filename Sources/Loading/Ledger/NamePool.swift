import Core

/// One copy of every name: the same steps recur in every project, and texts past fifteen bytes have room of their own.
struct NamePool {
  private var names: Set<String> = []

  mutating func shared(_ name: String) -> String {
    name.utf8.count > 15 ? names.insert(name).memberAfterInsert : name
  }
}

extension LedgerReader.ReadProject {
  func sharing(_ names: inout NamePool) -> Self {
    guard var project else { return self }
    for index in project.milestones.indices { project.milestones[index].share(&names) }
    return Self(project: project, damage: damage)
  }
}

extension Milestone {
  func sharing(_ names: inout NamePool) -> Milestone {
    var milestone = self
    milestone.share(&names)
    return milestone
  }

  /// Ids are short by nature; those of imported plans need not be.
  fileprivate mutating func share(_ names: inout NamePool) {
    name = names.shared(name)
    id = MilestoneID(names.shared(id.text))
    links.rename { names.shared($0) }
  }
}
