import Core
import Foundation
import Loading

/// `Tests/LoadingTests/Fixtures/…` of the checkout.
func fixture(_ path: String) -> String {
  #filePath.split(separator: "/").dropLast().reduce(into: "") { $0 += "/" + $1 } + "/Fixtures/" + path
}

let day = CivilDate(iso: "2021-08-01")!

func readText(_ path: String) -> String? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
  return String(decoding: bytes, as: UTF8.self)
}

func writeBytes(_ bytes: some Sequence<UInt8>, to path: String) {
  guard let file = fopen(path, "w") else { fatalError("cannot write \(path)") }
  defer { fclose(file) }
  let all = Array(bytes)
  fwrite(all, 1, all.count, file)
}

/// A directory of its own, removed afterwards.
func withScratchDirectory<Result>(_ body: (String) throws -> Result) rethrows -> Result {
  var template = Array("/tmp/loading-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { fatalError("mkdtemp") }
  let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { removeTree(path) }
  return try body(path)
}

func removeTree(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

/// Loads ledger texts under their names, as `plan show` does. What the planner has to say is left out of the report.
func load(
  _ files: [String: String], configuration: String? = nil, done: LatestDone = .unjudged
) -> (portfolio: Portfolio?, report: [String]) {
  withScratchDirectory { directory in
    for (name, text) in files { writeBytes(text.utf8, to: "\(directory)/\(name)") }
    let paths = files.keys.sorted().map { "\(directory)/\($0)" }
    let outcome = LedgerLoader.load(files: paths, mappings: [], configuration: configuration, today: day, done: done)
    let own = outcome.diagnostics.filter { !$0.code.hasPrefix("plan.") }
    return (outcome.portfolio, own.map { $0.description.replacing(directory + "/", with: "") })
  }
}

/// The directory that a file is to stand in.
func makeFolder(of path: String) {
  let folder = path.split(separator: "/").dropLast().reduce(into: "") { $0 += "/" + $1 }
  try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
}

/// The files of a small office, without its ledger, by their paths.
let smallOffice = [
  "daopai.yaml": """
  office: { name: 中心, numberPrefix: 督 }
  defaults: { calendar: cn, policies: [chase] }
  mail: { from: "daopai <daopai@example.gov.cn>", maildir: mail }
  """,
  "parties.yaml": "parties:\n  - { id: unit, name: 市发改委, email: unit@example.gov.cn }\n",
  "policies/chase.yaml":
    "id: chase\nname: 催办\nwatches: [finish]\nrungs:\n  - { level: L0, name: 提醒, when: [due + 1d], to: [lead] }\n",
  "calendars/cn.csv": "date,kind,name\n2026-10-01,holiday,国庆节\n",
  "templates/reminder.mustache": "{{title}}\n",
]
