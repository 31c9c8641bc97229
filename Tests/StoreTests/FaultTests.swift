import Core
import Foundation
import GRDB
import Testing

@testable import Store

/// Faults of the disk below SQLite.
@Suite struct FaultTests {
  /// A file system of 1 MiB in memory, or nil where we may not mount one.
  private final class SmallDisk {
    let path: String

    init?(_ path: String) throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      guard mount("tmpfs", path, "tmpfs", 0, "size=1m,mode=0700") == 0 else { return nil }
      self.path = path
    }

    deinit { if umount2(path, Int32(MNT_DETACH)) != 0 { Issue.record("umount: \(errno)") } }
  }

  @Test func aFullDiskIsAnErrorAndNoCorruption() throws {
    let temporary = try TemporaryDirectory()
    guard let disk = try SmallDisk(temporary.state) else { return }  // Not root.
    defer { withExtendedLifetime(disk) {} }
    var acknowledged = 0
    do {
      let store = try Store.open(disk.path)
      let error = #expect(throws: StoreError.self) {
        for number in 1...10_000 {
          try store.commit([raising(number, deliveries: 3)])
          acknowledged = number
        }
      }
      switch error {
      case .commitInDoubt:
        #expect(throws: error!) { try store.commit([raising(20_000)]) }
        #expect(!store.isAlive())
      case .full: #expect(store.isAlive())
      default: Issue.record("\(String(describing: error))")
      }
      #expect(acknowledged > 10)
    }
    let copy = temporary.path + "/copy"
    try FileManager.default.copyItem(atPath: disk.path, toPath: copy)
    let store = try Store.open(copy)
    let alerts = try store.restore().openAlerts.count
    #expect(alerts == acknowledged || alerts == acknowledged + 1)
    #expect(try store.verify().isIntact)
  }

  @Test func aCommitThatFailsIsInDoubtAndEndsTheStore() throws {
    let temporary = try TemporaryDirectory()
    let store = try Store.open(temporary.state)
    try store.commit([raising(1)])
    // A deferred foreign key is checked by COMMIT itself.
    try store.pool.writeWithoutTransaction { db in
      try db.execute(
        sql: """
          CREATE TABLE doubt (record INTEGER REFERENCES journal (seq) DEFERRABLE INITIALLY DEFERRED);
          CREATE TEMP TRIGGER doubt AFTER INSERT ON main.alert WHEN NEW.number = 2
            BEGIN INSERT INTO doubt VALUES (-1); END;
          """)
    }
    var error: StoreError?
    do { try store.commit([raising(2)]) } catch let caught as StoreError { error = caught }
    guard case .commitInDoubt = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!store.isAlive())
    #expect(throws: StoreError.self) { try store.commit([raising(3)]) }
    #expect(throws: StoreError.self) { try store.claim(["2021-1-1"], at: morning) }
    #expect(try store.restore().states.count == 1)
  }

  @Test func aTruncatedFileIsRefused() throws {
    let temporary = try TemporaryDirectory()
    do {
      let store = try Store.open(temporary.state)
      try store.commit((1...100).map { raising($0) })
      try store.close()
    }
    let bytes = try temporary.bytes()
    for size in [1, 100, 4096, bytes.count / 2, bytes.count - 4096] {
      try bytes.prefix(size).write(to: URL(fileURLWithPath: temporary.file))
      #expect(throws: StoreError.self, "\(size) of \(bytes.count) bytes") { try Store.open(temporary.state) }
    }
  }

  @Test func rubbishIsRefused() throws {
    let temporary = try TemporaryDirectory()
    do { try Store.open(temporary.state).close() }
    try Data(repeating: 7, count: 10_000).write(to: URL(fileURLWithPath: temporary.file))
    #expect(throws: StoreError.self) { try Store.open(temporary.state) }
    #expect(throws: StoreError.self) { try Store.verify(directory: temporary.state) }
  }
}
