import Core

/// A file that is no ledger, and what its owner can do about it.
enum ForeignFile {
  private static let spreadsheets = [".xlsx", ".xls", ".xlsm", ".xlsb", ".et", ".ods"]
  private static let documents = [".docx", ".doc", ".wps", ".odt", ".pdf"]
  static let saveAsCSV = "save it as \"CSV UTF-8\" in the spreadsheet program, one file for each sheet"

  static func message(of file: SourceFile) -> String {
    if Directory.exists(file.path) { return "Is a directory and was not read; name the files in it." }
    let name = file.name.lowercased()
    if spreadsheets.contains(where: { name.hasSuffix($0) }) {
      return "Is a workbook and was not read: \(saveAsCSV)."
    }
    if documents.contains(where: { name.hasSuffix($0) }) {
      return "Is a document and was not read: copy its table into a spreadsheet, and \(saveAsCSV)."
    }
    return "Is no ledger (.yaml, .json, .csv, .xml, .gan, .xer) and was not read."
  }

  /// A workbook whatever its name says: a ZIP archive, or a file of the old Office.
  static func isWorkbook(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0])
  }
}
