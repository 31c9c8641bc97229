import Core
import Foundation
import TestSupport

/// The configuration most tests share: one unit, and duties that are all due in the same second.
extension Ground {
  /// - Parameters:
  ///   - mail: what stands below `mail:`.
  ///   - hooks: webhook addresses by id.
  ///   - delivery: what stands below `delivery:`, in braces.
  func office(
    mail: String = "maildir: mail", hooks: [(id: String, url: String)] = [], delivery: String? = nil
  ) throws {
    let lines = hooks.map { "  - { id: \($0.id), url: \"\($0.url)\", secretFile: hook-secret }" }
    try write(
      "daopai.yaml",
      """
      office: { name: 重点项目服务中心, numberPrefix: 驻项目督 }
      timeZone: Asia/Shanghai
      defaults: { calendar: all, policies: [chase] }
      mail:
        from: "daopai <daopai@example.gov.cn>"
        \(mail)
      \(hooks.isEmpty ? "" : "webhooks:\n" + lines.joined(separator: "\n"))
      \(delivery.map { "delivery: \($0)" } ?? "")
      """)
  }

  static func smtp(_ port: Int) -> String { "smtp: { host: 127.0.0.1, port: \(port), security: none }" }

  func party(_ lines: String...) throws { try parties(lines) }

  func parties(_ lines: [String]) throws {
    try write("parties.yaml", "parties:\n" + lines.map { "  - \($0)\n" }.joined())
  }

  /// One rung, for every duty in the same second: so many seconds before the duties are due.
  func policy(
    before seconds: Int64, over channels: String = "email", retry: String = "{ attempts: 12, first: 1s, longest: 2s }",
    isUrgent: Bool = true
  ) throws {
    try write(
      "policies/chase.yaml",
      """
      id: chase
      name: 催办
      watches: [responsibility]
      retry: \(retry)
      rungs:
        - { level: L1, name: 催办, when: [due - \(seconds)s], urgent: \(isUrgent), to: [lead], channels: [\(channels)] }
      """)
  }

  func rows(_ count: Int, due: CivilDate, leads: [String] = ["unit"]) throws {
    let lines = (1...count).flatMap { number in
      leads.map { "  - { id: R\(number)-\($0), title: 第\(number)件事, lead: \($0), due: \(due), dueTime: \"18:00\" }" }
    }
    try write("ledger/rows.yaml", "responsibilities:\n" + lines.joined(separator: "\n"))
  }

  /// Tomorrow's date, and how many seconds before its 18:00 it is in so many seconds from now.
  static func tomorrow(soon seconds: Int64) -> (due: CivilDate, before: Int64) {
    let now = Instant(seconds: Int64(Date().timeIntervalSince1970))
    let due = Office.shanghai.date(of: now) + 1
    return (due, Office.shanghai.instant(due, TimeOfDay("18:00")!) - now - seconds)
  }

  /// `count` duties of one unit, each to be mailed and posted once, `seconds` from now.
  func storm(_ count: Int, in seconds: Int64, mail: Int, hook: Int, path: String) throws {
    let (due, before) = Self.tomorrow(soon: seconds)
    try office(mail: Self.smtp(mail), hooks: [("hook", "http://127.0.0.1:\(hook)\(path)")])
    try party("{ id: unit, name: 市发改委, email: unit@example.gov.cn, webhook: hook }")
    try policy(before: before, over: "email, webhook")
    try rows(count, due: due)
  }
}
