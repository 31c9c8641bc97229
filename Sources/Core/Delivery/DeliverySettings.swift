/// How messages leave, as configured. Secrets are named by file and read by the sinks, never held here.
package struct DeliverySettings: Hashable, Sendable {
  package var mail: MailSettings?
  package var webhooks: [WebhookSettings]
  /// Mustache sources by template name.
  package var templates: [String: String]

  package init(mail: MailSettings? = nil, webhooks: [WebhookSettings] = [], templates: [String: String] = [:]) {
    self.mail = mail
    self.webhooks = webhooks
    self.templates = templates
  }
}

package struct MailSettings: Hashable, Sendable {
  package enum Route: Hashable, Sendable {
    /// Dropped as files into a Maildir; a relative path is below the state directory.
    case maildir(String)
    case smtp(SMTPSettings)
  }

  /// `重点项目服务中心 <daopai@example.gov.cn>`
  package var from: String
  package var route: Route

  package init(from: String, route: Route) {
    self.from = from
    self.route = route
  }
}

package struct SMTPSettings: Hashable, Sendable {
  package enum Security: String, Hashable, Sendable, CaseIterable { case none, starttls, tls }

  package var host: String
  package var port: Int
  package var security: Security
  package var username: String?
  package var passwordFile: String?
  /// PEM file of an internal authority; nil: the system's.
  package var caFile: String?

  package init(
    host: String, port: Int, security: Security, username: String? = nil, passwordFile: String? = nil,
    caFile: String? = nil
  ) {
    self.host = host
    self.port = port
    self.security = security
    self.username = username
    self.passwordFile = passwordFile
    self.caFile = caFile
  }
}

package struct WebhookSettings: Hashable, Sendable {
  package var id: WebhookID
  package var url: String
  /// Holds `whsec_` + base64 of 24–64 bytes.
  package var secretFile: String
  /// The secret before a rotation; both signatures are sent.
  package var previousSecretFile: String?
  package var caFile: String?

  package init(
    id: WebhookID, url: String, secretFile: String, previousSecretFile: String? = nil, caFile: String? = nil
  ) {
    self.id = id
    self.url = url
    self.secretFile = secretFile
    self.previousSecretFile = previousSecretFile
    self.caFile = caFile
  }
}
