import Core

/// `mail:` and `webhooks:` of `daopai.yaml`.
enum MailDocument {
  static func read(_ fields: Fields) -> MailSettings? {
    guard let mail = fields.fields("mail", "the mail settings", keys: ["from", "maildir", "smtp"]) else { return nil }
    let from = mail.required("from").flatMap { element in
      mail.value(
        of: element, "from", expected: "an address such as \"办公室 <office@example.gov.cn>\"", code: "value.email"
      ) {
        isSender($0) ? $0 : nil
      }
    }
    let (maildir, smtp) = (mail.has("maildir"), mail.has("smtp"))
    guard maildir != smtp else {
      mail.findings.error(
        "mail.route",
        maildir ? "Mail goes either to \"maildir\" or by \"smtp\", not both." : "Mail needs \"maildir\" or \"smtp\".",
        at: mail.place)
      return nil
    }
    var route: MailSettings.Route?
    if maildir { route = mail.requiredText("maildir").map { .maildir($0) } }
    if smtp { route = readSMTP(mail).map { .smtp($0) } }
    guard let route else { return nil }
    return MailSettings(from: from ?? "", route: route)
  }

  private static func isSender(_ text: String) -> Bool {
    guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else { return isMailAddress(text) }
    return isMailAddress(String(text[text.index(after: open)...].dropLast())) && !text.contains(where: \.isNewline)
  }

  private static func readSMTP(_ mail: Fields) -> SMTPSettings? {
    let keys = ["host", "port", "security", "username", "passwordFile", "caFile"]
    guard let fields = mail.fields("smtp", "the SMTP settings", keys: keys) else { return nil }
    let host = fields.requiredText("host")
    let security = fields.choice("security", SMTPSettings.Security.self) ?? .starttls
    let usual = security == .tls ? 465 : security == .starttls ? 587 : 25
    let port = fields.number("port", in: 1...65_535) ?? usual
    if fields.has("username") != fields.has("passwordFile") {
      fields.findings.error(
        "mail.credentials", "\"username\" and \"passwordFile\" are given together or not at all.", at: fields.place)
    }
    if security == .none, fields.has("username") {
      fields.findings.error(
        "mail.credentials", "A password would go over the wire in clear: \"security\" must be starttls or tls.",
        at: fields.place(of: "security"))
    }
    return host.map {
      SMTPSettings(
        host: $0, port: port, security: security, username: fields.text("username"),
        passwordFile: fields.text("passwordFile"), caFile: fields.text("caFile"))
    }
  }

  static func readWebhooks(_ fields: Fields) -> [WebhookSettings] {
    var result: [WebhookSettings] = []
    let elements = fields.strictList("webhooks")
    if elements.count > Limits.webhooks {
      fields.findings.error(
        "webhook.many", "There are \(elements.count) webhooks; \(Limits.webhooks) are allowed.",
        at: fields.place(of: "webhooks"))
    }
    for element in elements {
      let keys = ["id", "url", "secretFile", "previousSecretFile", "caFile"]
      guard let hook = Fields(element, "a webhook", keys: keys, fields.findings) else { continue }
      let id = hook.requiredIdentifier("id")
      let url = readURL(hook)
      let secret = hook.requiredText("secretFile")
      guard let id else { continue }
      if result.contains(where: { $0.id.text == id }) {
        hook.findings.error("webhook.duplicate", "Two webhooks have the id \"\(id)\".", at: hook.place(of: "id"))
      }
      result.append(
        WebhookSettings(
          id: WebhookID(id), url: url ?? "", secretFile: secret ?? "",
          previousSecretFile: hook.text("previousSecretFile"), caFile: hook.text("caFile")))
    }
    return result
  }

  private static func readURL(_ hook: Fields) -> String? {
    guard let text = hook.requiredText("url", limit: 2000) else { return nil }
    let place = hook.place(of: "url")
    guard let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) }),
      text.unicodeScalars.allSatisfy({ $0.value > 32 && $0.value < 127 })
    else {
      hook.findings.error("webhook.url", "\"\(shortened(text))\" is no address; expected https://…", at: place)
      return nil
    }
    let host = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    if host.contains("@") {
      hook.findings.error("secret.inline", "An address must not carry a user name or a password.", at: place)
    } else if host.isEmpty {
      hook.findings.error("webhook.url", "The address names no host.", at: place)
    } else if scheme == "http://", !isOnThisMachine(host) {
      hook.findings.error(
        "webhook.url",
        "Plain http would carry alerts in the clear to \(shortened(String(host))); expected https://… "
          + "(http is for a receiver on this machine: 127.0.0.1, [::1] or localhost).",
        at: place)
    }
    return text
  }

  private static func isOnThisMachine(_ host: Substring) -> Bool {
    let name = host.hasPrefix("[") ? host.prefix { $0 != "]" }.dropFirst() : host.prefix { $0 != ":" }
    return ["127.0.0.1", "::1", "localhost"].contains(name.lowercased())
  }
}
