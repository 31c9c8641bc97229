import Core
import TestSupport
import Testing

/// Against a dictionary.
@Suite struct NamedWordsTests {
  @Test(arguments: [UInt64](1...20)) func theyAreADictionaryInOrder(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var words: NamedWords = [:]
    var model: [String: String] = [:]
    for step in 0..<200 {
      let name = ["a", "b", "answer", "督", "", "é", "z"].randomElement(using: &random)!
      let value = Bool.random(using: &random) ? "\(step)" : nil
      words[name] = value
      model[name] = value
      #expect(words[name] == value && words.dictionary == model)
      #expect(words.items.map(\.name) == model.keys.sorted())
      #expect(words == NamedWords(model))
    }
  }

  @Test func aLiteralSaysTheSameInAnyOrder() {
    let words: NamedWords = ["b": "2", "a": "1"]
    #expect(words == ["a": "1", "b": "2"])
    #expect(words.items.map(\.words) == ["1", "2"])
  }
}
