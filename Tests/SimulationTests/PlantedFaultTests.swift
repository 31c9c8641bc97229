import Core
import Testing
import TestSupport

/// The laws are worth what they find: each fault is planted, and has to be named.
@Suite("Faults that are planted are found")
struct PlantedFaultTests {
  @Test(arguments: PlantedFault.allCases)
  func isNamedByALaw(fault: PlantedFault) {
    let (distortion, planner) = (fault.distortion, fault.planner)
    let isNamed = (0..<Self.seeds).contains { seed in
      Life(seed: seed, distortion: distortion, planner: planner).live().contains { $0.contains(fault.name) }
    }
    #expect(isNamed, "\(Self.seeds) seeds, and nobody says: \(fault.name)")
  }

  private static let seeds: UInt64 = 500
}
