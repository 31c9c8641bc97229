import Core
import Foundation
import Testing

@testable import Store

/// Claims by place: one number says of everything before it that it may be under way.
@Suite struct ClaimTests {
  let temporary: TemporaryDirectory
  private let route = OutboxRoute(channel: .email)
  init() throws { temporary = try TemporaryDirectory() }

  /// The files as a kill would leave them: the log not folded in, nobody to clean up.
  private func killed(_ work: (Store) throws -> Void) throws -> Store {
    let copy = temporary.path + "/copy"
    do {
      let store = try Store.open(temporary.state)
      try work(store)
      try FileManager.default.copyItem(atPath: temporary.state, toPath: copy)
    }
    return try Store.open(copy)
  }

  @Test func whatWasTakenAndNotSettledMayHaveArrived() throws {
    let store = try killed { store in
      try store.commit((1...4).map { raising($0) })
      let rows = try store.due(channel: .email, at: morning, limit: 3).rows
      _ = try store.settle([], of: route, through: rows.last?.place, at: morning + 1)
      try store.settle([
        DeliveryMark(rows[0], number: 1, claimedAt: morning + 1, message: nil, .delivered("250"), at: morning + 2),
        DeliveryMark(
          rows[1], number: 1, claimedAt: morning + 1, message: nil,
          .retry("451", notBefore: morning + 60, mayHaveArrived: false), at: morning + 2),
      ])
    }
    let rows = try store.due(channel: .email, at: morning + 9, limit: 9).rows
    #expect(rows.map(\.delivery.id) == ["2021-3-1", "2021-4-1", "2021-2-1"])
    #expect(rows.map(\.mayHaveArrived) == [true, false, false])
    #expect(rows.map(\.attempts) == [1, 0, 1])
    #expect(try store.verify().isIntact)
  }

  @Test func aCommitClaimsWhatALaneHasRoomFor() throws {
    let store = try killed { store in
      let committed = try store.commit((1...3).map { raising($0) }, claiming: [route: 2])
      #expect(committed.claimed == [route: 2])
      #expect(committed.queued[route]?.map(\.place) == [1, 2, 3])
      #expect(committed.raised.map(\.alert.id) == ["2021-1", "2021-2", "2021-3"])
      #expect(try store.deliveries(of: "2021-2").map(\.state) == [.sending])
      #expect(try store.deliveries(of: "2021-3").map(\.state) == [.pending])
      // What is handed over is what would have been read back.
      #expect(try store.due(channel: .email, at: morning, limit: 9).rows == committed.queued[route])
    }
    let rows = try store.due(channel: .email, at: morning, limit: 9).rows
    #expect(rows.map(\.mayHaveArrived) == [true, true, false])
  }

  /// The first attempt, claimed by its place, failed; the second, claimed by its row, is cut off by a kill.
  @Test func aRetryCutOffByAKillCountsOnce() throws {
    let store = try killed { store in
      let committed = try store.commit([raising(1)], claiming: [route: 1])
      let row = try #require(committed.queued[route]?.first)
      try store.settle([
        DeliveryMark(
          row, number: 1, claimedAt: morning, message: nil,
          .retry("451", notBefore: morning + 10, mayHaveArrived: false), at: morning + 1)
      ])
      #expect(try store.claim(["2021-1-1"], at: morning + 11) == ["2021-1-1": 2])
    }
    let rows = try store.due(channel: .email, at: morning + 20, limit: 9).rows
    #expect(rows.map(\.attempts) == [2] && rows.map(\.mayHaveArrived) == [true])
  }

  @Test func aSecondKillDoesNotDoubtWhatWasNotTakenAgain() throws {
    let first = try killed { try $0.commit((1...2).map { raising($0) }, claiming: [route: 2]) }
    try first.close()
    let copy = temporary.path + "/again"
    try FileManager.default.copyItem(atPath: temporary.path + "/copy", toPath: copy)
    let rows = try Store.open(copy).due(channel: .email, at: morning, limit: 9).rows
    #expect(rows.map(\.attempts) == [1, 1], "Only the daemon that took them has tried.")
    #expect(rows.map(\.mayHaveArrived) == [true, true])
  }

