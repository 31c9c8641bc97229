import Foundation
import Testing

@testable import Sinks

@Suite struct SecretFileTests {
  @Test(arguments: [(0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o644, false)])
  func onlyOursToRead(_ mode: Int, _ isTaken: Bool) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("CANARY-xyz\r\n", to: "secret", mode: mode)
    if isTaken {
      #expect(try SecretFile.read(path).text == "CANARY-xyz")
    } else {
      let error = #expect(throws: SinkSetupError.self) { try SecretFile.read(path) }
      #expect(error?.description.contains("CANARY") == false)
      #expect(error?.description.contains("0\(String(mode, radix: 8))") == true)
    }
  }

  @Test(arguments: ["", "\n", "two\nlines", String(repeating: "x", count: 5000)])
  func whatIsNoSecret(_ text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "secret")
    #expect(throws: SinkSetupError.self) { try SecretFile.read(path) }
  }

  @Test func missingFilesAndFoldersAreNamed() throws {
    let folder = try TemporaryFolder()
    #expect(throws: SinkSetupError(problems: ["secret file \(folder.path)/no: No such file or directory"])) {
      try SecretFile.read("\(folder.path)/no")
    }
    #expect(throws: SinkSetupError(problems: ["secret file \(folder.path): not a file"])) {
      try SecretFile.read(folder.path)
    }
  }

  @Test func credentialsComeFirst() throws {
    let (configuration, credentials) = (try TemporaryFolder(), try TemporaryFolder())
    try configuration.write("plain", to: "a")
    try configuration.write("plain", to: "b")
    // systemd's own mode, with an ACL for the service.
    try credentials.write("credential", to: "a", mode: 0o440)
    let places = SecretPlaces(configurationDirectory: configuration.path, credentialsDirectory: credentials.path)
    #expect(try places.read("a").text == "credential")
    #expect(try places.read("b").text == "plain")
  }

  @Test func aSecretDoesNotPrint() {
    let secret = Secret("CANARY-xyz")
    var dumped = ""
    dump([secret], to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), "\([secret])", "\(Optional(secret) as Any)", dumped] {
      #expect(!text.contains("CANARY"))
    }
  }
}
