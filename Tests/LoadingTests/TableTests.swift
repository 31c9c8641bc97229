import Core
import Foundation
import Loading
import Testing

/// The habits of real CSV ledgers.
@Suite struct TableTests {
  private func finish(_ cell: String, mapping: String = "") -> String? {
    let (portfolio, report) = load([
      "t.csv": "key,title,end\nC1,甲,\"\(cell)\"\n",
      "t.mapping.yaml": "kind: projects\ncolumns: { id: key, name: title, finish: end }\n" + mapping,
    ])
    if portfolio == nil { return report.first }
    return portfolio?.projects.first?.finish?.description ?? "none"
  }

  @Test(arguments: [
    ("2021-7-5", "2021-07-05"), ("2021-07-05", "2021-07-05"), ("2021年7月5日", "2021-07-05"), ("2021.7.5", "2021-07-05"),
    ("2021/7/5", "2021-07-05"), ("20210705", "2021-07-05"), ("2021-07-05 00:00:00", "2021-07-05"),
    ("2021/7/5 0:00", "2021-07-05"), ("2021/7/5 00:00", "2021-07-05"), ("2021/7/5　0:00:00", "2021-07-05"),
    ("2021-07", "2021-07-31"), ("2021-7", "2021-07-31"), ("2021.02", "2021-02-28"), ("2021年2月", "2021-02-28"),
    ("2021", "2021-12-31"), ("2021年", "2021-12-31"), ("2013-2015", "2015-12-31"), ("2021年底", "2021-12-31"),
    ("2021Q3", "2021-09-30"), ("2021-Q3", "2021-09-30"), ("2021年三季度", "2021-09-30"), ("2021年第3季度", "2021-09-30"),
    ("2021年7月底前", "2021-07-31"), ("2021年6月下旬", "2021-06-30"), ("2021年6月上旬", "2021-06-10"),
    ("2021年6月中旬", "2021-06-20"), ("2021年上半年", "2021-06-30"), ("44382", "2021-07-05"), ("44382.0", "2021-07-05"),
    ("２０２１－７－５", "2021-07-05"), ("2021年7月5日前", "2021-07-05"), ("——", "none"), ("无", "none"), ("", "none"),
  ])
  func datesInEveryHabit(_ cell: String, _ expected: String) { #expect(finish(cell) == expected) }

  @Test(arguments: [
    ("7月底前", "2022-07-31"), ("7月30日", "2022-07-30"), ("三季度", "2022-09-30"), ("12月", "2022-12-31"),
    ("年底", "2022-12-31"),
  ])
  func yearFromTheContext(_ cell: String, _ expected: String) {
    #expect(finish(cell, mapping: "dates: { context: 2022 }\n") == expected)
  }

  @Test(arguments: [
    "2021-13", "2021-02-30", "7月32日", "2021/7/1 10:00", "2021/7/5 8:00", "2021/7/1 0:30", "明年", "12", "999999",
    "2021-7-5-1", "2021Q5", "13月", "2021-+7-5",
  ])
  func whatIsNoDateIsSaid(_ cell: String) {
    #expect(finish(cell, mapping: "dates: { context: 2021 }\n")?.contains("t.csv:2:6: error: \"finish\" is") ?? false)
  }

  @Test func aDateWithoutAYearAsksForOne() {
    #expect(finish("7月底前")?.contains("names no year") ?? false)
    #expect(finish("2021", mapping: "dates: { year: start }\n") == "2021-01-01")
  }

  private func total(_ heading: String, _ cell: String, above: String = "", units: String = "") -> Int64? {
    let (portfolio, _) = load([
      "t.csv": "\(above)编号,项目名称,\"\(heading)\"\nC1,甲,\"\(cell)\"\n",
      "t.mapping.yaml": units.isEmpty ? "kind: projects\n" : "kind: projects\n\(units)\n",
    ])
    return portfolio?.projects.first?.investment.total
  }

  @Test func moneyHasItsUnit() {
    #expect(total("总投资", "8000") == 80_000_000)
    #expect(total("总投资(亿元)", "5.2") == 520_000_000)
    #expect(total("总\n投资（ 亿元 ）", "5.2") == 520_000_000)
    #expect(total("总投资", "5.2", above: "某某台账,,\n单位：亿元,,\n") == 520_000_000)
    #expect(total("总投资", "5.2", units: "units: { total: 亿元 }") == 520_000_000)
    #expect(total("总投资", "5.2亿") == 520_000_000)
    #expect(total("总投资(亿元)", "8,000万元") == 80_000_000)
    #expect(total("总投资", "3827.6") == 38_276_000)
    #expect(total("总投资", "3827.6000000000004") == 38_276_000)
    #expect(total("总投资(元)", "100.5") == nil)
    #expect(total("总投资", "约5") == nil)
  }

  @Test func gb18030IsRecognised() {
    withScratchDirectory { directory in
      let path = directory + "/t.csv"
      let bytes: [UInt8] = [
        0xB1, 0xE0, 0xBA, 0xC5, 0x2C, 0xCF, 0xEE, 0xC4, 0xBF, 0xC3, 0xFB, 0xB3, 0xC6, 0x2C, 0xD4, 0xF0, 0xC8, 0xCE,
        0xB5, 0xA5, 0xCE, 0xBB, 0x0D, 0x0A, 0x43, 0x31, 0x2C, 0xE6, 0xE4, 0xB3, 0xC7, 0xC7, 0xF8, 0x95, 0x34, 0xB2,
        0x35, 0xB3, 0xA7, 0xB7, 0xBF, 0x2C, 0xB7, 0xA2, 0xB8, 0xC4, 0xCE, 0xAF, 0x0D, 0x0A,
      ]
      writeBytes(bytes, to: path)
      let outcome = LedgerLoader.load(files: [path], mappings: [], configuration: nil, today: day)
      #expect(outcome.diagnostics.allSatisfy { $0.code.hasPrefix("plan.") })
      #expect(outcome.portfolio?.projects.first?.name == "驿城区𠮷厂房")
      writeBytes(bytes + [0x0D, 0x0A, 0x43, 0x32, 0x2C, 0xFF, 0xFF], to: path)
      let broken = LedgerLoader.load(files: [path], mappings: [], configuration: nil, today: day)
      #expect(broken.diagnostics.map(\.code) == ["text.encoding"])
      #expect(broken.diagnostics.first?.place.line == 4)
    }
  }

  @Test func quotesNewlinesAndPlaces() {
    let (portfolio, report) = load([
      "t.csv": "\u{FEFF}编号,项目名称,计划竣工\r\nC1,\"甲,\"\"乙\"\"\r\n丙\",2021\r\n\r\nC2,丁,坏\r\n"
    ])
    #expect(portfolio == nil)
    #expect(report.count == 1 && report[0].hasPrefix("t.csv:5:6: error: \"finish\" is \"坏\""))
    let good = load(["t.csv": "\u{FEFF}编号,项目名称,计划竣工\r\nC1,\"甲,\"\"乙\"\"\r\n丙\",2021\r\n"])
    #expect(good.portfolio?.projects.first?.name == "甲,\"乙\" 丙")
  }

  @Test func predecessorsAreRead() throws {
    let (portfolio, report) = load([
      "p.csv": "编号,项目名称,计划竣工\nC1,甲,2021\n",
      "m.csv": "项目编号,节点编号,节点名称,工期,前置节点,时限\nC1,1,备案,3wd,,\nC1,2,环评,5d,1,\nC1,3,施工,9wd,\"1FS+2wd,2SS-1d\",2021Q4\n",
    ])
    #expect(report == [])
    let after = try #require(portfolio?.projects.first?.milestones.last?.after)
    #expect(after.map(\.milestone) == ["1", "2"])
    #expect(after.map(\.kind) == [.finishToStart, .startToStart])
    #expect(after.map(\.lag) == [Span(2, .workingDays), Span(-1, .days)])
  }

  @Test func milestoneOfNoProjectIsNamed() {
    let (_, report) = load([
      "p.csv": "编号,项目名称\nC1,甲\n", "m.csv": "项目编号,节点编号,节点名称,时限\nC11,1,备案,2021\n,2,无主,2021\n",
    ])
    #expect(report.count == 2)
    #expect(
      report.contains {
        $0.hasPrefix("m.csv:2:1: error: The milestone \"1\" belongs to the project \"C11\"")
          && $0.contains("Did you mean \"C1\"?")
      })
    #expect(report.contains { $0.hasPrefix("m.csv:3:1: error: The row names no project.") })
  }

