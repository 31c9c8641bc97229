@testable import Core
import Testing
import TestSupport

@Suite("What triggers say")
struct TriggerTests {
  @Test(arguments: [
    ("due", "due"), ("due-30d", "due - 30d"), ("due +  5wd", "due + 5wd"), ("late > 2mo", "late > 2mo"),
    ("L1 unanswered 3wd", "L1 unanswered 3wd"), ("unresolved 5wd", "unresolved 5wd"),
    ("lag>=10pp", "lag >= 10pp"), ("10pp<=lag<=30pp", "10pp <= lag <= 30pp"), ("30pp < lag", "lag > 30pp"),
    ("100% > ratio", "ratio < 100%"), ("50% ≤ ratio < 100.0%", "50% <= ratio < 100%"),
    ("ratio < 79.95% for 2 periods", "ratio < 79.95% for 2 periods"), ("lag > 10pp for 1 period", "lag > 10pp"),
    ("gain <= 0pp for 3 periods", "gain <= 0pp for 3 periods"), ("gain >= -1.5pp", "gain >= -1.5pp"),
    ("lag > 5pp and investment >= 50亿", "lag > 5pp and investment >= 50亿"),
    ("investment > 5.2亿", "investment > 5.2亿"), ("investment > 8000万", "investment > 8000万"),
    ("report stale 30d", "report stale 30d"), ("same text twice", "same text twice"),
    ("same text 3 times", "same text 3 times"), ("not started for 3 periods", "not started for 3 periods"),
    ("L1 for 2 periods", "L1 for 2 periods"), ("10pp <= lag <= 10pp", "10pp <= lag <= 10pp"),
  ])
  func areReadAndWrittenOneWay(text: String, written: String) throws {
    let trigger = try #require(Trigger(text))
    #expect("\(trigger)" == written)
    #expect(Trigger(written) == trigger)
  }

  @Test(arguments: [
    "", "due 30d", "due - 3 0d", "lag", "lag >= 10", "lag >= 10%", "ratio < 80pp", "lag => 10pp", "lag >= 10pp <= 30pp",
    "30pp <= lag <= 10pp", "10pp < lag <= 10pp", "10pp <= lag >= 5pp", "lag >= 1e1pp", "lag >= 10.00001pp",
    "ratio < 80% for 0 periods", "ratio < 80% for two periods", "ratio < 80% or lag > 5pp", "ratio < 80% and",
    "report stale 3h", "report stale", "same text once", "same text 2 times", "late >= 2mo", "late > -2d",
    "investment > 50", "investment > -1亿", "L1 for 1 periods", "L1 L2 for 2 periods", "not begun", "lag >= 99999999pp",
  ])
  func areRefusedWhereTheyAreAmbiguous(text: String) { #expect(Trigger(text) == nil) }

  @Test func survivePrintingAndReading() throws {
    var random = SeededRandom(seed: 7)
    for _ in 0..<5000 {
      let trigger = random.trigger()
      #expect(Trigger("\(trigger)") == trigger, "\(trigger)")
    }
  }
}

extension SeededRandom {
  fileprivate mutating func trigger() -> Trigger {
    func span(_ units: [Span.Unit]) -> Span {
      Span(Int.random(in: 1...400, using: &self), units.randomElement(using: &self)!)
    }
    let days: [Span.Unit] = [.days, .workingDays, .months]
    let level = Bool.random(using: &self) ? "L\(Int.random(in: 0...5, using: &self))" : nil
    switch Int.random(in: 0...6, using: &self) {
    case 0: return .due(Bool.random(using: &self) ? span(Span.Unit.allCases) : -span(Span.Unit.allCases))
    case 1: return .late(span(days))
    case 2: return .unanswered(span(Span.Unit.allCases), level: level)
    case 3: return .unresolved(span(Span.Unit.allCases), level: level)
    case 4: return .level(level ?? "L9", periods: Int.random(in: 2...60, using: &self))
    default:
      let clauses = (0...Int.random(in: 0...2, using: &self)).map { _ in clause() }
      return .condition(Condition(clauses, periods: Int.random(in: 1...60, using: &self)))
    }
  }

  private mutating func clause() -> Condition.Clause {
    switch Int.random(in: 0...6, using: &self) {
    case 0:
      return .stale(
        Span(Int.random(in: 1...99, using: &self), [.days, .workingDays, .months].randomElement(using: &self)!))
    case 1: return .sameText(times: Int.random(in: 2...9, using: &self))
    case 2: return .notStarted
    case 3: return .notFinished
    default:
      let measure = Condition.Measure.allCases.randomElement(using: &self)!
      let steps = [1, 10, 10_000, 10_000_000, 100_000_000]
      func value() -> Int64 {
        let value = Int64.random(in: 0...99, using: &self) * Int64(steps.randomElement(using: &self)!)
        return measure != .investment && Bool.random(using: &self) ? -value : value
      }
      let (one, other) = (value(), value())
      let lower = Condition.Bound(min(one, other), isInclusive: one == other || Bool.random(using: &self))
      let upper = Condition.Bound(max(one, other), isInclusive: one == other || Bool.random(using: &self))
      switch Int.random(in: 0...2, using: &self) {
      case 0: return .compare(measure, lower: lower, upper: nil)
      case 1: return .compare(measure, lower: nil, upper: upper)
      default: return .compare(measure, lower: lower, upper: upper)
      }
    }
  }
}
