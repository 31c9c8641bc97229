import Core
import Loading
import Synchronization
import Testing

/// Large files that were read before are not read again, and nothing is different for it.
@Suite struct ReadingCacheTests {
  /// A cache in memory that counts what it is asked.
  private final class Shelf: Sendable {
    private struct Contents {
      var entries: [String: [UInt8]] = [:]
      var found = 0
    }
    private let contents = Mutex(Contents())

    var found: Int { contents.withLock { $0.found } }
    var count: Int { contents.withLock { $0.entries.count } }
    func damage(_ change: (inout [UInt8]) -> Void) {
      contents.withLock { contents in for key in contents.entries.keys { change(&contents.entries[key]!) } }
    }

    func cache(edition: String = "1") -> ReadingCache {
      ReadingCache(
        edition: edition, hash: { "\($0.count)-\($0.hashValue)" },
        entry: { key in
          self.contents.withLock {
            if $0.entries[key] != nil { $0.found += 1 }
            return $0.entries[key]
          }
        }, keep: { key, bytes in self.contents.withLock { $0.entries[key] = bytes } })
    }
  }

  private static let settings = smallOffice.merging([
    "ledger/small.yaml": "calendars: { six: { base: cn, week: [1, 2, 3, 4, 5, 6] } }\nprojects: []\n"
  ]) { $1 }

  /// Every field that a project or a milestone can have, and many milestones.
  private static func large(party: String = "市发改委") -> String {
    let steps = (0..<1_500).map { n in
      let after = n == 0 ? "" : ", \"after\": [\"m\(n - 1)\"]"
      return "{\"id\": \"m\(n)\", \"name\": \"第\(n % 17)个很长的节点名称\", \"duration\": \"\(n % 3)wd\"\(after)}"
    }
    let full = """
      {"id": "Q", "name": "全", "area": "驿城区", "category": "工业", "batch": "一", "stage": "在建",
       "investment": {"total": "5.2亿", "thisYear": "8000万", "done": 0}, "calendar": "cn", "lagCalendar": "six",
       "start": "2026-01-05", "finish": "2027-12-31", "status": "2026-03-02", "lead": "\(party)", "leader": ["unit"],
       "policies": ["chase"], "startLevel": "L0", "note": "备注", "limits": [{"name": "工期", "from": "a", "to": "b", "within": "24mo"}],
       "reports": [{"date": "2026-02-28", "percent": 42.5, "planned": 50, "invested": "3000万", "text": "主体",
         "entered": "2026-03-02"}],
       "milestones": [
        {"id": "s"}, {"id": "a", "parent": "s", "duration": "40d", "statutory": true, "rollForward": true,
         "actualStart": "2026-02-02", "percent": 40, "remaining": 9, "support": "unit", "note": "注"},
        {"id": "b", "parent": "s", "duration": "9wd", "calendar": "six", "notStartBefore": "2026-03-02",
         "notFinishBefore": "2026-04-01", "notFinishAfter": "2027-06-30", "deadline": "2027-06-01",
         "after": [{"milestone": "a", "type": "SS", "lag": "3wd", "lagCalendar": "six"},
                   {"milestone": "a", "type": "FF", "lag": "-2d", "lagCalendar": "elapsed"}]},
        {"id": "c", "kind": "start", "duration": 0, "notStartAfter": "2027-11-30", "after": ["b"]},
        {"id": "d", "duration": "2wd", "actualStart": "2026-01-05", "actualFinish": "2026-01-06"},
        {"id": "e", "duration": "2wd", "startOn": "2027-03-01"}, {"id": "f", "duration": "2wd", "finishOn": "2027-03-05"}]}
      """
    let long =
      "{\"id\": \"P\", \"name\": \"长\", \"finish\": \"2028-12-29\", \"milestones\": [\(steps.joined(separator: ",\n"))]}"
    return "{\"projects\": [\(long), \(full)]}\n"
  }

  private static func tables() -> [String: String] {
    var milestones = "projectid,milestoneid,节点名称,工期,紧前工作\n"
    for n in 0..<4_000 {
      milestones +=
        "T\(n / 1_000),m\(n % 1_000),第\(n % 9)个施工节点,\(n % 4)wd,\(n % 1_000 == 0 ? "" : "m\(n % 1_000 - 1)")\n"
    }
    return [
      "ledger/t.csv": "projectid,项目名称,计划竣工,责任单位\n" + (0..<4).map { "T\($0),表\($0),2030-12-27,市发改委\n" }.joined(),
      "ledger/u.csv": milestones,
    ]
  }

  private func load(
    _ files: [String: String], _ cache: ReadingCache?, done: LatestDone = .unjudged
  ) -> LoadOutcome {
    withScratchDirectory { directory in
      for (name, text) in Self.settings.merging(files, uniquingKeysWith: { $1 }) {
        makeFolder(of: "\(directory)/\(name)")
        writeBytes(text.utf8, to: "\(directory)/\(name)")
      }
      return ConfigurationLoader.load(directory: directory, today: day, done: done, cache: cache)
    }
  }

