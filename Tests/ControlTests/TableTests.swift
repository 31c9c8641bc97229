import Control
import Core
import Testing

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("督办单", 6), ("R05 产业链", 10), ("，。《》", 8), ("ＡＢ", 4), ("ｱ", 1), ("…", 1), ("“”", 2), ("①", 1),
    ("e\u{301}", 1), ("가", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("👍🏽", 2), ("👨‍👩‍👧", 2), ("☎️", 2), ("𠮷", 2), ("㎡", 2),
    ("〔2021〕17号", 12),
  ]) func counts(text: String, columns: Int) {
    #expect(displayWidth(text) == columns)
  }

  @Test(arguments: [
    ("督办单", 6, "督办单"), ("督办单", 5, "督办…"), ("督办单", 4, "督…"), ("督办单", 1, "…"), ("督办单", 0, ""), ("abcdef", 4, "abc…"),
  ]) func cutsBetweenCharacters(text: String, columns: Int, expected: String) {
    #expect(truncated(text, to: columns) == expected)
    #expect(displayWidth(truncated(text, to: columns)) <= columns)
  }

  @Test func controlCharactersAreShownNotObeyed() {
    #expect(printable("a\u{1B}[2Jb") == "a\\u{1b}[2Jb")
    #expect(printable("行一\n行二") == "行一 行二")
    #expect(printable("\u{202E}倒") == "\\u{202e}倒")
  }
}

@Suite struct TableTests {
  private func table() -> Table {
    var table = Table([.init("编号"), .init("事项", isFreeText: true), .init("剩余", .right), .init("级别")])
    table.append(["P01/m01:start", "项目备案（最迟开始）", "3 天", .init("L0", .dim)])
    table.append([
      "P02/m11:finish", "完成施工图审查并取得建筑工程施工许可证，具备全面开工条件，报市重点项目服务中心备案", "-12 天", .init("L3", .red),
    ])
    table.append(["R05", "", "0 天", ""])
    return table
  }

  @Test func alignsTwoColumnCharactersAndFitsEighty() {
    #expect(
      table().lines(width: 80) == [
        "编号            事项                                                  剩余  级别",
        "P01/m01:start   项目备案（最迟开始）                                  3 天  L0",
        "P02/m11:finish  完成施工图审查并取得建筑工程施工许可证，具备全面…   -12 天  L3",
        "R05                                                                   0 天",
      ])
    #expect(table().lines(width: 80).allSatisfy { displayWidth($0) <= 80 })
  }

  @Test func cutsNothingWhenThereIsRoom() {
    #expect(table().lines(width: 200).allSatisfy { !$0.contains("…") })
  }

  @Test func neverCutsIdentifiers() {
    let lines = table().lines(width: 20)
    #expect(lines[2].hasPrefix("P02/m11:finish  完成施…"))
  }

  @Test func coloursWithoutChangingTheLayout() {
    let plain = table().lines(width: 80)
    let coloured = table().lines(width: 80, colour: true)
    #expect(coloured[2].hasSuffix("\u{1B}[31mL3\u{1B}[0m"))
    #expect(coloured.map { $0.replacing(/\u{1B}\[[0-9]+m/, with: "") } == plain)
  }

  @Test func withoutALimitNothingGivesWay() {
    let lines = table().lines(width: nil)
    #expect(lines.allSatisfy { !$0.contains("…") } && lines.contains { displayWidth($0) > 80 })
  }

  private func duties(_ ids: [String]) -> Table {
    var table = Table([
      .init("id"), .init("title", isFreeText: true), .init("due"), .init("left", .right, isOptional: true),
      .init("next", isOptional: true),
    ])
    for id in ids { table.append([.init(id), "titles are long", "2021-07-12", "3 d", "L1"]) }
    return table
  }

  @Test func aLongIdCostsItsOwnRowOnly() {
    let lines = duties(["P01/m01:start", "P01/m02:start", "R08-monthly@2021/yicheng"]).lines(width: 48)
    #expect(
      lines == [
        "id              title     due         left  next",
        "P01/m01:start   titles …  2021-07-12   3 d  L1",
        "P01/m02:start   titles …  2021-07-12   3 d  L1",
        "R08-monthly@2021/yicheng  2021-07-12   3 d  L1",
      ])
  }

  @Test func anIdLongerThanThatStandsOnALineOfItsOwn() {
    let long = "R08-monthly@2021-08-25/yicheng-and-more"
    let lines = duties(["P01/m01:start", "P01/m02:start", long]).lines(width: 48)
    #expect(lines.suffix(2) == [long, "                titles …  2021-07-12   3 d  L1"])
    #expect(lines[1] == "P01/m01:start   titles …  2021-07-12   3 d  L1")
  }

  @Test func whereMostIdsAreLongColumnsThatMayAreLeftOut() {
    let lines = duties(["R08-monthly@2021-07-25/yicheng", "R08-monthly@2021-08-25/yicheng"]).lines(width: 52)
    #expect(lines[0] == "id                              title     due")
  }

  @Test func whatMustNotBeCutGoesBelow() {
    var table = Table([.init("#", .right), .init("kind"), .init("detail", goesBelow: true)])
    table.append(["9", "raised", "L1"])
    table.append(["10", "delivery.dead", "2021-17 550 5.1.1 no such user here"])
    #expect(
      table.lines(width: 26) == [
        " #  kind           detail", " 9  raised         L1", "10  delivery.dead", "    2021-17 550 5.1.1 no",
        "    such user here",
      ])
    #expect(table.lines(width: nil).count == 3)
  }

  @Test func anEmptyTableIsItsHeading() {
    #expect(Table([.init("id"), .init("due")]).lines(width: 80) == ["id  due"])
  }
}

