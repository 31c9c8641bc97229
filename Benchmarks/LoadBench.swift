import Core
import Foundation
import Glibc
import Loading
import Store

/// From a directory of files to an engine that knows what is due next: N milestones in projects of a hundred.
enum LoadBench {
  static func run(_ count: Int, format: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "daopai-bench-\(getpid())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let bytes = try write(count, as: format, to: folder)
    let now = Instant(seconds: 1_788_000_000)  // August 2026
    giveBack()
    let before = Meter.residentBytes()

    var stages: [String] = []
    func stage<Result: ~Copyable>(_ name: String, _ work: () throws -> Result) rethrows -> Result {
      let (wall, processor) = (ContinuousClock.now, Meter.processTime())
      let result = try work()
      let seconds = (ContinuousClock.now - wall) / .seconds(1)
      stages.append(
        "\"\(name)_s\":\(decimal(seconds)),\"\(name)_cpu_s\":\(decimal((Meter.processTime() - processor) / 1e9))")
      return result
    }
    let shelf = InputCache(stateDirectory: folder.path + "-state")
    defer { try? FileManager.default.removeItem(atPath: folder.path + "-state") }
    func load() -> LoadOutcome {
      ConfigurationLoader.load(
        directory: folder.path, today: ZoneRules.utc.date(of: now),
        cache: ReadingCache(
          edition: "bench", hash: { InputCache.hash($0) }, entry: { shelf.entry($0) }, keep: { shelf.keep($0, $1) }))
    }
    stage("load") { _ = load() }
    giveBack()
    let outcome = stage("again") { load() }
    guard let portfolio = outcome.configuration?.portfolio else {
      for diagnostic in outcome.diagnostics.prefix(10) { print(diagnostic) }
      exit(65)
    }
    let loaded = Meter.residentBytes()
    var engine = stage("start") {
      var engine = Engine(
        portfolio: portfolio, memory: EngineMemory(), instance: "bench", isDrill: true, at: now, workers: EveryCore())
      _ = engine.start(at: now)
      return engine
    }
    let started = Meter.residentBytes()
    giveBack()
    let kept = Meter.residentBytes()
    var changed = portfolio
    changed.projects[changed.projects.count / 2].finish = changed.projects[changed.projects.count / 2].finish.map {
      $0 - 7
    }
    let change = stage("reload") { engine.reload(changed, at: now + 60).change }
    let (timers, duties, next) = (engine.timerCount, engine.duties.count, engine.nextInstant()?.seconds ?? 0)
    func each(_ bytes: Int) -> String { Meter.fixed(Double(max(bytes, 0)) / Double(count)) }
    print(
      """
      {"case":"load","format":"\(format)","n":\(count),"file_mb":\(Meter.fixed(Double(bytes) / 1e6)),\
      \(stages.joined(separator: ",")),"duties":\(duties),"timers":\(timers),"next":\(next),\
      "moved":\(change.moved),\
      "bytes_loaded":\(each(loaded - before)),"bytes_started":\(each(started - loaded)),"bytes_kept":\(each(kept - before))}
      """)
  }

  /// What is free but still with malloc goes back to the system, so that what is left is in use.
  private static func giveBack() {
    typealias Trim = @convention(c) (Int) -> Int32
    guard let trim = dlsym(UnsafeMutableRawPointer(bitPattern: 0), "malloc_trim") else { return }
    _ = unsafeBitCast(trim, to: Trim.self)(0)
  }

  private static func decimal(_ seconds: Double) -> String { String(format: "%.2f", seconds) }

  // MARK: The files

  private static func write(_ count: Int, as format: String, to folder: URL) throws -> Int {
    let calendars = try String(contentsOfFile: "config/calendars/cn.csv", encoding: .utf8)
    let small = [
      "daopai.yaml": """
      office: { name: 重点项目服务中心, numberPrefix: 驻项目督 }
      defaults: { calendar: cn, policies: [chase] }
      mail: { from: "daopai <daopai@example.gov.cn>", maildir: mail }
      """,
      "parties.yaml": "parties:\n  - { id: unit, name: 市发改委, email: unit@example.gov.cn }",
      "policies/chase.yaml": """
      id: chase
      name: 催办
      watches: [finish]
      rungs:
        - { level: L0, name: 提醒, each: [due - 7d, due - 1d], to: [lead], channels: [email] }
        - { level: L1, name: 挂牌, when: [due + 1d], to: [lead], channels: [email] }
      """,
      "calendars/cn.csv": calendars,
      "templates/reminder.mustache": "{{title}}",
    ]
    for name in ["policies", "calendars", "templates", "ledger"] {
      try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    for (name, text) in small {
      try (text + "\n").write(to: folder.appending(path: name), atomically: false, encoding: .utf8)
    }
    var bytes = 0
    for (name, text) in format == "json" ? documents(count) : tables(count) {
      bytes += text.utf8.count
      try text.write(to: folder.appending(path: "ledger/\(name)"), atomically: false, encoding: .utf8)
    }
    return bytes
  }

  private static func tables(_ count: Int) -> [(String, String)] {
    var projects = "projectid,项目名称,计划竣工,责任单位\n"
    var milestones = "projectid,milestoneid,节点名称,工期,紧前工作\n"
    for index in 0..<count {
      if index % 100 == 0 { projects += "P\(index / 100),第\(index / 100)号重点项目,2028-12-29,市发改委\n" }
      let after = index % 100 == 0 ? "" : "M\(index % 100 - 1)"
      milestones += "P\(index / 100),M\(index % 100),第\(index % 100)个施工节点,\(1 + index % 5)wd,\(after)\n"
    }
    return [("projects.csv", projects), ("milestones.csv", milestones)]
  }

  /// Files of a hundred projects.
  private static func documents(_ count: Int) -> [(String, String)] {
    stride(from: 0, to: count, by: 10_000).map { first in
      let projects = stride(from: first, to: min(first + 10_000, count), by: 100).map { start in
        let milestones = (0..<100).map { number in
          let after = number == 0 ? "" : ",\"after\":[\"M\(number - 1)\"]"
          return "{\"id\":\"M\(number)\",\"name\":\"第\(number)个施工节点\",\"duration\":\"\(1 + number % 5)wd\"\(after)}"
        }
        return "{\"id\":\"P\(start / 100)\",\"name\":\"第\(start / 100)号重点项目\",\"finish\":\"2028-12-29\","
          + "\"lead\":\"unit\",\"milestones\":[\(milestones.joined(separator: ","))]}"
      }
      return ("part\(first / 10_000).json", "{\"projects\":[\(projects.joined(separator: ","))]}\n")
    }
  }
}
