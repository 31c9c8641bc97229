/// Of letters, of built-in texts, and of lines on a terminal.
package enum Language: String, Hashable, Sendable, CaseIterable { case zh, en }

/// One thing to say, in each language.
package struct Saying: Hashable, Sendable {
  private let english: String
  private let chinese: String

  package init(en english: String, zh chinese: String) {
    self.english = english
    self.chinese = chinese
  }

  /// Something that has words in one language only.
  package init(_ english: String) { self.init(en: english, zh: english) }

  package func words(in language: Language) -> String { language == .zh ? chinese : english }
}