@Suite struct LanguageTests {
  @Test(arguments: [
    ([:], Language.en), (["LANG": "zh_CN.UTF-8"], .zh), (["LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"], .en),
    (["LANG": "C", "LC_ALL": "zh_TW"], .zh), (["LC_ALL": "", "LC_MESSAGES": "zh_CN", "LANG": "C"], .zh),
    (["LANG": "C.UTF-8"], .en),
  ]) func followsTheLocale(environment: [String: String], language: Language) {
    #expect(Language(environment: environment) == language)
  }
}

@Suite struct ExitStatusTests {
  @Test(arguments: [
    (ControlError.unreachable(socket: "s", reason: "r"), 3), (.notAllowed(socket: "s"), 4), (.timedOut(seconds: 1), 3),
    (.tooLarge(limit: 1), 1), (.garbage("g"), 1), (.refused(Problem(.notAllowed, "")), 4),
    (.refused(Problem(.notFound, "")), 1), (.refused(Problem(.invalidConfiguration, "")), 1),
  ]) func followsTheError(error: ControlError, status: Int) {
    #expect(Int(error.exitStatus.rawValue) == status)
    #expect(Language.allCases.allSatisfy { !error.words(in: $0).isEmpty })
  }

  @Test func saysWhatTheDaemonSaid() {
    let error = ControlError.refused(Problem(.notFound, "no alert 2021-99"))
    #expect(error.words(in: .en) == "There is no such thing: no alert 2021-99")
    #expect(error.words(in: .zh) == "没有找到：no alert 2021-99")
  }

  @Test func freeTextGivesWayTogetherAndThenColumnsThatMay() {
    var table = Table([
      .init("id"), .init("one", isFreeText: true), .init("two", isFreeText: true), .init("next", isOptional: true),
    ])
    table.append(["P01", .init(String(repeating: "a", count: 20)), .init(String(repeating: "b", count: 30)), "L0-30d"])
    func row(_ width: Int) -> String { table.lines(width: width)[1] }
    #expect(row(41) == "P01  aaaaaaaaaaaa…  bbbbbbbbbbbb…  L0-30d")
    #expect(row(30) == "P01  aaaaaaaaaa…  bbbbbbbbbbb…", "Rather than less than eight of each.")
  }
}
