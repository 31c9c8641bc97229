import Foundation

@testable import Core

/// The State Council's notices 2015–2026 as the vectors hold them.
enum ChinaCalendar {
  /// Day → is it worked, for the days the file names.
  static let days: [CivilDate: Bool] = {
    var days: [CivilDate: Bool] = [:]
    for row in Vectors.rows("cn-workdays.csv") { days[CivilDate(iso: row[0])!] = row[1] == "workday" }
    return days
  }()

  static let calendar = WorkCalendar(
    id: "CN", exceptions: days.mapValues { WorkCalendar.Exception(isWorking: $0) },
    coveredThrough: CivilDate(iso: "2026-12-31"))
}

/// Files of the conformance vectors.
enum Vectors {
  static func data(_ name: String) -> Data {
    let url = Bundle.module.resourceURL!.appendingPathComponent("Vectors").appendingPathComponent(name)
    return try! Data(contentsOf: url)
  }

  /// The fields of each line after the header. Commas inside quotes are only in last fields, which no test reads.
  static func rows(_ name: String) -> [[String]] {
    String(decoding: data(name), as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }
}

extension CivilDate {
  /// For rows of tests; traps on what is no date.
  static func iso(_ text: String) -> CivilDate { CivilDate(iso: text)! }
}
