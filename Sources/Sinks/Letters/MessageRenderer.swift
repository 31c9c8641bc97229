package import Core
import Mustache

/// Makes a letter of a notice by its template; whatever is wrong with the template, a letter comes out.
///
/// A template is the plain letter, as a clerk would type it: see `Letter.init(rendered:)` for its few marks. Text and
/// HTML are both made from it. Partials are not supported: one that named itself would never end.
package struct MessageRenderer: Sendable {
  private let templates: [String: MustacheTemplate]
  private let language: Language

  /// Templates that do not parse are left out; `lint` says why. A letter in the other language is not used either:
  /// its first line, `主题：` or `Subject:`, tells which language it is in.
  package init(templates: [String: String], language: Language) {
    self.language = language
    self.templates = templates.compactMapValues { source in
      guard MessageRenderer.language(of: source) == language else { return nil }
      return try? MustacheTemplate(string: MessageRenderer.prepared(source))
    }
  }

  func letter(for notice: Notice) -> Letter {
    let facts = LetterFacts(notice, language: language)
    var letter =
      notice.others.isEmpty
      ? rendered(facts) ?? BuiltInLetter.make(facts) : DigestLetter.make(notice, language: language)
    if notice.isPossibleDuplicate { letter.blocks.insert(.notice(facts.duplicateWords), at: 0) }
    if notice.alert.isDrill { mark(&letter, asDrill: BuiltInLetter.drillWords(language)) }
    return letter
  }

  func html(_ letter: Letter, for notice: Notice) -> String {
    letter.html(language: language, accent: Letter.accent(notice.alert.colour))
  }

  private func rendered(_ facts: LetterFacts) -> Letter? {
    guard let template = templates[facts.notice.alert.template] else { return nil }
    return Letter(rendered: template.render(facts.variables))
  }

  /// First and last thing in sight, so that no forwarded half passes for a real letter.
  private func mark(_ letter: inout Letter, asDrill words: String) {
    if !letter.subject.hasPrefix(BuiltInLetter.drillMark) {
      letter.subject = BuiltInLetter.drillMark + letter.subject
    }
    letter.blocks.insert(.notice(words), at: 0)
    letter.blocks.append(.notice(words))
  }

  static func language(of source: String) -> Language {
    source.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("Subject:") } ? .en : .zh
  }

  /// Line ends as Mustache expects them, and values as they are: escaping is the HTML writer's work.
  static func prepared(_ source: String) -> String { "{{% CONTENT_TYPE:TEXT}}\n" + PlainText.paragraphs(source) }
}
