/// Why an answer was not taken.
package enum AnswerProblem: Hashable, Sendable, Error {
  /// Nothing of that name; with the nearest one that there is.
  case unknownSubject(Subject, nearest: String?)
  /// The answer does not go with a thing of this kind.
  case notFor(Subject, expected: Saying)
  case unknownParty(PartyID)
  case unknownAlert(AlertID)
  /// No request, or silence, with this number is open.
  case nothingOpen(Int)
  /// A second person has to approve or verify.
  case samePerson
  /// An extension must be asked for before the duty is due.
  case tooLate(due: CivilDate)
  /// The reporting window opens on that day.
  case notOpenYet(opens: CivilDate)
  /// The reporting window was open through that day.
  case locked(since: CivilDate)
  /// The new date is not after the one in force.
  case notLater(than: CivilDate)
  case inThePast(CivilDate)
  case inTheFuture(CivilDate)
  case notPaused(Subject)
  case alreadyPaused(Subject)
  case nothingReported(Subject)
  /// The clock shows a time that cannot be; answers are taken again once it shows this.
  case clockIsWrong(until: Instant)
  /// What is said cannot be true together.
  case senseless(Saying)
}

extension AnswerProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknownSubject(let subject, let nearest):
      "subject: there is no project, milestone, row or duty \(subject)"
        + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .notFor(let subject, let expected): "subject: \(subject) is not \(expected.words(in: .en))"
    case .unknownParty(let party): "there is no party \(party)"
    case .unknownAlert(let alert): "there is no open alert \(alert)"
    case .nothingOpen(let number): "number \(number) is not open: no such request or silence, or it has been decided"
    case .samePerson: "a second person has to do this: it was asked for, or reported, by the same one"
    case .tooLate(let due): "an extension is asked for before the duty is due; it was due on \(due)"
    case .notOpenYet(let opens): "the reporting window opens on \(opens)"
    case .locked(let last):
      "the reporting window was locked after \(last); whoever keeps the ledger can still enter it there"
    case .notLater(let than): "to: the new date must be after \(than), which is in force"
    case .inThePast(let day): "\(day) is over"
    case .inTheFuture(let day): "\(day) is still to come"
    case .notPaused(let subject): "\(subject) is not paused"
    case .alreadyPaused(let subject): "\(subject) is paused already"
    case .nothingReported(let subject): "nothing that waits for it was reported of \(subject)"
    case .clockIsWrong(let release):
      "the clock cannot be right; answers are taken from \(ZoneRules.utc.iso(release)) on"
    case .senseless(let saying): saying.words(in: .en)
    }
  }
}

extension AnswerProblem {
  /// For whoever gave the answer.
  package func words(in language: Language) -> String {
    guard language == .zh else { return description }
    return switch self {
    case .unknownSubject(let subject, let nearest):
      "没有 \(subject) 这个项目、节点、条目或事项" + (nearest.map { "；是不是 \($0)？" } ?? "")
    case .unknownParty(let party): "没有 \(party) 这个单位或责任人"
    case .unknownAlert(let alert): "没有未销号的督办单 \(alert)"
    case .nothingOpen(let number): "第 \(number) 号不在待批或有效之列：没有这个申请或静默，或者已经处理"
    case .samePerson: "须由另一人办理：申请人、自报人不能自己批准、核实"
    case .tooLate(let due): "延期应在到期前提出；期限是 \(due)"
    case .notOpenYet(let opens): "填报窗口 \(opens) 才开放"
    case .locked(let last): "填报窗口 \(last) 后已锁定；确需补报的由台账人员在台账里补记"
    case .notLater(let than): "新的日期须晚于现行期限 \(than)"
    case .inThePast(let day): "\(day) 已经过去"
    case .inTheFuture(let day): "\(day) 还没有到"
    case .notPaused(let subject): "\(subject) 没有停缓建"
    case .alreadyPaused(let subject): "\(subject) 已经停缓建"
    case .nothingReported(let subject): "\(subject) 没有待核实的自报"
    case .clockIsWrong(let release): "本机时钟有误；\(ZoneRules.utc.iso(release)) 之后才能受理"
    case .notFor(let subject, let expected): "\(subject) 不是\(expected.words(in: .zh))"
    case .senseless(let saying): saying.words(in: .zh)
    }
  }
}

/// What is said both of the fields of an answer and of the answer.
extension Saying {
  static let emptyReport = Saying(en: "a report says a start, a finish or a percent", zh: "自报须写明开工、完成日期或百分比")
  static let silenceWithoutLength = Saying(en: "a silence ends after it begins", zh: "静默须先开始、后结束")
}
