import Core
import Foundation
import Testing

@testable import Sinks

@Suite struct SinkSetTests {
  private let real = DeliverySettings(
    mail: MailSettings(
      from: "a@b.example",
      route: .smtp(SMTPSettings(host: "smtp.invalid", port: 25, security: .starttls, username: "u", passwordFile: "no"))
    ),
    webhooks: [WebhookSettings(id: "w", url: "https://receiver.invalid", secretFile: "no")])

  @Test func aDrillTalksToNobody() async throws {
    let folder = try TemporaryFolder()
    let sinks = try SinkSet.make(
      settings: real, stateDirectory: folder.path, configurationDirectory: folder.path, isDrill: true)
    #expect(Set(sinks.keys) == Set(Channel.allCases))
    var notice = Notice.sample
    notice.alert.facts.isDrill = true
    guard case .delivered = await sinks[.email]?.deliver(notice) else {
      Issue.record("no mail")
      return
    }
    #expect(folder.files("mail/new") == ["sample-2021-17-1.eml"])
    #expect(await sinks[.webhook]?.deliver(notice) == .delivered("drill: not sent"))
  }

  @Test func everythingWrongIsToldAtOnce() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: SinkSetupError.self) {
      try SinkSet.make(settings: real, stateDirectory: folder.path, configurationDirectory: folder.path, isDrill: false)
    }
    #expect(error?.problems.count == 2)
  }

  @Test func whatIsNotConfiguredIsRejected() async throws {
    let folder = try TemporaryFolder()
    let sinks = try SinkSet.make(
      settings: DeliverySettings(), stateDirectory: folder.path, configurationDirectory: folder.path, isDrill: false)
    #expect(await sinks[.email]?.deliver(.sample) == .rejected("mail is not configured"))
    #expect(await sinks[.webhook]?.deliver(.sample) == .rejected("there is no webhook \"fgw@example.gov.cn\""))
  }

  @Test(arguments: [[], [1], [1, 2], [1, 2, 3], Array(0...255)] as [[UInt8]])
  func base64GoesThereAndBack(_ bytes: [UInt8]) {
    #expect(Base64.string(bytes) == Data(bytes).base64EncodedString())
    #expect(Base64.decode(Base64.string(bytes)) == bytes)
  }

  @Test(arguments: ["A", "A===", "====", "AA=A", "A\n==", "长"]) func whatIsNotBase64IsRefused(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }
}
