import Foundation
import Testing

/// An empty path is a mistake, and not the folder the program was started in.
@Suite struct EmptyPathTests {
  @Test func anImportOfAnEmptyPathIsWrongUseAndTakesNothingIn() throws {
    let home = try Home()
    try home.write(Lines.shop, to: "inbox/shop.jsonl")
    let outcome = try home.run(["import", ""])
    #expect(outcome.code == 2 && outcome.errors.contains("empty"), "\(outcome.errors)")
    #expect(try home.run(["list", "--view", "all", "--json"]).output == "")
  }

  @Test func anEmptyDropFolderIsReportedAndNotRead() throws {
    let home = try Home()
    try home.write(Lines.shop, to: "inbox/shop.jsonl")
    try home.write("drop_folders = [\"\"]\n", to: "config/porch/config.toml")
    #expect(try home.run(["list", "--view", "all", "--json"]).output == "")
    let doctor = try home.run(["doctor"])
    #expect(doctor.output.contains("“drop_folders” names an empty path"), "\(doctor.output)")
  }
}