  @Test func whatWasReadBeforeIsTheSame() throws {
    let files = Self.tables().merging(["ledger/large.json": Self.large()], uniquingKeysWith: { $1 })
    let plain = try #require(load(files, nil).configuration?.portfolio.projects)
    let shelf = Shelf()
    for round in 0..<3 {
      let outcome = load(files, shelf.cache())
      #expect(outcome.configuration?.portfolio.projects == plain, "round \(round)")
      #expect(outcome.diagnostics == load(files, nil).diagnostics)
      #expect(shelf.count == 2 && shelf.found == 2 * round, "the document and the table of milestones")
    }
    // So that a field that comes later is not forgotten, neither here nor there.
    let full = try #require(plain.first { $0.id == "Q" })
    let values = [Mirror(reflecting: full), Mirror(reflecting: full.reports[0])].flatMap { Array($0.children) }
    for value in values {
      #expect(!["nil", "[]"].contains("\(value.value)"), "\(value.label ?? "") is not tried")
    }
    #expect(plain.first { $0.id == "Q" }?.milestones.first { $0.id == "b" }?.after.last?.lagCalendar == .elapsed)
    #expect(plain.first { $0.id == "T3" }?.milestones.count == 1_000)
  }

  @Test func itIsReadAgainWhereWhatItRefersToHasChanged() {
    let (shelf, files) = (Shelf(), ["ledger/large.json": Self.large()])
    _ = load(files, shelf.cache())
    var others = files
    others["parties.yaml"] = "parties:\n  - { id: unit, name: 市住建局, email: unit@example.gov.cn }\n"
    #expect(load(others, shelf.cache()).diagnostics.map(\.code).contains("ledger.unknownParty"))
    others = files
    others["ledger/small.yaml"] = "projects: []\n"
    #expect(load(others, shelf.cache()).diagnostics.map(\.code).contains("ledger.unknownCalendar"))
    #expect(load(files, shelf.cache()).configuration != nil)
    let before = shelf.found
    _ = load(files, shelf.cache(edition: "2"))
    #expect(shelf.found == before, "another program")
    _ = load(["ledger/large.json": Self.large(party: "unit")], shelf.cache())
    #expect(shelf.found == before, "other bytes")
  }

  /// The clock was wrong when it was read, and is right now: 2026-01-31.
  @Test func whatIsNotDoneYetIsFoundInAFileThatIsKept() {
    let (shelf, files) = (Shelf(), ["ledger/large.json": Self.large()])
    #expect(load(files, shelf.cache()).configuration != nil && shelf.count == 1)
    let judged = load(files, shelf.cache(), done: .day(CivilDate(dayNumber: 20_484)))
    #expect(judged.configuration == nil)
    let faults = judged.diagnostics.filter { $0.code == "value.inFuture" }
    #expect(faults.count == 1 && faults[0].place.file == "ledger/large.json" && faults[0].place.line > 1)
  }

  @Test func aFileWithAFaultIsNotKept() {
    let shelf = Shelf()
    let text = Self.large().replacing("\"duration\": \"9wd\"", with: "\"duration\": \"9.5wd\"")
    for _ in 0..<2 {
      #expect(load(["ledger/large.json": text], shelf.cache()).diagnostics.map(\.code).contains("value.span"))
      #expect(shelf.count == 0)
    }
  }

  @Test func aBrokenEntryIsReadAgain() {
    let files = ["ledger/large.json": Self.large()]
    let plain = load(files, nil).configuration?.portfolio.projects
    for cut in [0, 1, 7, 300, 5_000] {
      let shelf = Shelf()
      _ = load(files, shelf.cache())
      shelf.damage { $0.removeLast(max(1, min(cut, $0.count))) }
      #expect(load(files, shelf.cache()).configuration?.portfolio.projects == plain)
      shelf.damage { $0 = Array($0.prefix(cut)) }
      #expect(load(files, shelf.cache()).configuration?.portfolio.projects == plain)
    }
  }

  /// Rows are read in chunks, on several threads: every fault is told, with its own line.
  @Test func faultsOfALargeTableAreToldAsThoseOfASmallOne() {
    var rows = Self.tables()["ledger/u.csv"]!.split(separator: "\n").map(String.init)
    let bad = stride(from: 3, to: 4_000, by: 397).map { $0 }
    for line in bad { rows[line] = rows[line].replacing("wd", with: "weeks") }
    let files = Self.tables().merging(["ledger/u.csv": rows.joined(separator: "\n") + "\n"], uniquingKeysWith: { $1 })
    let outcome = load(files, nil)
    #expect(outcome.diagnostics.filter { $0.code == "value.span" }.map(\.place.line) == bad.map { $0 + 1 })
    #expect(outcome.configuration == nil)
  }
}
