import Core

/// Rows of a table of milestones that follow each other and belong to one project.
struct MilestoneRun: Sendable {
  let project: String
  private(set) var milestones: [Milestone] = []
  private(set) var damage = Damage.none
  /// Where each says which project it belongs to.
  private let file: String
  private var spots: [Spot] = []

  private struct Spot {
    let line: Int32
    let column: Int32
  }

  init(project: String, file: String) {
    self.project = project
    self.file = file
  }

  func place(_ n: Int) -> Place { Place(file: file, line: Int(spots[n].line), column: Int(spots[n].column)) }

  fileprivate func takes(_ project: String, _ place: Place) -> Bool { self.project == project && file == place.file }

  fileprivate mutating func append(_ milestone: Milestone?, at place: Place, damage: Damage) {
    self.damage = max(self.damage, milestone == nil ? .milestones : damage)
    guard let milestone else { return }
    milestones.append(milestone)
    spots.append(Spot(line: Int32(clamping: place.line), column: Int32(clamping: place.column)))
  }
}

extension [MilestoneRun] {
  /// - Parameters:
  ///   - milestone: nil where the row could not be read.
  ///   - place: where the project is named.
  mutating func append(_ milestone: Milestone?, of project: String, at place: Place, damage: Damage = .none) {
    if last?.takes(project, place) != true { append(MilestoneRun(project: project, file: place.file)) }
    self[count - 1].append(milestone, at: place, damage: damage)
  }
}

extension MilestoneRun {
  static let blank = MilestoneRun(project: "", file: "")

  /// Of a file without faults.
  mutating func code(_ coder: inout some LedgerCoder) {
    var (project, file) = (project, file)
    coder.code(&project)
    coder.code(&file)
    if coder.isReading { self = MilestoneRun(project: project, file: file) }
    coder.code(&milestones, blank: .blank) { $0.code(&$1) }
    coder.code(&spots, blank: Spot(line: 0, column: 0)) { spot, coder in
      var (line, column) = (Int(spot.line), Int(spot.column))
      coder.code(&line)
      coder.code(&column)
      spot = Spot(line: Int32(clamping: line), column: Int32(clamping: column))
    }
  }
}
