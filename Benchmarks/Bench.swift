import Core
import Daemon
import Dispatch
import Glibc
import Loading

/// `bench CASE N`: runs one benchmark and prints one JSON line. `bench` lists them.
@main
struct Bench {
  /// Like the daemon on no thread of libdispatch's pool, which would tick (`WorkerPool`).
  static func main() {
    Allocator.returnLargeBlocks()
    Task(executorPreference: WorkerPool.shared) {
      do {
        try await run()
        exit(EXIT_SUCCESS)
      } catch {
        print(error)
        exit(EXIT_FAILURE)
      }
    }
    dispatchMain()
  }

  private static func run() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let name = arguments.first else {
      print("wheel N    arm N timers, cancel half, move a quarter, ring the rest")
      print("cycles N   arm N timers, cancel half, then cancel or move one of the rest, two million times")
      print("ring N     arm N timers for one tick, ring them all")
      print("plan N     plan a project of N milestones with two links each")
      print("plans N    plan N milestones in projects of a hundred")
      print("names N    the same with long Chinese ids")
      print("replan N   report on milestones of a project of N, plan again after each")
      print("simulate N a year of N duties that nobody answers, on every core; simulate1 N: on one")
      print("load N     load N milestones from CSV, plan them, start an engine; loadjson N: from JSON")
      print("store N    N alerts into the store and out again: [DIRECTORY]")
      print("calendar N add working days to N dates")
      print("storm N    N alerts due in the same second, each to one webhook: [PORT [DIRECTORY [PARTIES [WINDOW]]]]")
      print("single N   N alerts one after another")
      print("idle N     a minute of a daemon with N timers and nothing due: [DIRECTORY]")
      print("query N    the control socket before a storm of N, and during it: [PORT [DIRECTORY]]")
      print("sink PORT  what the webhooks are posted to")
      return
    }
    switch (name, arguments.dropFirst().first.flatMap { Int($0) }) {
    case ("wheel", let count?) where count >= 4:
      WheelBench.run(count)
    case ("cycles", let count?) where count >= 4:
      WheelBench.cycles(count)
    case ("ring", let count?) where count >= 1:
      WheelBench.ring(count)
    case ("storm", let count?) where count >= 1:
      try await StormBench(count, arguments.dropFirst(2)).storm()
    case ("single", let count?) where count >= 1:
      try await StormBench(count, arguments.dropFirst(2)).single()
    case ("idle", let count?) where count >= 1:
      try await IdleBench.run(count, in: arguments.dropFirst(2).first ?? ".")
    case ("query", let count?) where count >= 1:
      try await StormBench(count, arguments.dropFirst(2)).query()
    case ("sink", let port?) where (1...65535).contains(port):
      HookSink(port: UInt16(port)).run()
    case ("plan", let count?) where count >= 1:
      PlanBench.plan(count, projects: 1)
    case ("plans", let count?) where count >= 100:
      PlanBench.plan(count, projects: count / 100)
    case ("names", let count?) where count >= 100:
      PlanBench.plan(count, projects: count / 100, prefix: "可行性研究报告批复")
    case ("replan", let count?) where count >= 100:
      PlanBench.replan(count)
    case ("simulate", let count?) where count >= 1:
      SimulateBench.run(count, workers: EveryCore())
    case ("simulate1", let count?) where count >= 1:
      SimulateBench.run(count, workers: OneWorker())
    case ("load", let count?) where count >= 100:
      try LoadBench.run(count, format: "csv")
    case ("loadjson", let count?) where count >= 100:
      try LoadBench.run(count, format: "json")
    case ("calendar", let count?) where count >= 1:
      PlanBench.calendar(count)
    case ("store", let count?) where count >= 1:
      try StoreBench.run(count, in: arguments.dropFirst(2).first ?? ".")
    default:
      print("usage: bench [CASE N]")
      exit(64)
    }
  }
}