  @Test func onlyWhatIsNewIsLookedForBehindAPlace() throws {
    let store = try Store.open(temporary.state)
    try store.commit((1...5).map { raising($0) })
    let rows = try store.due(channel: .email, at: morning, limit: 2).rows
    try store.settle([
      DeliveryMark(
        rows[0], number: 1, claimedAt: morning, message: nil,
        .retry("451", notBefore: morning + 60, mayHaveArrived: true), at: morning)
    ])
    let window = try store.due(channel: .email, after: rows[1].place, at: morning, limit: 9)
    #expect(window.rows.map(\.delivery.id) == ["2021-3-1", "2021-4-1", "2021-5-1", "2021-1-1"])
    #expect(window.place == 5)
    #expect(window.isAll)
    let retries = try store.due(channel: .email, after: .max, at: morning, limit: 9)
    #expect(retries.rows.map(\.delivery.id) == ["2021-1-1"])
    #expect(retries.place == nil)
  }

  // MARK: The log

  @Test func theLogsPlaceGoesAlongWithTheNextTransaction() throws {
    let store = try killed { store in
      try store.commit((1...3).map { raising($0) })
      let found = try store.unlogged(after: store.loggedThrough, limit: 2)
      #expect(found.alerts.map(\.alert.id) == ["2021-1", "2021-2"])
      store.noteLogged(through: found.alerts[0].place)
      #expect(!store.isLoggedStored)
      try store.commit([raising(4)])
      #expect(store.isLoggedStored)
      store.noteLogged(through: found.alerts[1].place)
    }
    #expect(store.loggedThrough == 1, "What was not stored is logged again")
    #expect(store.raisedAtStart == 4, "and marked")
    #expect(try store.unlogged(after: 1, limit: 9).alerts.map(\.place) == [2, 3, 4])
    store.noteLogged(through: 4)
    try store.storeLogged()
    #expect(store.isLoggedStored)
  }

  @Test func anAlertThatChangesKeepsItsPlace() throws {
    let store = try Store.open(temporary.state)
    try store.commit([raising(1), raising(2)])
    var closed = Transition(at: morning)
    closed.alerts = [try #require(try store.alert("2021-1"))]
    closed.alerts[0].state = .acknowledged
    #expect(try store.commit([closed]).raised == [])
    #expect(try store.commit([raising(3)]).raised.map(\.place) == [3])
    #expect(try store.unlogged(after: 0, limit: 9).alerts.map(\.alert.id) == ["2021-1", "2021-2", "2021-3"])
  }

  @Test func aDamagedAlertIsToldOfAndPassedOver() throws {
    do { try Store.open(temporary.state).commit((1...3).map { raising($0) }) }
    try temporary.tamper("UPDATE alert SET title = 'x' WHERE number = 2;")
    let found = try Store.open(temporary.state).unlogged(after: 0, limit: 9)
    #expect(found.alerts.map(\.place) == [1, 3])
    #expect(found.damaged == [2])
  }

  /// Marks that are alike are written together: one that is wrong undoes all of them.
  @Test(arguments: [1, 16, 17, 40]) func aMarkOfWhatHasEndedUndoesAll(count: Int) throws {
    let temporary = try TemporaryDirectory()
    let store = try Store.open(temporary.state)
    let route = OutboxRoute(channel: .email)
    let committed = try store.commit((1...count).map { raising($0) }, claiming: [route: count])
    let rows = try #require(committed.queued[route])
    func mark(_ row: OutboxRow) -> DeliveryMark {
      DeliveryMark(row, number: 1, claimedAt: morning, message: nil, .delivered("250"), at: morning)
    }
    try store.settle([mark(rows[count - 1])])
    let head = try store.head()
    let error = #expect(throws: StoreError.self) { try store.settle(rows.map(mark)) }
    #expect("\(error!)".contains("\(rows[count - 1].delivery.id)") && "\(error!)".contains("not under way"))
    #expect(try store.head() == head)
    try store.settle(rows.dropLast().map(mark))
    #expect(try store.outboxCounts().map(\.count) == [count])
    #expect(try store.verify().isIntact)
  }
}
