import Foundation
import TestSupport
import Testing

@Suite(
  "The JSON Schema of policies",
  .enabled(
    if: FileManager.default.fileExists(atPath: ShippedConfigurationTests.directory + "/schema"), "config/ is not here"))
struct PolicySchemaTests {
  private let config = ShippedConfigurationTests.directory

  private func policies(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter { $0.hasSuffix(".yaml") }
      .map { "\(folder)/\($0)" }
  }

  private func faults(_ files: [String]) throws -> [String]? {
    let facts = try PythonServer.run("policy_schema.py", arguments: [config + "/schema/policy.schema.json"] + files)
    guard let count = facts["count"] as? Int, let faults = facts["faults"] as? [String] else {
      print("skipped: policy_schema.py needs the Debian packages python3-jsonschema and python3-yaml (make deps)")
      return nil
    }
    #expect(count == files.count)
    return faults
  }

  @Test func fitsEveryPolicyThatIsShipped() throws {
    let files = try policies(in: config + "/policies") + policies(in: config + "/policies/examples")
    #expect(files.count >= 14)
    guard let faults = try faults(files + policies(in: fixture("good/policies"))) else { return }
    #expect(faults == [])
  }

  @Test func refusesWhatTheLoaderRefuses() throws {
    let names = ["conditions", "never-fires", "bad-ladder"].map { fixture("bad/policies/\($0).yaml") }
    guard let faults = try faults(names) else { return }
    for expected in [
      "conditions.yaml period", "conditions.yaml measure", "conditions.yaml stepDown", "conditions.yaml rungs/0/when",
      "never-fires.yaml misfire", "never-fires.yaml applies/investment", "bad-ladder.yaml watches",
    ] {
      #expect(faults.contains { $0.hasPrefix(expected) }, "\(expected)")
    }
  }
}
