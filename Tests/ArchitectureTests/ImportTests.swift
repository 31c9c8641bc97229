import Foundation
import Testing

/// Who may import whom: a star round Core, heavy dependencies only at its leaves.
@Suite struct ImportTests {
  struct Row {
    var target: String
    var allowed: Set<String>
    var because: String
  }

  /// What comes with the system or the compiler; only Core has to do without.
  static let common: Set<String> = [
    "Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization",
  ]

  static let rows = [
    Row(
      target: "Core", allowed: [],
      because: "Core decides from values alone, so that a simulation and the daemon run the very same code."),
    Row(
      target: "Loading", allowed: common.union(["Core", "Yams", "CExpat"]),
      because: "Loading turns files into a portfolio; the command line runs it without a daemon or a database."),
    Row(
      target: "Store", allowed: common.union(["Core", "GRDB", "GRDBSQLite", "COpenSSL", "CSQLite"]),
      because: "The store keeps what was decided. It neither decides nor sends, so it sees only Core and SQLite."),
    Row(
      target: "Sinks", allowed: common.union(["Core", "CCurl", "CSystemd", "COpenSSL", "Mustache"]),
      because: "A sink renders and hands over one notice. What was handed over is recorded by others."),
    Row(
      target: "Control", allowed: common.union(["Core", "CCurl"]),
      because: "Both ends of the socket share these words, so a client must not drag in the daemon's dependencies."),
    Row(
      target: "Daemon",
      allowed: common.union([
        "Core", "Loading", "Store", "Sinks", "Control", "CLinux", "CSystemd", "Hummingbird", "HummingbirdCore",
        "HTTPTypes", "Logging", "Metrics", "NIOCore", "NIOPosix", "ServiceLifecycle", "UnixSignals",
      ]),
      because: "The daemon is the only place that knows all the others; everything it needs is named here."),
    Row(
      target: "daopaid", allowed: common.union(["Core", "Daemon", "ArgumentParser", "Logging"]),
      because: "The executable reads its arguments and hands over to Daemon, where it can be tested."),
    Row(
      target: "daopaictl", allowed: common.union(["Core", "Loading", "Control", "Store", "ArgumentParser"]),
      because: "The command line works without a daemon and never sends: it links no sink and no server."),
    Row(
      target: "bench",
      allowed: common.union(["Core", "Loading", "Store", "Sinks", "Daemon", "Logging", "Metrics", "ServiceLifecycle"]),
      because: "Benchmarks measure Core by itself, the way from files to timers, and the daemon as a whole."),
    Row(
      target: "TestSupport", allowed: common.union(["Core", "Testing"]),
      because: "What all tests share may know only what all tests know."),
    tests("CoreTests", ["Core"]),
    tests("LoadingTests", ["Core", "Loading"]),
    tests("StoreTests", ["Core", "Store", "GRDB"]),
    tests("SinksTests", ["Core", "Sinks"]),
    tests("ControlTests", ["Core", "Control"]),
    tests("SimulationTests", ["Core", "Loading", "Store"]),
    tests("DaemonTests", ["Core", "Loading", "Store", "Sinks", "Control", "Daemon", "Logging"]),
    tests("SystemTests", ["Core", "Control"]),
    tests("ArchitectureTests", []),
  ]

  private static func tests(_ target: String, _ allowed: Set<String>) -> Row {
    Row(
      target: target, allowed: common.union(allowed).union(["Testing", "XCTest", "TestSupport"]),
      because: "\(target) tests its own library through the doors that library has.")
  }

  @Test(arguments: rows.map(\.target)) func `A target imports only what its row allows`(target: String) throws {
    let row = try #require(Self.rows.first { $0.target == target })
    let violations = Self.imports(of: [target]).filter { !row.allowed.contains($0.module) }.map(\.place)
    #expect(violations.isEmpty, "\(report(violations, row.because))")
  }

  @Test func `Every target has a row`() {
    let known = Set(Self.rows.map(\.target))
    let unknown = Set(SourceTree.current.files.map(\.target)).subtracting(known).sorted()
    #expect(
      unknown.isEmpty, "\(report(unknown, "A new target needs a row here that says what it may import, and why."))")
  }

  @Test(arguments: [
    (["CCurl"], ["Sinks", "Control"], "libcurl is C with callbacks: it stays behind the two doors that wrap it."),
    (["GRDB", "GRDBSQLite"], ["Store", "StoreTests"], "One library writes the database, through one connection."),
    (["CExpat"], ["Loading"], "XML is what other planners write; inside, everything is a checked value of Core."),
    (["Yams"], ["Loading"], "YAML is for people; inside, everything is a checked value of Core."),
    (["Mustache"], ["Sinks"], "Letters are rendered where they are sent."),
    (["CLinux"], ["Daemon"], "Clocks and sockets of the kernel belong to the shell."),
    (
      ["Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore", "NIOPosix", "ServiceLifecycle"], ["Daemon", "bench"],
      "A change of HTTP server must not rebuild the planner, nor reach the command line."
    ),
    (["ArgumentParser"], ["daopaid", "daopaictl"], "Arguments are words of a person at a terminal, not of a library."),
  ]) func `A heavy dependency stays at its leaf`(modules: [String], homes: [String], because: String) {
    let others = Set(Self.rows.map(\.target)).subtracting(homes)
    let violations = Self.imports(of: others).filter { modules.contains($0.module) }.map(\.place)
    #expect(violations.isEmpty, "\(report(violations, because))")
  }

  @Test func `The reader of imports reads every form`() {
    let forms = ["import A", "@testable import A", "internal import struct A.B", "@preconcurrency public import A"]
    #expect(forms.map { Self.module(importedBy: $0) } == ["A", "A", "A", "A"])
    #expect(Self.module(importedBy: "let important = 1") == nil)
    #expect(codeOnly("let a = \"import B\" // import C") == "let a = \"        \"            ")
    #expect(codeOnly("/* /* x */ import D */ import E") == "                       import E")
    #expect(codeOnly("##\"a\"# b\"## + \"\\\"\" + c") == "##\"     \"## + \"  \" + c")
  }

  // MARK: Reading

  private static func imports(of targets: Set<String>) -> [(module: String, place: String)] {
    SourceTree.current.files(of: targets).flatMap { file in
      file.code.enumerated().compactMap { number, line in
        module(importedBy: line).map { ($0, "\(file.path):\(number + 1): import \($0)") }
      }
    }
  }

  private static func module(importedBy line: String) -> String? {
    var words = line.split(separator: " ").map(String.init)
    while let first = words.first, first.hasPrefix("@") || ["public", "package", "internal", "private"].contains(first)
    {
      words.removeFirst()
    }
    guard words.first == "import", words.count >= 2 else { return nil }
    let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
    return name.split(separator: ".").first.map(String.init)
  }
}
