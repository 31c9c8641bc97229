import Core
import Synchronization

/// The order in which duties are listed, by when they are due: kept until they are laid out anew, because putting a hundred thousand
/// in order takes longer than reading a page of them.
final class DutyOrder: Sendable {
  private let kept = Mutex<(layouts: Int, slots: [Int32])?>(nil)

  /// - Parameter project: nil: all there are.
  func slots(_ facts: EngineFacts, of project: ProjectID?) -> [Int32] {
    if let project { return DutyOrder.sorted(facts.duties.slots(of: project), facts.duties) }
    if let known = known(facts) { return known }
    let slots = DutyOrder.sorted(Array(facts.duties.indices), facts.duties)
    kept.withLock { $0 = (facts.layouts, slots) }
    return slots
  }

  /// That of all duties; nil: they still have to be put in order.
  func known(_ facts: EngineFacts) -> [Int32]? {
    kept.withLock { kept in kept.flatMap { $0.layouts == facts.layouts ? $0.slots : nil } }
  }

  private static func sorted(_ slots: [Int], _ duties: DutyList) -> [Int32] {
    slots.map { (slot: Int32($0), place: duties.place($0)) }.sorted { $0.place < $1.place }.map(\.slot)
  }
}
