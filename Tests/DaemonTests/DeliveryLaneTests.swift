import Core
import Store
import Testing

@testable import Daemon

/// What a lane does when rules come and go while messages are on their way.
@Suite struct DeliveryLaneTests {
  private let failed = DeliveryOutcome.retry("451", after: nil, mayHaveArrived: false)
  private let id = LaneGround.id

  @Test(.timeLimit(.minutes(1))) func `what ends as rules go is not sent again`() async throws {
    let ground = try LaneGround { try $0.commit((1...2).map { LaneGround.raising($0) }) }
    ground.start()
    _ = await ground.peer.next(2)
    ground.use(ReleaseWishes(dailyLimit: 100))
    try ground.queue(3...3)
    _ = await ground.peer.next(1)
    ground.peer.answer(id(3))
    try await ground.delivered(3)
    // It obeys in the turn in which the first has ended, and reads anew what waits.
    ground.use(ReleaseWishes())
    ground.peer.answer(id(1))
    try await ground.delivered(1)
    ground.peer.answer(id(2))
    try await ground.delivered(2)
    try await ground.stop()
    #expect(ground.peer.seen.map(\.delivery.id).sorted() == [id(1), id(2), id(3)])
  }

  @Test(.timeLimit(.minutes(1))) func `a digest that fails as rules go is tried again as one`() async throws {
    let ground = try LaneGround(releases: ReleaseWishes(dailyLimit: 1)) {
      try $0.commit((1...3).map { LaneGround.raising($0) })
    }
    ground.start()
    #expect(await ground.peer.next(1).map(\.others.count) == [2])
    ground.use(ReleaseWishes())
    ground.peer.answer(id(1), failed)
    let again = await ground.peer.next(1)
    #expect(again.map(\.others.count) == [2] && again.map(\.attempt) == [2])
    ground.peer.answer(id(1))
    try await ground.delivered(3)
    try await ground.stop()
    #expect(ground.peer.seen.count == 2)
  }

  /// Sixteen at a time: those that failed come to their second try while all places are taken.
  @Test(.timeLimit(.minutes(1))) func `what found no room for its second try is not forgotten as rules come`()
    async throws
  {
    let ground = try LaneGround { try $0.commit((1...24).map { LaneGround.raising($0) }) }
    // For a slow peer a lane claims no more than it can send.
    ground.peer.latency = .milliseconds(50)
    ground.start()
    _ = await ground.peer.next(16)
    for number in 1...8 { ground.peer.answer(id(number), failed) }
    _ = await ground.peer.next(8)
    ground.peer.answer(id(9))
    #expect(await ground.peer.next(1).map(\.attempt) == [2])
    ground.use(ReleaseWishes(dailyLimit: 100))
    ground.lane.wake()
    for number in 1...24 { ground.peer.answer(id(number)) }
    for notice in await ground.peer.next(7) { ground.peer.answer(notice.delivery.id) }
    for number in 1...24 { try await ground.delivered(number) }
    try await ground.stop()
    #expect(ground.peer.seen.count == 32)
  }

  /// One letter is put off by an hour and one by a second; a third is new.
  @Test(.timeLimit(.minutes(1)), arguments: [ReleaseWishes(), ReleaseWishes(dailyLimit: 100)])
  func `what failed before the start waits for its time`(rules: ReleaseWishes) async throws {
    let ground = try LaneGround(releases: rules) { store in
      try store.commit((1...3).map { LaneGround.raising($0) })
      #expect(try store.claim([id(1), id(2)], at: LaneGround.now).count == 2)
      try store.settle(
        [(1, Int64(3600)), (2, 1)].map { number, seconds in
          DeliveryMark(
            id(number), .retry("429", notBefore: LaneGround.now + seconds, mayHaveArrived: false), at: LaneGround.now)
        })
    }
    ground.start()
    #expect(await ground.peer.next(1).map(\.delivery.id) == [id(3)])
    ground.peer.answer(id(3))
    let again = await ground.peer.next(1)
    #expect(again.map(\.delivery.id) == [id(2)] && again.map(\.attempt) == [2])
    ground.peer.answer(id(2))
    try await ground.delivered(2)
    try await ground.stop()
    #expect(ground.peer.seen.count == 2)
  }

  @Test(.timeLimit(.minutes(1))) func `a stop is not the last attempt`() async throws {
    let ground = try LaneGround(patience: .zero) { store in
      try store.commit((1...2).map { LaneGround.raising($0, attempts: 1) })
    }
    ground.start()
    _ = await ground.peer.next(2)
    ground.peer.answer(id(2), failed)
    while try ground.store.deliveries(of: "2021-2").first?.state != .dead { await Task.yield() }
    try await ground.stop()
    let left = try #require(try ground.store.deliveries(of: "2021-1").first)
    #expect(left.state == .pending && left.attempts == 1 && left.mayHaveArrived)
    #expect(left.notBefore == LaneGround.now, "The next daemon sends it at once")
  }
}
