import Core

/// One copy of every name: the same steps recur in every project, and texts past fifteen bytes have room of their own.
struct NamePool {
  private var names: Set<String> = []

  mutating func share(_ name: inout String) {
    if name.utf8.count > 15 { name = names.insert(name).memberAfterInsert }
  }
}

extension Milestone {
  mutating func share(_ names: inout NamePool) {
    names.share(&name)
    // Ids are short by nature; those of imported plans need not be.
    if id.text.utf8.count > 15 { id = MilestoneID(names.shared(id.text)) }
    for index in after.indices where after[index].milestone.text.utf8.count > 15 {
      after[index].milestone = MilestoneID(names.shared(after[index].milestone.text))
    }
  }
}

extension NamePool {
  fileprivate mutating func shared(_ name: String) -> String {
    var name = name
    share(&name)
    return name
  }
}
