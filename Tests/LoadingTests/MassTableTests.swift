import Core
import Loading
import Testing

/// Mass data comes as CSV: the time must grow with the rows, not faster.
@Suite struct MassTableTests {
  @Test func twentyThousandRows() {
    var projects = "编号,项目名称,总投资(亿元),计划竣工,责任单位\n"
    var milestones = "项目编号,节点编号,节点名称,工期,前置节点,时限\n"
    for project in 0..<4_000 {
      projects += "P\(project),项目\(project),5.2,2022年12月,单位\(project % 300)\n"
      for step in 0..<4 { milestones += "P\(project),m\(step),节点\(step),5wd,\(step == 0 ? "" : "m\(step - 1)"),\n" }
    }
    let clock = ContinuousClock()
    var loaded = 0
    let spent = clock.measure {
      let (portfolio, report) = load(["a.csv": projects, "b.csv": milestones])
      loaded = (portfolio?.projects ?? []).reduce(0) { $0 + 1 + $1.milestones.count }
      #expect(report == [])
    }
    print("20,000 rows in \(spent)")
    #expect(loaded == 20_000)
    #expect(spent < .seconds(60))
  }
}
