import Core

/// Times the planner on `PlanWorkload`: the best of several runs, as CPU time of the process.
enum PlanBench {
  /// Plans `count` milestones with about two links each, in one project or in many.
  static func plan(_ count: Int, projects: Int, prefix: String = "m") {
    let work = PlanWorkload.projects(projects, milestones: count, prefix: prefix)
    let calendars = PlanWorkload.calendars
    var best = Double.infinity
    var stages: [Planner.Stage: Double] = [:]
    var digest = 0
    for _ in 0..<max(5, min(40, 2_000_000 / count)) {
      var run: [Planner.Stage: Double] = [:]
      var plans: [ProjectPlan] = []
      plans.reserveCapacity(projects)
      let total = Meter.nanoseconds {
        for project in work {
          var last = Meter.processTime()
          let outcome = Planner.plan(project, calendars: calendars, today: PlanWorkload.today) { stage in
            guard projects == 1 else { return }  // reading the clock would cost more than the stage
            let now = Meter.processTime()
            run[stage, default: 0] += now - last
            last = now
          }
          if let plan = outcome.plan { plans.append(plan) }
        }
      }
      precondition(plans.count == projects)
      digest = plans.reduce(0) { $1.milestones.reduce($0) { $0 &* 31 &+ Int($1.latestStart.dayNumber) } }
      if total < best { (best, stages) = (total, run) }
    }
    func each(_ stage: Planner.Stage) -> String { Meter.fixed((stages[stage] ?? 0) / Double(count)) }
    let breakdown =
      projects > 1
      ? ""
      : Planner.Stage.allCases.map { "\"\($0.rawValue)_ns\":\(each($0))," }.joined()
    let links = work.reduce(0) { $1.milestones.reduce($0) { $0 + $1.after.count } }
    print(
      """
      {"case":"plan","ids":"\(prefix)1","projects":\(projects),"milestones":\(count),"links":\(links),\(breakdown)\
      "ns_per_milestone":\(Meter.fixed(best / Double(count))),"total_ms":\(Meter.fixed(best / 1e6)),\
      "digest":\(digest)}
      """)
  }

  /// Reports on one milestone after another of a project of `count`, and plans again after each: a milestone starts
  /// or finishes up to four days early or late, or says how far it is.
  static func replan(_ count: Int) {
    let work = PlanWorkload.projects(1, milestones: count, prefix: "m", group: 1000)[0]
    guard var live = LivePlan.make(work, calendars: PlanWorkload.calendars, today: PlanWorkload.today).plan else {
      preconditionFailure("a ledger without a plan")
    }
    var random = XorShift()
    var times: [Double] = []
    var moved = 0
    for _ in 0..<2000 {
      let i = Int(random.next() % UInt64(count))
      let planned = live.plan.milestones[i]
      var progress = RecordedProgress(actualStart: planned.earliestStart + Int(random.next() % 9) - 4)
      if random.next() % 2 == 0 {
        progress.actualFinish = max(planned.earliestFinish + Int(random.next() % 9) - 4, progress.actualStart!)
      } else {
        progress.percent = Int(random.next() % 100)
      }
      let milestone = planned.id
      times.append(
        Meter.nanoseconds {
          do {
            moved += try live.report(progress, on: milestone).count
          } catch {
            preconditionFailure("a refused report costs nothing and would flatter the figure: \(error)")
          }
        })
    }
    let fresh = Planner.plan(live.project, calendars: PlanWorkload.calendars, today: PlanWorkload.today).plan
    precondition(fresh == live.plan)
    let mean = times.reduce(0, +) / Double(times.count)
    times.sort()
    func at(_ share: Double) -> String { Meter.fixed(times[Int(Double(times.count) * share)] / 1000) }
    print(
      """
      {"case":"replan","milestones":\(count),"reports":\(times.count),"moved_each":\(Meter.fixed(Double(moved) / Double(times.count))),"mean_us":\(Meter.fixed(mean / 1000)),\
      "median_us":\(at(0.5)),"p99_us":\(at(0.99))}
      """)
  }

  /// Adds working days to dates of ten years.
  static func calendar(_ count: Int) {
    let calendar = PlanWorkload.calendars["CN"]!
    var random = XorShift()
    let start = CivilDate(year: 2016, month: 1, day: 1)!
    let dates = (0..<4096).map { _ in start + Int(random.next() % 3900) }
    let amounts = (0..<4096).map { _ in Int(random.next() % 400) - 200 }
    var best = Double.infinity
    var sum = 0
    for _ in 0..<5 {
      sum = 0
      let time = Meter.nanoseconds {
        for i in 0..<count { sum &+= Int(calendar.add(amounts[i & 4095], to: dates[i & 4095]).dayNumber) }
      }
      best = min(best, time)
    }
    print("{\"case\":\"calendar\",\"n\":\(count),\"add_ns\":\(Meter.fixed(best / Double(count))),\"digest\":\(sum)}")
  }
}
