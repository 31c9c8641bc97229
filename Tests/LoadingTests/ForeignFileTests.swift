import Core
import Loading
import Testing

/// Files that are no ledgers, among others and by name.
@Suite struct ForeignFileTests {
  private func found(_ name: String, _ bytes: [UInt8] = Array("PK".utf8), exists: Bool = true) -> [Diagnostic] {
    withScratchDirectory { directory in
      let path = "\(directory)/\(name)"
      if exists { writeBytes(bytes, to: path) }
      let outcome = LedgerLoader.load(files: [path], mappings: [], configuration: nil, today: day)
      #expect(outcome.portfolio == nil)
      return outcome.diagnostics
    }
  }

  @Test(arguments: [
    ("a.xlsx", "CSV UTF-8"), ("a.XLS", "CSV UTF-8"), ("a.et", "CSV UTF-8"), ("a.docx", "copy its table"),
    ("a.md", "Is no ledger"), ("a", "Is no ledger"),
  ]) func whatIsAskedForMustBeALedger(_ name: String, _ words: String) {
    let found = found(name)
    #expect(found.map(\.code) == ["file.unknown"] && found.first?.severity == .error)
    #expect(found.first?.message.contains(words) ?? false)
  }

  @Test func whatIsNotThereIsSaid() { #expect(found("a.xlsx", exists: false).map(\.code) == ["file.missing"]) }

  @Test(arguments: [[0x50, 0x4B, 0x03, 0x04, 0x14, 0x00], [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]] as [[UInt8]])
  func aWorkbookIsNoTableByAnotherName(_ bytes: [UInt8]) {
    let found = found("a.csv", bytes)
    #expect(found.map(\.code) == ["text.workbook"] && found.first?.message.contains("CSV UTF-8") ?? false)
  }

  @Test func amongTheLedgersItIsAWarning() {
    withScratchDirectory { directory in
      for (name, text) in smallOffice.merging(["ledger/a.xlsx": "PK", "ledger/b.md": "#"], uniquingKeysWith: { $1 }) {
        makeFolder(of: "\(directory)/\(name)")
        writeBytes(text.utf8, to: "\(directory)/\(name)")
      }
      let outcome = ConfigurationLoader.load(directory: directory, today: day)
      #expect(outcome.configuration != nil)
      let told = outcome.diagnostics.filter { $0.place.file.hasPrefix("ledger/") }
      #expect(told.map(\.code) == ["file.unknown"] && told.first?.message.contains("CSV UTF-8") ?? false)
    }
  }
}
