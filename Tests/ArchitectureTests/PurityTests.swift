import Testing

/// What keeps the decisions repeatable: no clock, no chance, no outside world but what is handed in.
@Suite struct PurityTests {
  @Test(arguments: [
    Rule(
      [#"Date\("#, #"Date\.now"#, "ContinuousClock", "SuspendingClock", "DispatchTime", "clock_gettime", #"time\("#],
      because: "Core reads no clock: `now` is an argument, or a simulated summer would not be the real one."),
    Rule(
      [
        #"Task\.sleep"#, #"Task \{"#, #"Task\.detached"#, #"Task\("#, "Dispatch", "actor ", "Mutex",
        "nonisolated\\(unsafe",
      ],
      because: "Core has no threads and waits for nothing: the daemon sleeps, Core says until when."),
    Rule(
      [
        #"\.random\("#, "SystemRandomNumberGenerator", #"\.shuffled\("#, #"\.randomElement\("#, #"\.hashValue"#,
        #"UUID\("#,
      ],
      because: "Core leaves nothing to chance: jitter is a hash of a stable id, so that a run can be repeated. "
        + "(`hashValue` differs from process to process.)"),
    Rule(
      ["FileManager", "FileHandle", "ProcessInfo", "getenv", #"fopen\("#, #"socket\("#, "CommandLine", "readLine"],
      because: "Core reads no file, socket or environment: what it needs is handed in, checked."),
  ]) func `Core is pure`(rule: Rule) throws {
    let violations = try rule.violations(inCodeOf: SourceTree.current.files(of: ["Core"]))
    #expect(violations.isEmpty, "\(report(violations, rule.because))")
  }

  @Test func `Loading and Store are told what time it is`() throws {
    let rule = Rule(
      [#"Date\(\)"#, #"Date\.now"#, #"ContinuousClock\("#, #"clock_gettime"#],
      because: "Time comes in as an argument; only the daemon and the two executables read a clock.")
    let violations = try rule.violations(inCodeOf: SourceTree.current.files(of: ["Loading", "Store"]))
    #expect(violations.isEmpty, "\(report(violations, rule.because))")
  }

  @Test func `SQL asks no clock`() throws {
    let rule = Rule(
      [#"\bCURRENT_(TIMESTAMP|TIME|DATE)\b"#, #"(?i)\b(datetime|strftime|julianday|unixepoch)\s*\("#],
      because: "A time that SQLite chose cannot be simulated, and is in nobody's journal.")
    let violations = try rule.violations(inTextOf: SourceTree.current.files(of: ["Store"]))
    #expect(violations.isEmpty, "\(report(violations, rule.because))")
  }

  @Test func `Zones come from the system's own files`() throws {
    let rule = Rule(
      [#"TimeZone\(identifier"#, #"TimeZone\(abbreviation"#, #"TimeZone\.(current|autoupdatingCurrent)"#],
      because: "Foundation carries rules of its own and does not see an update of tzdata: read the TZif file.")
    let sources = SourceTree.current.files.filter { $0.path.hasPrefix("Sources/") }
    let violations = try rule.violations(inCodeOf: sources)
    #expect(violations.isEmpty, "\(report(violations, rule.because))")
  }

  @Test func `A rule finds what it forbids, and where`() throws {
    let rule = Rule([#"Date\("#, #"\.random\("#], because: "")
    let bad = ["let start = Date()", "let fine = CivilDate(day: 1)", "  Int.random(in: 1...6)"]
    let found = try rule.violations(in: [("Sources/Core/A.swift", bad)])
    #expect(found == ["Sources/Core/A.swift:1: let start = Date()", "Sources/Core/A.swift:3: Int.random(in: 1...6)"])
  }
}
