import Core

extension Letter {
  /// A page for mail readers: styles inline, nothing fetched from anywhere, one column that fits a phone.
  ///
  /// - Parameter accent: colour of the bar above the letter, as `#rrggbb`.
  func html(language: Language, accent: String) -> String {
    var body = ""
    var isInList = false
    for block in blocks {
      if case .item(let text) = block {
        if !isInList { body += "<ul style=\"margin:0.4em 0 0.4em 1.2em;padding:0 0 0 1em\">\n" }
        isInList = true
        body += "<li style=\"margin:0.2em 0\">\(Letter.escaped(text))</li>\n"
        continue
      }
      if isInList { body += "</ul>\n" }
      isInList = false
      switch block {
      case .title(let text):
        body += "<h1 style=\"font-size:1.5em;text-align:center;margin:0.4em 0;color:\(accent)\">"
        body += "\(Letter.escaped(text))</h1>\n"
      case .heading(let text):
        body += "<h2 style=\"font-size:1.1em;margin:1.2em 0 0.3em\">\(Letter.escaped(text))</h2>\n"
      case .paragraph(let text): body += "<p style=\"margin:0.4em 0\">\(Letter.escaped(text))</p>\n"
      case .right(let text): body += "<p style=\"margin:0.2em 0;text-align:right\">\(Letter.escaped(text))</p>\n"
      case .notice(let text):
        body += "<p style=\"margin:0.6em 0;padding:0.6em;border:2px dashed #b00020;color:#b00020;"
        body += "font-weight:bold;text-align:center\">\(Letter.escaped(text))</p>\n"
      case .item, .gap: break
      }
    }
    if isInList { body += "</ul>\n" }
    return """
      <!DOCTYPE html>
      <html lang="\(language == .zh ? "zh-CN" : "en")">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(Letter.escaped(subject))</title>
      </head>
      <body style="margin:0;padding:0;background:#f4f4f4">
      <div style="max-width:42em;margin:0 auto;padding:1.2em;background:#ffffff;color:#1a1a1a;border-top:6px solid \
      \(accent);font-family:'Songti SC','SimSun','Noto Serif CJK SC',serif;font-size:16px;line-height:1.7;\
      overflow-wrap:anywhere">
      \(body)</div>
      </body>
      </html>

      """
  }

  /// By scalars, not characters: `<` with a combining mark is one Character, yet a tag to a browser. That is why
  /// Mustache's own escaping, which goes by characters, is not used.
  static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "&": out += "&amp;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// The office's own colour words, and the usual ones; grey for the rest.
  static func accent(_ colour: String?) -> String {
    switch colour.map({ String($0.prefix { $0 != "色" }) }) {
    case "蓝", "blue": "#1565c0"
    case "绿", "green": "#2e7d32"
    case "黄", "yellow": "#b28900"
    case "橙", "orange": "#d35400"
    case "红", "red": "#b71c1c"
    case "黑", "black": "#111111"
    default: "#455a64"
    }
  }
}
