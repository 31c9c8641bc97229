import Core
import Foundation
import Loading
import Testing

/// The directory that is shipped as the example and installed as /etc/daopai.
@Suite struct ShippedConfigurationTests {
  static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../config").standardizedFileURL.path

  @Test(.enabled(if: FileManager.default.fileExists(atPath: directory + "/daopai.yaml"), "config/ is not here"))
  func loadsWithoutAnError() {
    let outcome = ConfigurationLoader.load(
      directory: ShippedConfigurationTests.directory, today: CivilDate(iso: "2021-07-12")!)
    for diagnostic in outcome.diagnostics { print(diagnostic) }
    if let counts = outcome.configuration?.counts { print(counts) }
    let isLoaded = outcome.configuration != nil
    #expect(isLoaded)
  }
}
