import Core
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct VerifyTests {
  let temporary: TemporaryDirectory

  /// Ten duties, thirty records; one delivery delivered.
  init() throws {
    temporary = try TemporaryDirectory()
    let store = try Store.open(temporary.state)
    try store.commit((1...10).map { raising($0) })
    _ = try store.claim(["2021-1-1"], at: morning)
    try store.settle([DeliveryMark("2021-1-1", .delivered("250 Ok"), at: morning)])
    try store.close()
  }

  @Test func anUntouchedStoreIsIntact() throws {
    let report = try Store.verify(directory: temporary.state)
    #expect(report.isIntact, "\(report)")
    #expect((report.records, report.headSequence) == (31, 31))
    #expect((report.scheduled, report.raised, report.superseded, report.pending) == (30, 10, 10, 10))
    let store = try Store.open(temporary.state)
    #expect(try store.head() == JournalHead(sequence: 31, hash: report.headHash))
  }

  @Test func offlineCheckChangesNothing() throws {
    let before = try temporary.bytes()
    _ = try Store.verify(directory: temporary.state)
    #expect(try temporary.bytes() == before)
    #expect(throws: StoreError.self) { try Store.verify(directory: temporary.path) }
  }

  @Test func theJournalRefusesToBeChanged() throws {
    let queue = try DatabaseQueue(path: temporary.file)
    for sql in [
      "UPDATE journal SET reason = 'x' WHERE seq = 3", "DELETE FROM journal WHERE seq = 31", "DELETE FROM journal",
      "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 3",
      "INSERT INTO journal SELECT 99, at, kind, duty, due, rung, alert, delivery, party, actor, reason, detail, prev, hash "
        + "FROM journal WHERE seq = 3",
    ] {
      let error = #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
      #expect(error?.message == "the journal is append-only", "\(sql)")
    }
    try queue.close()
    #expect(try Store.verify(directory: temporary.state).isIntact)
  }

  /// The guards are for others: we look at the head before we write behind it.
  @Test func nothingIsWrittenBehindWhatSomebodyElseHasWritten() throws {
    let queue = try DatabaseQueue(path: temporary.file)
    for sql in [
      "INSERT INTO journal SELECT 32, at, kind, duty, due, rung, alert, delivery, party, actor, reason, detail, prev, hash "
        + "FROM journal WHERE seq = 3",
      "DROP TRIGGER journal_delete; DELETE FROM journal WHERE seq > 30",
    ] {
      try queue.write { try $0.execute(sql: sql) }
      let store = try Store.open(temporary.state)
      let error = #expect(throws: StoreError.self) { try store.commit([raising(99)]) }
      #expect("\(error!)".contains("its head is record 31"), "\(error!)")
      try store.close()
    }
    try queue.close()
  }

  /// Each change, and the record that must be named.
  static let tamperings: [(String, Int)] = [
    ("UPDATE journal SET at = at + 1 WHERE seq = 7", 7),
    ("UPDATE journal SET kind = 'rung.excused' WHERE seq = 6", 6),
    ("UPDATE journal SET rung = NULL WHERE seq = 6", 6),
    ("UPDATE journal SET reason = '' WHERE seq = 1", 1),
    ("UPDATE journal SET detail = '{\"rungs\":\"L0,L1\"}' WHERE seq = 4", 4),
    ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 12", 12),
    ("UPDATE journal SET prev = zeroblob(32) WHERE seq = 12", 12),
    ("DELETE FROM journal WHERE seq = 1", 1),
    ("DELETE FROM journal WHERE seq = 15", 15),
    ("DELETE FROM journal WHERE seq > 20", 21),
    ("DELETE FROM journal", 1),
    ("UPDATE meta SET head_seq = 30", 31),
    ("UPDATE meta SET head_hash = zeroblob(32)", 31),
    ("UPDATE meta SET instance = '00000000'", 1),
    ("DELETE FROM meta", 1),
    (
      "UPDATE journal SET seq = -1 WHERE seq = 8; UPDATE journal SET seq = 8 WHERE seq = 9; "
        + "UPDATE journal SET seq = 9 WHERE seq = -1",
      8
    ),
    (
      "UPDATE journal SET seq = -seq WHERE seq > 9; UPDATE journal SET seq = 1 - seq WHERE seq < 0; "
        + "INSERT INTO journal SELECT 10, at, kind, duty, due, rung, alert, delivery, party, actor, reason, detail, prev, "
        + "hash FROM journal WHERE seq = 9",
      10
    ),
    (
      "INSERT INTO journal SELECT 32, at, kind, duty, due, rung, alert, delivery, party, actor, reason, detail, hash, hash "
        + "FROM journal WHERE seq = 31",
      32
    ),
  ]

  @Test(arguments: tamperings) func aTamperedRecordIsNamed(_ sql: String, _ record: Int) throws {
    try temporary.tamper(sql)
    let report = try Store.verify(directory: temporary.state)
    // A deleted head takes the instance with it, on which record 1 rests.
    #expect(report.firstBad?.sequence == record, "\(report)")
    #expect(!report.isIntact)
  }

  @Test func oneByteOfTheFileIsNoticed() throws {
    let original = try temporary.bytes()
    var spots: [Range<Data.Index>] = []
    // Every stored copy of a reason that only the journal has.
    while let spot = original.range(of: Data("到期\n".utf8), in: (spots.last?.upperBound ?? 0)..<original.count) {
      spots.append(spot)
    }
    #expect(spots.count == 10)
    for (index, spot) in spots.enumerated() {
      var bytes = original
      bytes[spot.lowerBound + index % 6] ^= 1 << (index % 8)
      try bytes.write(to: URL(fileURLWithPath: temporary.file))
      let report = try Store.verify(directory: temporary.state)
      #expect(report.firstBad?.what.contains("its content gives the hash") == true, "\(report)")
    }
    try original.write(to: URL(fileURLWithPath: temporary.file))
    #expect(try Store.verify(directory: temporary.state).isIntact)
  }

  /// Wherever a bit falls over, nothing crashes, and what is read as intact reads the same as before.
  @Test func flippedBitsNeverPassUnnoticedIntoWhatIsRead() throws {
    let original = try temporary.bytes()
    let intact = try Store.verify(directory: temporary.state)
    var seed: UInt64 = 20_210_714
    var found = 0
    for _ in 0..<100 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var bytes = original
      bytes[Int(seed >> 33) % bytes.count] ^= 1 << UInt8(seed >> 29 & 7)
      try bytes.write(to: URL(fileURLWithPath: temporary.file))
      do {
        let report = try Store.verify(directory: temporary.state)
        if report.isIntact { #expect(report == intact) } else { found += 1 }
      } catch is StoreError {
        found += 1
      }
    }
    try original.write(to: URL(fileURLWithPath: temporary.file))
    #expect(found > 10)
  }

  /// Changes that leave the chain whole, and what the report must say.
  static let falsifications: [(String, String)] = [
    (
      "DELETE FROM duty_state WHERE duty = 'D3'",
      "duty D3 due 2021-07-14: L2 scheduled, and neither settled nor pending"
    ),
    ("UPDATE duty_state SET pending = '[]' WHERE duty = 'D3'", "state of duty D3 does not match its own hash"),
    ("UPDATE alert SET state = 'closed' WHERE id = '2021-3'", "alert 2021-3 does not match its own hash"),
    ("DELETE FROM alert WHERE id = '2021-3'", "alert 2021-3 is in the journal, but not in the store"),
    ("DELETE FROM outbox WHERE id = '2021-3-1'", "alert 2021-3 was raised with 1 deliveries, the outbox has 0"),
    ("DELETE FROM outbox WHERE id = '2021-1-1'", "delivery 2021-1-1 is in the journal, but not in the outbox"),
    ("UPDATE outbox SET address = '' WHERE id = '2021-3-1'", "delivery 2021-3-1 does not match its own hash"),
    (
      "UPDATE outbox SET state = 'delivered' WHERE id = '2021-3-1'",
      "delivery 2021-3-1 is delivered, the journal says that it has not ended"
    ),
    (
      "UPDATE outbox SET state = 'pending' WHERE id = '2021-1-1'",
      "delivery 2021-1-1 is pending, the journal says delivered"
    ),
  ]

  @Test(arguments: falsifications) func falsifiedBooksAreNoticed(_ sql: String, _ words: String) throws {
    try temporary.tamper(sql)
    let report = try Store.verify(directory: temporary.state)
    #expect(report.firstBad == nil)
    #expect(report.problems.contains(words), "\(report.problems)")
  }

  /// Transitions that a faulty engine could write, and what the report must say.
  static let faults: [(@Sendable (inout Transition) -> Void, String)] = [
    ({ $0.journal.remove(at: 1) }, "its state has rung L0 superseded, the journal has not"),
    (
      { $0.states[0].pending = [] },
      "duty D11 due 2021-07-14: the journal leaves 1 rungs open (L2), its state has 0 pending ()"
    ),
    ({ $0.states[0].pending = ["L3"] }, "the journal leaves 1 rungs open (L2), its state has 1 pending (L3)"),
    ({ $0.journal.remove(at: 0) }, "rung L1 of duty D11 due 2021-07-14 is raised without having been scheduled"),
    ({ $0.journal.append($0.journal[1]) }, "is superseded without having been scheduled"),
    ({ $0.states[0].due = day("2021-09-01") }, "L2 scheduled, and neither settled nor pending"),
    ({ $0.alerts[0].state = .closed }, "alert 2021-11 is closed, the journal did not close it"),
    (
      { $0.alerts[0].acknowledgements = fullAlert().acknowledgements },
      "alert 2021-11 has 2 acknowledgements, the journal 0"
    ),
    ({ $0.journal.remove(at: 2) }, "alert 2021-11 is in the store, but the journal never raised it"),
  ]

  @Test(arguments: faults.indices) func aBrokenIdentityIsNoticed(_ index: Int) throws {
    let store = try Store.open(temporary.state)
    var transition = raising(11)
    VerifyTests.faults[index].0(&transition)
    try store.commit([transition])
    let report = try store.verify()
    #expect(report.firstBad == nil)
    #expect(report.problems.contains { $0.contains(VerifyTests.faults[index].1) }, "\(report.problems)")
  }

  @Test func aDutyMovedAwayAndBackKeepsItsBooks() throws {
    let store = try Store.open(temporary.state)
    let later = day("2021-09-01")
    var away = Transition(at: morning)
    away.journal = [
      JournalEntry(at: morning, .rungCancelled, duty: "D1", due: day("2021-07-14"), rung: "L2"),
      JournalEntry(at: morning, .dutyScheduled, duty: "D1", due: later, detail: ["rungs": "L0,L1,L2"]),
    ]
    var back = Transition(at: morning)
    back.journal = ["L0", "L1", "L2"].map {
      JournalEntry(at: morning, .rungCancelled, duty: "D1", due: later, rung: $0)
    }
    back.journal.append(
      JournalEntry(at: morning, .dutyScheduled, duty: "D1", due: day("2021-07-14"), detail: ["rungs": "L2"]))
    try store.commit([away, back])
    let report = try store.verify()
    #expect(report.isIntact, "\(report)")
    #expect((report.scheduled, report.cancelled, report.pending) == (34, 4, 10))
  }

  @Test func theScriptInTheDocumentationAgrees() throws {
    let manual = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/journal.md")
    let text = try String(contentsOf: manual, encoding: .utf8)
    let script = try #require(text.components(separatedBy: "```python\n").last?.components(separatedBy: "```").first)
    guard let (status, output) = try python(script) else { return }  // No python3 here.
    let report = try Store.verify(directory: temporary.state)
    #expect(status == 0)
    #expect(output == "31 records, head \(report.headHash)\n")
    try temporary.tamper("UPDATE journal SET reason = 'x' WHERE seq = 7")
    let (failed, why) = try #require(try python(script))
    #expect(failed == 1)
    #expect(why == "record 7 is not as it was written\n")
  }

  private func python(_ script: String) throws -> (Int32, String)? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, temporary.file]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let words = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 127 ? nil : (process.terminationStatus, words)
  }
}
