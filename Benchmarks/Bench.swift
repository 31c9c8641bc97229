import Glibc

/// `bench CASE N`: runs one benchmark and prints one JSON line. `bench` lists them.
@main
struct Bench {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard let name = arguments.first else {
      print("wheel N    arm N timers, cancel half, move a quarter, ring the rest")
      print("storm N    arm N timers for one tick, ring them all")
      print("plan N     plan a project of N milestones with two links each")
      print("plans N    plan N milestones in projects of a hundred")
      print("names N    the same with long Chinese ids")
      print("replan N   report on milestones of a project of N, plan again after each")
      print("calendar N add working days to N dates")
      return
    }
    switch (name, arguments.dropFirst().first.flatMap { Int($0) }) {
    case ("wheel", let count?) where count >= 4:
      WheelBench.run(count)
    case ("storm", let count?) where count >= 1:
      WheelBench.storm(count)
    case ("plan", let count?) where count >= 1:
      PlanBench.plan(count, projects: 1)
    case ("plans", let count?) where count >= 100:
      PlanBench.plan(count, projects: count / 100)
    case ("names", let count?) where count >= 100:
      PlanBench.plan(count, projects: count / 100, prefix: "可行性研究报告批复")
    case ("replan", let count?) where count >= 100:
      PlanBench.replan(count)
    case ("calendar", let count?) where count >= 1:
      PlanBench.calendar(count)
    default:
      print("usage: bench [CASE N]")
      exit(64)
    }
  }
}
