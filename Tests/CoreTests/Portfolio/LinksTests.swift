import Core
import TestSupport
import Testing

@Suite struct LinksTests {
  /// Packed or not, links come out as they were put in.
  @Test func linksAreReadAsTheyWereWritten() {
    for seed in 1...500 as ClosedRange<UInt64> {
      var random = SeededRandom(seed: seed)
      let calendars: [Dependency.LagCalendar] = [.project, .predecessor, .successor, .elapsed, .named("cn")]
      let isPlain = seed % 2 == 0
      func dependency() -> Dependency {
        Dependency(
          on: MilestoneID(["a", "可行性研究报告批复", "b1"].randomElement(using: &random)!),
          kind: Dependency.Kind.allCases.randomElement(using: &random)!,
          lag: Span(Int.random(in: -9...9, using: &random), Bool.random(using: &random) ? .days : .workingDays),
          lagCalendar: calendars[Int.random(in: 0..<(isPlain ? 4 : 5), using: &random)],
          place: Place(
            file: isPlain || Bool.random(using: &random) ? "ledger" : "elsewhere",
            line: Int.random(in: 0...99, using: &random), column: 7))
      }
      let after = (0..<Int.random(in: 0...4, using: &random)).map { _ in dependency() }
      var milestone = Milestone(id: "m", name: "m", after: after, place: Place(file: "ledger", line: 3))
      #expect(milestone.after == after && milestone.links.count == after.count, "seed \(seed)")
      #expect(milestone.links.isPacked || !isPlain, "seed \(seed)")
      let twin = Milestone(id: "m", name: "m", after: milestone.after, place: milestone.place)
      #expect(twin == milestone && twin.hashValue == milestone.hashValue, "seed \(seed)")
      milestone.place = Place(file: "elsewhere")
      #expect(milestone.after == after, "seed \(seed)")
      milestone.after.append(dependency())
      #expect(milestone.after.dropLast() == after[...], "seed \(seed)")
      milestone.links.rename { $0 + "!" }
      #expect(milestone.after.dropLast().map(\.milestone.text) == after.map { $0.milestone.text + "!" }, "seed \(seed)")
    }
  }

  @Test func aMilestoneWithALinkIsSmall() {
    #expect(MemoryLayout<Milestone>.stride == 104)
  }
}