  @Test func mappingFaultsHavePlaces() {
    let (_, report) = load([
      "t.csv": "key,title,end\nC1,甲,2021\n",
      "t.mapping.yaml": "kind: projects\ncolumns: { id: key, name: titel, finish: end }\n",
      "u.mapping.yaml": "kind: project\n",
      "u.csv": "a,b\n",
    ])
    #expect(report.count == 2)
    #expect(report[0].hasPrefix("t.mapping.yaml:2:27: error: ") && report[0].contains("Did you mean \"title\"?"))
    #expect(report[1].hasPrefix("u.mapping.yaml:1:7: error: ") && report[1].contains("Did you mean \"projects\"?"))
  }

  @Test func responsibilitiesFromATable() throws {
    let (portfolio, report) = load(
      ["r.csv": "序号,工作任务,牵头单位,配合单位,完成时限\n1,方案,市工信局、发改委,各县区政府,2021年7月底前\n2,月报,fgw,——,\n"],
      configuration: fixture("good"))
    #expect(report == [])
    let rows = try #require(portfolio?.responsibilities)
    #expect(rows.map(\.schedule) == [.once(CivilDate(iso: "2021-07-31")!), .undated])
    #expect(
      rows[0].assignments == [Assignment(.lead, "gxj"), Assignment(.lead, "fgw"), Assignment(.support, "counties")])
    #expect(rows[1].assignments == [Assignment(.lead, "fgw")])
  }

  @Test func valuesAndCreatedParties() throws {
    let (portfolio, report) = load(
      [
        "t.csv": "key,title,who,boss\nC1,甲,新局,\"童\u{3000}\u{00A0}华 李小明\"\n",
        "t.mapping.yaml":
          "kind: projects\ncolumns: { id: \"X-{key}\", name: title, lead: who, leader: boss }\nvalues: { calendar: site, finish: 2021-12-31 }\nparties: create\n",
      ], configuration: fixture("good"))
    #expect(report.count == 1 && report[0].contains("3 parties are not in parties.yaml"))
    let project = try #require(portfolio?.projects.first)
    #expect(project.id == "X-C1")
    #expect(project.calendar == "site")
    #expect(project.finish == CivilDate(iso: "2021-12-31"))
    #expect(project.assignments.map(\.party) == ["童华", "李小明", "新局"])
    #expect(portfolio?.parties["童华"]?.kind == .official)
  }
}
