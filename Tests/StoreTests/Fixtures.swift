import Core
import Foundation
import GRDB
import Testing

@testable import Store

/// A directory that goes away with its holder.
final class TemporaryDirectory: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "daopai-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record(error) }
  }

  var state: String { path + "/state" }
  var file: String { state + "/" + Store.fileName }

  /// Runs SQL on the file as somebody who is not daopai would.
  func tamper(_ sql: String) throws {
    let queue = try DatabaseQueue(path: file)
    try queue.writeWithoutTransaction { db in
      try db.execute(
        sql: """
          PRAGMA foreign_keys = OFF;
          DROP TRIGGER IF EXISTS journal_update; DROP TRIGGER IF EXISTS journal_delete;
          DROP TRIGGER IF EXISTS journal_insert;
          """ + sql)
    }
    try queue.close()
  }

  func bytes(_ name: String = Store.fileName) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: state + "/" + name))
  }
}

func day(_ text: String) -> CivilDate { CivilDate(iso: text)! }

let morning = Instant(seconds: 1_626_222_600)

/// An alert with every field filled.
func fullAlert(_ number: Int = 17) -> Alert {
  Alert(
    id: AlertID("2021-\(number)"), duty: "P1/开工:start", dutyKind: .start, title: "一号桥\"开工\"\\\u{1}", project: "P1",
    projectName: "一号桥", milestone: "开工", due: day("2021-07-14"), dueAt: morning + 3600, rung: "L1", level: "L1",
    rungName: "挂牌提醒", colour: "yellow", template: "letter",
    reason: Alert.Reason(trigger: "due + 1d", scheduledAt: morning - 60), raisedAt: morning,
    answerBy: morning + 86_400, superseded: ["L0-7d", "L0-1d"],
    recipients: [
      AlertRecipient(party: "zjj", name: "住建局", role: .lead, channels: [.email, .webhook]),
      AlertRecipient(party: "duty", name: "值班", role: nil, channels: []),
    ],
    chain: [
      Alert.ChainStep(name: "立项", latestStart: day("2021-01-04"), latestFinish: day("2021-02-10")),
      Alert.ChainStep(name: "开工", latestStart: day("2021-07-14"), latestFinish: day("2021-07-30")),
    ], requirement: "按期开工", isProvisional: true, isDrill: true,
    acknowledgements: [
      Acknowledgement(
        party: "zjj", actor: "uid 1000 (zhang)", note: "收到", promise: day("2021-07-20"), at: morning + 60),
      Acknowledgement(party: nil, actor: "uid 0", note: "", promise: nil, at: morning + 90),
    ])
}

func plainAlert(_ number: Int, duty: DutyID = "D1") -> Alert {
  Alert(
    id: AlertID("2021-\(number)"), duty: duty, dutyKind: .report, title: "月报", due: day("2021-07-14"), dueAt: morning,
    rung: "L1", level: "L1", rungName: "提醒", template: "reminder",
    reason: Alert.Reason(trigger: "due", scheduledAt: morning), raisedAt: morning)
}

func delivery(_ alert: AlertID, _ number: Int, _ channel: Channel = .email) -> Delivery {
  Delivery(
    id: DeliveryID("\(alert)-\(number)"), alert: alert, party: "zjj", role: .lead, channel: channel,
    address: "canary-\(number)@example.gov.cn", key: "0a1b2c3d-\(alert)-\(number)",
    retry: RetryRule(attempts: 5, firstSeconds: 10, longestSeconds: 100))
}

/// Duty `D<number>` gets three rungs; L0 is superseded, L1 raised with `deliveries`, L2 stays pending.
func raising(_ number: Int, deliveries: Int = 1, at: Instant = morning) -> Transition {
  let duty = DutyID("D\(number)")
  let due = day("2021-07-14")
  let alert = plainAlert(number, duty: duty)
  var transition = Transition(at: at)
  transition.states = [
    DutyState(
      duty: duty, due: due,
      settled: [
        DutyState.Settlement(due: due, rung: "L0", outcome: .superseded, at: at),
        DutyState.Settlement(due: due, rung: "L1", outcome: .raised, at: at),
      ],
      lastAlert: DutyState.RaisedAlert(alert: alert.id, due: due, rung: "L1", level: "L1", at: at),
      pending: ["L2"])
  ]
  transition.alerts = [alert]
  transition.deliveries = (0..<deliveries).map { delivery(alert.id, $0 + 1) }
  transition.journal = [
    JournalEntry(at: at, .dutyScheduled, duty: duty, due: due, detail: ["rungs": "L0,L1,L2"]),
    JournalEntry(at: at, .rungSuperseded, duty: duty, due: due, rung: "L0", alert: alert.id),
    JournalEntry(at: at, .rungRaised, duty: duty, due: due, rung: "L1", alert: alert.id, reason: "到期\n\"x\""),
  ]
  return transition
}
