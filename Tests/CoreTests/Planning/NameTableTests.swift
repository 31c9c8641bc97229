import Testing

@testable import Core

@Suite struct NameTableTests {
  @Test func `names are found, the first of equals`() {
    var table = NameTable(capacity: 3000)
    for i in 0..<1000 { #expect(table.insert(MilestoneID("m\(i)")) == nil) }
    for i in 0..<1000 { #expect(table.insert(MilestoneID("可行性研究报告批复\(i)")) == nil) }
    #expect(table.insert("m7") == 7)
    #expect(table.insert("可行性研究报告批复7") == 1007)
    for i in 0..<1000 {
      #expect(table.index(of: MilestoneID("m\(i)")) == Int32(i))
      #expect(table.index(of: MilestoneID("可行性研究报告批复\(i)")) == Int32(1000 + i))
      table.pass(i)
    }
    #expect(table.index(of: "m999") == 999)
    #expect(table.index(of: "m1000") == nil)
    #expect(table.index(of: "") == nil)
    #expect(table.insert("") == nil)
    #expect(table.index(of: "") == 2002)
  }

  /// As everywhere in Swift: é is é, whether it is one character or two, and the sign for kelvin is a K.
  @Test func `names of one canonical form are one name`() {
    var table = NameTable(capacity: 8)
    for name in ["caf\u{e9}", "K", "b"] { #expect(table.insert(MilestoneID(name)) == nil) }
    #expect(table.index(of: "caf\u{e9}") == 0)
    #expect(table.index(of: "cafe\u{301}") == 0)
    #expect(table.index(of: "\u{212a}") == 1)
    #expect(table.index(of: "b") == 2)
    #expect(table.insert("\u{212a}") == 1)
    #expect(table.insert("cafe\u{301}") == 0)
    #expect(table.insert("c") == nil)
    #expect(table.index(of: "c") == 5)
  }
}
