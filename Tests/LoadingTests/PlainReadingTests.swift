import Core
import Loading
import TestSupport
import Testing

/// Milestones that are plainly written are read by a shorter way, which nobody may be able to tell from the long one:
/// `statutory: false` says what is so without it, and leads by the long way.
@Suite struct PlainReadingTests {
  private func load(_ name: String, _ text: String) -> LoadOutcome {
    withScratchDirectory { directory in
      var files = smallOffice.merging(["ledger/\(name)": text], uniquingKeysWith: { $1 })
      files["ledger/projects.csv"] = "projectid,项目名称,计划竣工\nA,甲,2030-12-27\n乙-1,乙,2030-12-27\n"
      for (name, text) in files {
        makeFolder(of: "\(directory)/\(name)")
        writeBytes(text.utf8, to: "\(directory)/\(name)")
      }
      return ConfigurationLoader.load(directory: directory, today: day)
    }
  }

  /// What milestones say, well and badly written; the good ones come first.
  private static let ids = [
    "m", "M12", "节点", "a_b-c.1", "S01", "F", "-", " m1 ", "x y", "a/b", "é", "", "　甲", "x’s", "𠀀",
  ]
  private static let names = [
    "土建", "第 3 个节点", "(一) a,b", "", " 空 ", "——", "“引号”", "两\n行", "三\u{2028}行", "含\"引\"号", "　全角　", "无",
    String(repeating: "长", count: 166), String(repeating: "长", count: 501), "tab\there", "\u{85}",
  ]
  private static let spans = [
    "3wd", "0", "5d", "0wd", "+4wd", "007d", "1000000d", "", "12", "-3wd", "-0d", "1.5wd", "3mo", "4h", "1000001d",
    "——", " 3wd",
    "３wd", "三天",
  ]
  private static let links = [
    "", "m", "M12,节点", "m;M12", "mFS+3wd", "节点SS-2d", "S01", "mFS", "——", "m、M12", " m , M12 ", ",", "mFF+3mo",
    "mSF+2wd,M12",
    "mFS+0wd", "FS", "a/b", "nobody", "mFS3wd", "m\nM12",
  ]
  private static let projects = ["A", "乙-1", "A", "A", "Z", "", " A", "A B"]

  private struct Draw {
    var random: SeededRandom
    /// How likely it is that something is badly written.
    var faults: Int
    mutating func from(_ texts: [String], good: Int) -> String {
      Int.random(in: 0..<100, using: &random) < faults
        ? texts.randomElement(using: &random)! : texts[Int.random(in: 0..<good, using: &random)]
    }
  }

  private func check(_ short: LoadOutcome, _ long: LoadOutcome, _ seed: UInt64, _ text: String) -> Bool {
    #expect(short.diagnostics == long.diagnostics, "seed \(seed): \(text)")
    let plain = short.configuration?.portfolio.projects.flatMap(\.milestones)
    #expect(plain == long.configuration?.portfolio.projects.flatMap(\.milestones), "seed \(seed): \(text)")
    return plain != nil
  }

  @Test func rowsOfTablesAreReadAlike() {
    var good = 0
    for seed in 0..<200 as Range<UInt64> {
      var draw = Draw(random: SeededRandom(seed: seed), faults: seed % 4 == 0 ? 40 : 2)
      var (short, long) = ("projectid,milestoneid,节点名称,工期,紧前工作,statutory\n", "")
      long = short
      for n in 0..<12 {
        var id = draw.from(Self.ids, good: 6)
        if !id.isEmpty, draw.faults < 10 { id += "\(n)" }
        let cells = [
          draw.from(Self.projects, good: 4), id, draw.from(Self.names, good: 4), draw.from(Self.spans, good: 8),
          draw.from(draw.faults < 10 ? ["", "——"] : Self.links, good: draw.faults < 10 ? 2 : 12),
        ]
        let width = Int.random(in: 0..<20, using: &draw.random) == 0 ? 3 : 5
        let row = cells.prefix(width).map { cell in
          cell.contains(where: { ",\"\n\r".contains($0) }) || cell.count % 3 == 2
            ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
        }.joined(separator: ",")
        let end = ["\n", "\r\n"][n % 2]
        short += row + end
        long += row + (width == 5 ? ",false" : "") + end
      }
      if check(load("m.csv", short), load("m.csv", long), seed, short) { good += 1 }
    }
    #expect(good > 20, "most are to be read")
  }

  @Test func linksOfTablesAreReadAlike() {
    for (seed, links) in Self.links.enumerated() {
      let head =
        "projectid,milestoneid,节点名称,工期,紧前工作,statutory\nA,m,始,1wd,,\nA,M12,中,1wd,,\nA,节点,中,1wd,,\nA,S01,中,1wd,,\n"
      let row = "A,end,终,2wd,\"\(links)\""
      _ = check(load("m.csv", head + row + "\n"), load("m.csv", head + row + ",false\n"), UInt64(seed), row)
    }
  }

  @Test func entriesOfDocumentsAreReadAlike() {
    var good = 0
    for seed in 0..<200 as Range<UInt64> {
      var draw = Draw(random: SeededRandom(seed: seed), faults: seed % 4 == 0 ? 30 : 2)
      func quoted(_ text: String) -> String {
        "\"" + text.replacing("\"", with: "\\\"").replacing("\n", with: "\\n").replacing("\t", with: "\\t") + "\""
      }
      var (short, long): ([String], [String]) = ([], [])
      for n in 0..<8 {
        var keys: [String] = []
        var id = draw.from(Self.ids, good: 6)
        if !id.isEmpty, draw.faults < 10 { id += "\(n)" }
        keys.append("\"id\": \(quoted(id))")
        if n % 3 > 0 { keys.append("\"name\": \(quoted(draw.from(Self.names, good: 3)))") }
        let span = draw.from(Self.spans, good: 7)
        keys.append("\"duration\": \(span == "0" ? span : quoted(span))")
        if draw.faults > 10 {
          let link = quoted(draw.from(Self.links, good: 3))
          keys.append(
            "\"after\": \(["[\(link)]", "[]", link, "null", "[null, \(link)]"].randomElement(using: &draw.random)!)")
        }
        if draw.faults > 10, n == 5 { keys.append(keys[0]) }
        short.append("{\(keys.joined(separator: ", "))}")
        long.append("{\((keys + ["\"statutory\": false"]).joined(separator: ", "))}")
      }
      func document(_ milestones: [String]) -> String {
        "{\"projects\": [{\"id\": \"D\", \"name\": \"丁\", \"finish\": \"2030-12-27\", \"lagCalendar\": \"successor\", \"milestones\": [\n"
          + milestones.joined(separator: ",\n") + "]}]}\n"
      }
      if check(load("d.json", document(short)), load("d.json", document(long)), seed, document(short)) { good += 1 }
    }
    #expect(good > 20, "most are to be read")
  }
}
