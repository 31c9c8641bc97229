import Core

/// All projects, or all milestones, of one file, in parts that are written and read back side by side.
struct ReadLedger: Sendable {
  struct Part: Sendable {
    var projects: [Project] = []
    /// Of a table of milestones.
    var runs: [MilestoneRun] = []

    /// Whether something is said to have been done later than `day`: a fault by the clock of now, if not by that of then.
    func isDone(after day: CivilDate) -> Bool {
      func isLater(_ milestone: Milestone) -> Bool {
        (milestone.actualStart ?? day) > day || (milestone.actualFinish ?? day) > day
      }
      return projects.contains { $0.milestones.contains(where: isLater) }
        || runs.contains { $0.milestones.contains(where: isLater) }
    }
  }

  /// Whatever a ledger may name, as it was when this was read.
  var references: String
  var parts: [Part] = []

  var projects: [Project] { parts.flatMap(\.projects) }
  var runs: [MilestoneRun] { parts.flatMap(\.runs) }

  var bytes: [UInt8] {
    let packed = EveryCore().map(parts[...]) { $0.bytes }
    var head = LedgerEncoder()
    var (references, count) = (references, packed.count)
    head.code(&references)
    head.code(&count)
    for part in packed {
      var size = part.count
      head.code(&size)
    }
    return ([head.bytes] + packed).reduce(into: []) { $0 += $1 }
  }
}

/// The bytes of a `ReadLedger`, as far as it has to be looked at to share out the rest.
struct PackedLedger {
  let references: String
  let parts: [ArraySlice<UInt8>]

  init?(_ bytes: [UInt8]) {
    var head = LedgerDecoder(bytes[...])
    var (references, count) = ("", 0)
    head.code(&references)
    head.count(&count)
    let sizes = (0..<count).map { _ in
      var size = 0
      head.count(&size)
      return size
    }
    if head.isBroken { return nil }
    var rest = head.rest
    var parts: [ArraySlice<UInt8>] = []
    for size in sizes {
      parts.append(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
    guard rest.isEmpty, parts.elementsEqual(sizes, by: { $0.count == $1 }) else { return nil }
    self.references = references
    self.parts = parts
  }
}

extension ReadLedger.Part {
  /// Nil where the bytes are damaged.
  init?(_ bytes: ArraySlice<UInt8>) {
    var decoder = LedgerDecoder(bytes)
    code(&decoder)
    if decoder.isBroken || !decoder.rest.isEmpty { return nil }
  }

  var bytes: [UInt8] {
    var (encoder, copy) = (LedgerEncoder(), self)
    copy.code(&encoder)
    return encoder.bytes
  }

  private mutating func code(_ coder: inout some LedgerCoder) {
    coder.code(&projects, blank: .blank) { $0.code(&$1) }
    coder.code(&runs, blank: .blank) { $0.code(&$1) }
  }
}
