import ArgumentParser
import Control
import Core

struct DigestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digest", abstract: say("汇总发送", "Messages that wait"), subcommands: [Show.self])

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: say("某责任人或单位待发的提醒，及其发出时刻", "What waits to be sent to a party, and until when"))
    @OptionGroup var common: CommonOptions
    @Argument(help: explain("责任人或单位：编号、名称或别名", "The party: its id, its name or an alias")) var party: String

    func run() throws {
      let items = try common.client().ask(.waiting(PartyID(party)), as: ListMessage<WaitingMessage>.self).items
      if common.isJSON { return try Terminal.data(json: items) }
      var table = Table([
        .init(say("渠道", "channel")), .init(say("发出", "leaves")), .init(say("提醒", "alert")),
        .init(say("级别", "level")), .init(say("期限", "due")), .init(say("事项", "title"), isFreeText: true),
      ])
      for item in items {
        let leaves = item.releaseAt.map(shortTime) ?? say("即发", "next")
        let title = [item.projectName, item.title].compactMap(\.self).joined(separator: " · ")
        table.append([
          .init(item.channel), .init(leaves), .init(item.alert), .init(item.name, item.urgent ? .red : nil),
          .init(item.due), .init(title),
        ])
      }
      Terminal.data(table)
      if items.isEmpty { Terminal.message(say("没有待发的提醒", "nothing waits")) }
    }
  }
}
