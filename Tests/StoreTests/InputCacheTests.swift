import Foundation
import Store
import Testing

@Suite struct InputCacheTests {
  let temporary: TemporaryDirectory
  init() throws { temporary = try TemporaryDirectory() }

  @Test func whatIsKeptIsFoundAndWhatIsDamagedIsNot() throws {
    let cache = InputCache(stateDirectory: temporary.state)
    #expect(cache.entry("a") == nil)
    cache.keep("a", Array("twelve bytes".utf8))
    cache.keep("b", [])
    #expect(cache.entry("a") == Array("twelve bytes".utf8) && cache.entry("b") == [])
    let path = temporary.state + "/cache/a"
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    data[40] ^= 1
    try data.write(to: URL(fileURLWithPath: path))
    #expect(cache.entry("a") == nil)
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
    #expect(cache.entry("a") == nil)
    let attributes = try FileManager.default.attributesOfItem(atPath: temporary.state + "/cache/b")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func whatIsNotInUseIsDropped() throws {
    let cache = InputCache(stateDirectory: temporary.state)
    for key in ["old", "used"] { cache.keep(key, [1]) }
    for key in ["old", "used"] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_000)], ofItemAtPath: temporary.state + "/cache/" + key)
    }
    #expect(cache.entry("used") == [1])
    cache.prune(before: 2_000)
    #expect(cache.entry("old") == nil && cache.entry("used") == [1])
  }
}
