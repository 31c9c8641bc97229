package import Core

extension Language {
  /// As POSIX asks: the first of LC_ALL, LC_MESSAGES and LANG that is set and not empty decides.
  package init(environment: [String: String]) {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    self = locale?.lowercased().hasPrefix("zh") == true ? .zh : .en
  }

  package func pick(_ zh: String, _ en: String) -> String { self == .zh ? zh : en }
}
