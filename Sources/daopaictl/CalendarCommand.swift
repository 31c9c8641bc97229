import ArgumentParser
import Control
import Core
import Loading

struct CalendarCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calendar", abstract: say("工作日计算", "Working-day arithmetic"),
    subcommands: [Check.self, Add.self, Count.self, CalendarImportCommand.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("某日是否上班", "Whether a day is worked"))
    @OptionGroup var options: CalendarOptions
    @Argument(help: explain("日期，如 2026-02-14", "A date as 2026-02-14")) var date: CivilDate

    struct Answer: Encodable {
      var working: Bool
      var name: String
      /// Written only when it is so.
      var provisional: Bool?
    }

    func run() throws {
      let calendar = try options.calendar()
      let isProvisional = options.warn(calendar, date)
      let name = calendar.exceptions[date]?.name ?? ""
      let isWorking = calendar.isWorking(date)
      if options.common.isJSON {
        let answer = Answer(working: isWorking, name: name, provisional: isProvisional ? true : nil)
        return try Terminal.data(json: answer)
      }
      let days = say("一二三四五六日", "MonTueWedThuFriSatSun")
      let width = days.count / 7
      let day = String(days.dropFirst((date.weekday - 1) * width).prefix(width))
      let verdict = isWorking ? say("上班", "working day") : say("休息", "day off")
      Terminal.data("\(date) \(say("周", ""))\(day) \(verdict)\(name.isEmpty ? "" : say("（\(name)）", " (\(name))"))")
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: say("若干天、工作日或月之后（负数为之前）", "So many days (2d), working days (40wd) or months (1mo) later"))
    @OptionGroup var options: CalendarOptions
    @Argument(help: explain("日期，如 2026-02-14", "A date as 2026-02-14")) var date: CivilDate
    @Argument(help: explain("时长，如 40wd、2d、1mo，可为负", "A span as 40wd, 2d, 1mo, or negative")) var span: Span

    struct Answer: Encodable {
      var date: String
      var provisional: Bool
    }

    func validate() throws {
      guard span.wallSeconds == nil else {
        throw ValidationError(
          say("日期只能加减天（d）、工作日（wd）、月（mo）", "a date takes days (d), working days (wd) or months (mo)"))
      }
    }

    func run() throws {
      let calendar = try options.calendar()
      let result =
        switch span.unit {
        case .workingDays: calendar.add(span.amount, to: date)
        case .months: date.adding(months: span.amount)
        default: date + span.amount
        }
      guard (1...9999).contains(result.year) else { throw ValidationError("the result is past year 9999") }
      let isProvisional = span.unit == .workingDays && options.warn(calendar, max(date, result))
      if options.common.isJSON {
        return try Terminal.data(json: Answer(date: result.description, provisional: isProvisional))
      }
      Terminal.data(result.description)
    }
  }

  struct Count: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: say("(A, B] 之间的工作日数", "Working days after A, through B"))
    @OptionGroup var options: CalendarOptions
    @Argument(help: explain("从此日之后", "After this date")) var after: CivilDate
    @Argument(help: explain("到此日为止（含）", "Through this date")) var through: CivilDate

    struct Answer: Encodable {
      var count: Int
      var provisional: Bool
    }

    func run() throws {
      let calendar = try options.calendar()
      let count = calendar.count(after: after, through: through)
      let isProvisional = options.warn(calendar, max(after, through))
      if options.common.isJSON { return try Terminal.data(json: Answer(count: count, provisional: isProvisional)) }
      Terminal.data(String(count))
    }
  }
}

struct CalendarOptions: ParsableArguments {
  @OptionGroup var common: CommonOptions
  @Option(help: CommonOptions.configHelp) var config: String?
  @Option(
    name: .customLong("calendar"),
    help: explain("日历名（缺省：配置里写的）", "Name of the calendar (default: the configuration's)"))
  var name: String?

  func calendar() throws -> WorkCalendar {
    let outcome = CalendarLoader.load(directory: config ?? OfflineOptions.found ?? "/etc/daopai")
    Terminal.message(outcome.diagnostics)
    guard !outcome.diagnostics.contains(where: { $0.severity == .error }) else { throw Failed() }
    let id = name.map { CalendarID($0) } ?? outcome.defaultCalendar
    guard let calendar = outcome.calendars[id] else {
      let known = outcome.calendars.keys.map(\.text)
      let hint = nearestName(to: id.text, among: known).map { say("是不是 \($0)？", " Did you mean \($0)?") } ?? ""
      throw Failure(say("没有日历 \(id)。", "there is no calendar \(id).") + hint)
    }
    return calendar
  }

  /// Whether the answer leans on days that no published notice covers; says so on standard error.
  func warn(_ calendar: WorkCalendar, _ last: CivilDate) -> Bool {
    guard calendar.isProvisional(last), let covered = calendar.coveredThrough else { return false }
    Terminal.message(
      say(
        "警告：日历 \(calendar.id) 只公布到 \(covered)，结果为暂定。",
        "warning: calendar \(calendar.id) is published through \(covered) only; the answer is provisional."))
    return true
  }
}
