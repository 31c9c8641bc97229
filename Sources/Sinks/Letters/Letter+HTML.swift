import Core

extension Letter {
  /// A page for mail readers: styles inline, nothing fetched from anywhere, one column that fits a phone.
  ///
  /// - Parameter accent: colour of the bar above the letter, as `#rrggbb`.
  func html(language: Language, accent: String) -> String {
    var body = ""
    var open: Container?
    for block in blocks {
      let wanted = Container(block)
      if wanted != open {
        body += (open?.ending ?? "") + (wanted?.beginning ?? "")
        open = wanted
      }
      body += Letter.html(block, accent: accent)
    }
    body += open?.ending ?? ""
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

  /// What holds blocks of one kind that follow one another.
  private enum Container {
    case list, table

    init?(_ block: Block) {
      switch block {
      case .item: self = .list
      case .row: self = .table
      default: return nil
      }
    }

    var beginning: String {
      switch self {
      case .list: "<ul style=\"margin:0.4em 0 0.4em 1.2em;padding:0 0 0 1em\">\n"
      case .table: "<table style=\"width:100%;border-collapse:collapse;margin:0.6em 0;font-size:0.9em\">\n"
      }
    }

    var ending: String {
      switch self {
      case .list: "</ul>\n"
      case .table: "</table>\n"
      }
    }
  }

  private static func html(_ block: Block, accent: String) -> String {
    func element(_ name: String, _ style: String, _ text: String) -> String {
      "<\(name) style=\"\(style)\">\(escaped(text))</\(name)>\n"
    }
    switch block {
    case .title(let text):
      return element("h1", "font-size:1.5em;line-height:1.3;text-align:center;margin:0.4em 0;color:\(accent)", text)
    case .heading(let text): return element("h2", "font-size:1.1em;margin:1.2em 0 0.3em", text)
    case .paragraph(let text): return element("p", "margin:0.4em 0", text)
    case .right(let text): return element("p", "margin:0.2em 0;text-align:right", text)
    case .item(let text): return element("li", "margin:0.2em 0", text)
    case .row(let cells, let isHeading):
      let cells = cells.enumerated().map { column, cell in
        // Labels of a form and dates beside a name stay on one line; the long text wraps.
        let isShort = cells.count == 2 ? column == 0 : column > 0
        let style = "border:1px solid #999999;padding:0.2em 0.4em;text-align:left"
        return element(isHeading ? "th" : "td", style + (isShort ? ";white-space:nowrap;width:1%" : ""), cell)
      }
      return "<tr>\n\(cells.joined())</tr>\n"
    case .notice(let text):
      let style = "margin:0.6em 0;padding:0.6em;border:2px dashed #b00020;color:#b00020;font-weight:bold;"
      return element("p", style + "text-align:center", text)
    case .gap: return ""
    }
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
