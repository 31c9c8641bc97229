import Core
import TestSupport
import Testing

@testable import Daemon
@testable import Store

/// What waits by party: the planner is asked only when it may have something else to say, and then of everything.
@Suite struct LaneTraysTests {
  private let now = Instant(seconds: 1_626_222_600)

  private func delivery(
    _ number: Int, to party: PartyID = "zjj", at: Instant? = nil, isUrgent: Bool = false, message: DeliveryID? = nil
  ) -> HeldDelivery {
    HeldDelivery(
      party: party, address: "hook",
      waiting: WaitingDelivery(
        id: DeliveryID("2021-\(number)-1"), queuedAt: at ?? now, isUrgent: isUrgent, rank: 0, dueAt: now,
        message: message), place: number)
  }

  /// A planner with a window of a minute, that says whom it was asked about.
  private final class Office {
    var trays = LaneTrays()
    var asked: [String] = []
    private let planner = ReleasePlanner(ReleaseRules(windowSeconds: 60), zone: .utc)

    func release(_ room: Int = 16, at now: Instant) -> [[String]] {
      asked = []
      return trays.release(room, at: now) { owner, waiting in
        asked.append(owner.party?.text ?? "-")
        return planner.releases(of: waiting, sentToday: 0, at: now)
      }.flatMap(\.messages).map { $0.map(\.text) }
    }
  }

  @Test func `what joins a hold is not asked about before the hold ends`() {
    let office = Office()
    office.trays.take(delivery(1))
    office.trays.take(delivery(2, to: "gxj"))
    #expect(office.release(at: now) == [] && office.asked == ["zjj", "gxj"])
    office.trays.take(delivery(3, at: now + 30))
    #expect(office.release(at: now + 30) == [] && office.asked == [])
    #expect(office.trays.nextRelease == now + 60)
    #expect(office.release(at: now + 60) == [["2021-1-1", "2021-3-1"], ["2021-2-1"]])
    #expect(office.trays.nextRelease == nil && office.release(at: now + 61) == [])
  }

  @Test func `what is urgent, tried before or older than the hold is asked about at once`() {
    let office = Office()
    office.trays.take(delivery(1))
    _ = office.release(at: now)
    office.trays.take(delivery(2, isUrgent: true))
    #expect(office.release(at: now + 1) == [["2021-2-1"]])
    office.trays.take(delivery(3, message: "2021-3-1"))
    #expect(office.release(at: now + 2) == [["2021-3-1"]])
    office.trays.take(delivery(4, at: now - 60))
    #expect(office.release(at: now + 3) == [["2021-1-1", "2021-4-1"]])
    #expect(office.trays.nextRelease == now + 60, "A tray may be empty when its hour comes")
    #expect(office.release(at: now + 60) == [] && office.trays.nextRelease == nil)
  }

  @Test func `what there is no room for stays in order`() {
    let office = Office()
    for number in 1...3 { office.trays.take(delivery(number, isUrgent: true)) }
    office.trays.take(delivery(4, to: "gxj", isUrgent: true))
    #expect(office.release(0, at: now) == [] && office.asked == [])
    #expect(office.release(2, at: now) == [["2021-1-1"], ["2021-2-1"]] && office.asked == ["zjj"])
    #expect(office.release(2, at: now) == [["2021-4-1"], ["2021-3-1"]])
  }

  @Test func `a clock set back and new rules ask about everything`() {
    let office = Office()
    office.trays.take(delivery(1))
    _ = office.release(at: now)
    let earlier = now - 3600
    #expect(office.release(at: earlier) == [["2021-1-1"]] && office.asked == ["zjj"])
    office.trays.take(delivery(2, to: "gxj", at: earlier))
    #expect(office.release(at: earlier) == [] && office.asked == ["gxj"])
    office.trays.decideAll()
    #expect(office.release(at: earlier) == [] && office.asked == ["gxj"])
    #expect(office.release(at: earlier + 60) == [["2021-2-1"]])
  }
}
