/// A project compiled for the two passes: plain numbers in flat arrays, no names and no dictionaries.
///
/// An instant is a day number and means 00:00 of that day, which is also the end of the day before; a task occupies
/// [start, finish). Nodes 0 ..< `milestoneCount` are the milestones in the ledger's order. A summary is the point where
/// its last child finishes; a second point, after the milestones, stands for the start of its first child, so that a
/// link to or from N children costs one link each.
struct PlanNetwork {
  var milestoneCount = 0
  var nodes: [PlanNode] = []
  /// Links out of node i: `links[firstLink[i] ..< firstLink[i + 1]]`, in the ledger's order.
  var firstLink: [Int] = [0]
  var links: [PlanLink] = []
  /// Of the nodes and the lags. 0: every day.
  var calendars: [WorkdayIndex] = [WorkCalendar.everyDay.index]
  /// Last day the notices behind each calendar cover; `never` if it needs none.
  var coveredThrough = [never]
  /// Remaining and unstarted work may start on this day.
  var status = 0
  /// Last day of the project; nil: the forecast.
  var finish: Int?

  /// No bound.
  static let never = Int.max / 4
  static let always = -never
}

struct PlanNode {
  enum Shape: UInt8 {
    /// Occupies working days.
    case task
    /// A milestone that opens a working day.
    case startPoint
    /// A milestone that closes one. Also started work with nothing left to do.
    case finishPoint
    /// Where the first child of a summary may start.
    case summaryStart
    /// Where the last child of a summary has finished.
    case summaryFinish
  }

  enum State: UInt8 { case open, started, finished }

  var shape = Shape.task
  var state = State.open
  /// Index into the network's calendars.
  var calendar: Int32 = 0
  /// The calendar named for it: differs from `calendar` where a duration counts every day.
  var namedCalendar: Int32 = 0
  /// Days in the node's calendar still to do; 0 for points.
  var duration: Int32 = 0
  /// The milestone whose child it is, or -1.
  var parent: Int32 = -1
  /// Earliest instants of the start and of the finish.
  var startFloor = PlanNetwork.always
  var finishFloor = PlanNetwork.always
  /// Latest instant of the start, by dates of its own.
  var startCap = PlanNetwork.never
  /// First day by the dates of its summaries, known after the forward pass; `always` without one.
  var firstDay = PlanNetwork.always
  /// Last day by the dates of the node and, after the forward pass, of its summaries; `never` without one.
  var lastDay = PlanNetwork.never
  /// Recorded instants of started and finished work.
  var recordedStart = 0
  var recordedFinish = 0

  var isSummary: Bool { shape == .summaryStart || shape == .summaryFinish }

  /// The latest instant of a finish on `day`: its end, or for a milestone that opens a day its beginning.
  func cap(day: Int) -> Int { shape == .startPoint || day == PlanNetwork.never ? day : day + 1 }
}

struct PlanLink {
  var target: Int32
  var kind: Dependency.Kind
  var lag: Lag

  /// It begins at the start of its source, not at the finish.
  var leavesStart: Bool { kind == .startToStart || kind == .startToFinish }
}
