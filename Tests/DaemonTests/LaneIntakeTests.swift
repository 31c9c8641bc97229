import Testing

@testable import Daemon

/// Where the engine's loop and a lane's meet: nothing may be lost between them, taken twice, or out of turn.
@Suite struct LaneIntakeTests {
  @Test func aLaneThatHasNotReadIsHandedNothing() {
    let lane = Lane()
    lane.open(16)
    #expect(lane.offer() == nil)
    #expect(lane.accept([1, 2]) == 0)
    #expect(lane.beginReading())
  }

  @Test func oneThatHasReadEverythingIsHandedWhatIsNew() {
    let lane = Lane.read()
    lane.open(2)
    #expect(lane.offer() == 2)
    #expect(!lane.beginReading(), "A commit is under way")
    #expect(lane.accept([1, 2, 3], claimed: 2) == 1)
    #expect(lane.offer() == 0, "What waits unclaimed comes first")
    #expect(lane.accept([4]) == 1)
    #expect(lane.takeClaimed() == [1, 2])
    #expect(lane.take(1) == [3])
    #expect(!lane.beginReading(), "4 is still here, and nothing is in the store alone")
    #expect(lane.take(9) == [4])
  }

  @Test func whatACommitClaimsCountsUntilTheLaneHasHeardOfIt() {
    let lane = Lane.read()
    lane.open(3)
    #expect(lane.offer() == 3)
    #expect(lane.accept([1, 2], claimed: 2) == 0)
    #expect(lane.offer() == 1)
    #expect(lane.accept([3], claimed: 1) == 0)
    lane.open(4)
    #expect(lane.offer() == 1, "Three of the four were claimed before the lane's turn ended")
    #expect(lane.accept([]) == 0)
    #expect(lane.takeClaimed() == [1, 2, 3])
    #expect(lane.takeClaimed().isEmpty)
  }

  @Test func whatIsClaimedIsNotReadBeforeTheLaneHasHeardOfIt() {
    let lane = Lane.read()
    lane.open(1)
    #expect(lane.offer() == 1)
    #expect(lane.accept([1, 2], claimed: 1, allowed: 0) == 0)
    #expect(!lane.beginReading(), "1 is pending in the store too, and would be sent again")
    #expect(lane.takeClaimed() == [1])
    #expect(lane.beginReading(), "2 is there alone")
  }

  @Test func whatTheLaneTakesUsesUpItsRoom() {
    let lane = Lane.read()
    #expect(lane.offer() == 0)
    lane.open(2)
    #expect(lane.accept([1, 2]) == 2)
    #expect(lane.take(2) == [1, 2])
    #expect(lane.offer() == 0, "Until the lane has had its turn, what it took comes first")
  }

  @Test func whatDoesNotFitIsReadFromTheStoreInItsTurn() {
    let lane = Lane.read()
    #expect(lane.offer() == 0)
    #expect(lane.accept([1, 2, 3], allowed: 2) == 2)
    #expect(lane.offer() == nil)
    #expect(!lane.beginReading())
    #expect(lane.take(2) == [1, 2])
    #expect(lane.beginReading())
  }

  @Test func aCommitDuringTheReadingIsReadOnceMore() {
    let lane = Lane()
    #expect(lane.beginReading())
    #expect(lane.offer() == nil)
    #expect(lane.accept([1]) == 0)
    lane.intake.endReading(isAll: true)
    #expect(lane.offer() == nil)
    #expect(lane.beginReading())
  }

  @Test func whatIsClaimedIsKeptWhenTheRestGoesBack() {
    let lane = Lane.read()
    lane.open(1)
    #expect(lane.offer() == 1)
    #expect(lane.accept([1, 2], claimed: 1) == 1)
    #expect(lane.offer() == 0)
    #expect(lane.withdraw() == 1, "2 is left to the store")
    #expect(lane.intake.isWithdrawn)
    #expect(lane.accept([3, 4]) == 0)
    #expect(!lane.intake.isWithdrawn)
    #expect(lane.take(9).isEmpty)
    #expect(lane.takeClaimed() == [1])
    #expect(lane.withdraw() == 0)
    #expect(lane.beginReading())
  }
}

/// A box, because what `#expect` looks at does not change.
private final class Lane {
  var intake = LaneIntake<Int>()

  static func read() -> Lane {
    let lane = Lane()
    _ = lane.beginReading()
    lane.intake.endReading(isAll: true)
    return lane
  }

  func offer() -> Int? { intake.offer() }
  func accept(_ new: [Int], claimed: Int = 0, allowed: Int = .max) -> Int {
    intake.accept(new, claimed: claimed, allowed: allowed)
  }
  func beginReading() -> Bool { intake.beginReading() }
  func withdraw() -> Int { intake.withdraw() }
  func take(_ limit: Int) -> [Int] { intake.take(limit) }
  func takeClaimed() -> [Int] { intake.takeClaimed() }
  func open(_ room: Int) { intake.open(room) }
}
