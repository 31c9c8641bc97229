import ArgumentParser
import Core
import FoundationEssentials
import Loading

/// `calendar import FILE…`: a year's notice becomes lines of a calendar's CSV.
struct CalendarImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: say(
      "把放假通知（holiday-cn JSON、iCalendar、CSV）并入日历 CSV",
      "Turn notices (holiday-cn JSON, iCalendar, CSV) into a calendar's CSV"))

  @Option(
    name: .customLong("to"), help: "CSV to extend, or to begin, also -o or --output (default: standard output).")
  var target: String?

  @Option(name: .customLong("lang"), help: "zh or en (default: by LC_ALL, LC_MESSAGES, LANG).")
  var language: Language?

  @Argument(help: "Files of days: .json, .ics or .csv.") var files: [String]

  func run() throws {
    let existing = target.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
    let outcome = CalendarImport.read(files: files, existing: existing)
    Terminal.message(outcome.diagnostics)
    guard let csv = outcome.csv else {
      throw Failure(say("没有写入任何内容", "nothing was written"))
    }
    guard let target else { return Terminal.data(String(csv.dropLast())) }
    try OutputFile.write(csv, to: target)
    Terminal.message(say("\(target)：新增 \(outcome.added) 天", "\(target): \(outcome.added) days added"))
  }
}
