import Foundation
import Testing

/// The agreed names at the top of the package.
enum Layout {
  static let agreed: Set<String> = [
    "Package.swift", "Sources", "Tests", "units", "config", "README.md", "README.zh-CN.md", "LICENSE", "Makefile",
    "CHANGELOG.md", "docs", "Benchmarks",
  ]
  /// What builds and runs leave behind; git ignores it.
  static let made: Set<String> = ["var", "Package.resolved"]
  /// Folders of ours whose names begin with a dot.
  static let dotFolders: Set<String> = [".ci"]
}

/// Habits that a reader notices on the first day, and would miss on the hundredth.
@Suite struct LayoutTests {
  private var tree: SourceTree { .current }
  private static let libraries: Set<String> = ["Core", "Loading", "Store", "Sinks", "Control", "Daemon"]

  @Test func `Only the agreed names stand at the top`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: tree.root.path)
    let others = names.filter { !Layout.agreed.contains($0) && !Layout.made.contains($0) && !$0.hasPrefix(".") }
    #expect(
      others.isEmpty, "\(report(others.sorted(), "The top level is the table of contents: a new name is a decision."))")
  }

  @Test func `A file has at most 400 lines`() {
    let long = tree.files.filter { $0.lines.count > 400 }.map { "\($0.path): \($0.lines.count) lines" }
    #expect(long.isEmpty, "\(report(long, "One file, one concept: what is longer holds two, give the second a name."))")
  }

  @Test func `A file holds something`() {
    let empty = tree.files.filter { $0.code.allSatisfy { $0.allSatisfy(\.isWhitespace) } }.map(\.path)
    #expect(empty.isEmpty, "\(report(empty, "An empty file promises something that nobody wrote."))")
  }

  @Test func `Nothing is put off in a comment`() throws {
    let rule = Rule(
      [#"\b(TO"# + #"DO|FIX"# + #"ME|X"# + #"XX)\b"#],
      because: "What is left to do is an issue with an owner; a comment has none.")
    let violations = try rule.violations(inTextOf: tree.files)
    #expect(violations.isEmpty, "\(report(violations, rule.because))")
  }

  @Test func `A library does not print`() throws {
    let rule = Rule(
      [#"print\("#, #"debugPrint\("#, #"dump\("#, #"NSLog\("#],
      because: "Standard output belongs to whoever runs the program; a library returns values or logs.")
    let violations = try rule.violations(inCodeOf: tree.files(of: Self.libraries))
    #expect(violations.isEmpty, "\(report(violations, rule.because))")
  }

  @Test func `Warnings are not switched off`() throws {
    let rule = Rule(
      [#"@_\w"#, #"try!"#, #"as! "#],
      because: "Swift 6 and the linter are right more often than we are; say it so that they agree.")
    let sources = tree.files.filter { $0.path.hasPrefix("Sources/") }
    let ignored = Rule(["// swift-format-ignore"], because: rule.because)
    let violations = try rule.violations(inCodeOf: sources) + ignored.violations(inTextOf: sources)
    #expect(violations.isEmpty, "\(report(violations, rule.because))")
  }

  @Test func `Only what wraps C vouches for itself`() throws {
    let rule = Rule(
      ["@unchecked", #"nonisolated\(unsafe\)"#],
      because: "Data races are the compiler's business; only a wrapper of a C handle may know better, and say why.")
    let wrapper = try NSRegularExpression(pattern: #"import (CCurl|CSystemd|COpenSSL|CLinux|Glibc)\b"#)
    let others = tree.files.filter { file in
      file.path.hasPrefix("Sources/")
        && !file.code.contains { wrapper.firstMatch(in: $0, range: NSRange($0.startIndex..., in: $0)) != nil }
    }
    let violations = try rule.violations(inCodeOf: others)
    #expect(violations.isEmpty, "\(report(violations, rule.because))")
  }

  @Test func `The daemon keeps off the pool of libdispatch`() throws {
    let rule = Rule(
      [
        #"(?<![\w.])(?<!struct )Task(\.detached)? \{"#, #"Task\(priority"#, #"Task\.(sleep|yield)"#,
        "globalConcurrentExecutor",
        #"DispatchQueue\.(global|concurrentPerform)"#, #"\.concurrent\b"#, #"\.cancelOnGracefulShutdown"#,
        #"static func main\(\) async"#, "AsyncParsableCommand",
      ],
      because: "One job on it, and it wakes the process once a second for good: `WorkerPool`, `Alarm`, serial queues.")
    let violations = try rule.violations(inCodeOf: tree.files(of: ["Loading", "Store", "Sinks", "Daemon", "daopaid"]))
    #expect(violations.isEmpty, "\(report(violations, rule.because))")
  }

  @Test func `A file of tests expects something`() throws {
    let silent = tree.files.filter(\.isTest).filter { file in
      let code = file.code.joined(separator: "\n")
      let holdsTests = file.name.hasSuffix("Tests.swift") || code.contains("@Test")
      return holdsTests && !["#expect", "#require", "Issue.record", "XCTAssert"].contains { code.contains($0) }
    }
    #expect(silent.isEmpty, "\(report(silent.map(\.path), "A test that expects nothing passes whatever happens."))")
  }

  @Test func `A test never sleeps`() throws {
    let rule = Rule(
      [
        #"Task\.sleep"#, #"Thread\.sleep"#, #"(?<![\w.])u?sleep\("#, #"nanosleep\("#,
        #"\.sleep\((for|until|nanoseconds)"#,
      ],
      because: "A sleep is too short on a busy machine and too long on an idle one: await the event itself.")
    let violations = try rule.violations(inCodeOf: tree.files.filter(\.isTest))
    #expect(violations.isEmpty, "\(report(violations, rule.because))")
  }

  @Test func `No path of a build machine`() throws {
    let rule = Rule(
      [
        "/wo" + "rk/", "/tm" + "p/(wt|daopai)", "/ro" + "ot/", "/ho" + "me/[a-z]+/", "/Us" + "ers/[a-z]",
        "/op" + "t/swift",
      ],
      because: "The checkout may lie anywhere: paths are relative to it, or asked of the system.")
    let violations = try rule.violations(in: tree.texts())
    #expect(violations.isEmpty, "\(report(violations, rule.because))")
  }

  @Test func `The catalog explains every message of the journal`() throws {
    let catalog = try String(contentsOf: tree.root.appending(path: "units/daopai.catalog"), encoding: .utf8)
    let identifier = try NSRegularExpression(pattern: #""([0-9a-f]{32})""#)
    let used = tree.files(of: ["Sinks", "Daemon"]).flatMap(\.lines).flatMap { line in
      identifier.matches(in: line, range: NSRange(line.startIndex..., in: line)).compactMap {
        Range($0.range(at: 1), in: line).map { String(line[$0]) }
      }
    }
    let unexplained = used.filter { id in !["", " zh_CN"].allSatisfy { catalog.contains("-- \(id)\($0)\n") } }
    #expect(!used.isEmpty)
    #expect(unexplained.isEmpty, "\(report(unexplained, "`journalctl -x` has to say what to do, in both languages."))")
  }

  @Test func `The settings are the same for every target`() throws {
    let manifest = try String(contentsOf: tree.root.appending(path: "Package.swift"), encoding: .utf8)
    for setting in [".swiftLanguageMode(.v6)", ".treatAllWarnings(as: .error)"] {
      #expect(manifest.contains(setting), "Swift 6 and warnings as errors are what the other rules rest on.")
    }
    let targets = manifest.components(separatedBy: "arget(").dropFirst().filter { !$0.hasPrefix("name: \"CLinux\"") }
    let loose = targets.filter { !$0.contains("swiftSettings: strict") }.map { String($0.prefix(40)) }
    #expect(loose.isEmpty, "\(report(loose, "A target without `swiftSettings: strict` is held to no rule at all."))")
  }
}
