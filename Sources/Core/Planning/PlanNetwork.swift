/// A project compiled for the two passes: plain numbers in flat arrays, no names and no dictionaries.
///
/// An instant is a day number and means 00:00 of that day, which is also the end of the day before; a task occupies
/// [start, finish). Nodes 0 ..< `milestoneCount` are the milestones in the ledger's order. A summary is the point where
/// its last child finishes; a second point, after the milestones, stands for the start of its first child, so that a
/// link to or from N children costs one link each.
struct PlanNetwork: Sendable {
  var milestoneCount = 0
  var nodes: [PlanNode] = []
  /// Links into every node, by its number, in the ledger's order; `end` is the source.
  var incoming = PlanLinks()
  /// The same links out of every node; `end` is the target.
  var outgoing = PlanLinks()
  /// Of the nodes and the lags. 0: every day.
  var calendars: [WorkdayIndex] = [WorkCalendar.everyDay.index]
  /// Last day the notices behind each calendar cover; `never` if it needs none.
  var coveredThrough = [never]
  /// Remaining and unstarted work may start on this day.
  var status = 0
  /// First day of the project.
  var start: Int?
  /// Last day of the project; nil: the forecast.
  var finish: Int?

  /// No bound.
  static let never = Int.max / 4
  static let always = -never
}

struct PlanNode: Hashable, Sendable {
  enum Shape: UInt8 {
    /// Occupies working days. A statutory period in working days is one, with the day of acceptance before it.
    case task
    /// A statutory period in calendar days, from a working day on.
    case period
    /// A milestone that opens a working day.
    case startPoint
    /// A milestone that closes one. Also started work with nothing left to do.
    case finishPoint
    /// Where the first child of a summary may start. Started once a child is.
    case summaryStart
    /// Where the last child of a summary has finished.
    case summaryFinish
  }

  enum State: UInt8 { case open, started, finished }

  var shape = Shape.task
  var state = State.open
  /// There is progress on record, but no start.
  var hasStrayProgress = false
  /// A statutory period: it runs by itself once it has begun.
  var isStatutory = false
  /// A period that cannot end on a day off.
  var rollsForward = false
  /// Index into the network's calendars.
  var calendar: Int32 = 0
  /// The calendar named for it: differs from `calendar` where a duration counts every day.
  var namedCalendar: Int32 = 0
  /// Days in the node's calendar still to do; of a period calendar days, the first one with them; 0 for points.
  var duration: Int32 = 0
  /// The milestone whose child it is, or -1.
  var parent: Int32 = -1
  /// The node of a summary's start, or -1 where the milestone is no summary.
  var opening: Int32 = -1
  /// Earliest instants of the start and of the finish.
  var startFloor = PlanNetwork.always
  var finishFloor = PlanNetwork.always
  /// Latest instant of the start, by dates of its own.
  var startCap = PlanNetwork.never
  /// First day by the dates of its summaries; `always` without one.
  var firstDay = PlanNetwork.always
  /// Last day by the dates of the node and of its summaries; `never` without one.
  var lastDay = PlanNetwork.never
  /// Last day by its constraints alone: a plan that passes it breaks its word, not just a deadline.
  var promisedDay = PlanNetwork.never
  /// Recorded instants of started and finished work.
  var recordedStart = 0
  var recordedFinish = 0

  var isSummary: Bool { shape == .summaryStart || shape == .summaryFinish }

  /// The latest instant of a finish on `day`: its end, or for a milestone that opens a day its beginning.
  func cap(day: Int) -> Int { shape == .startPoint || day == PlanNetwork.never ? day : day + 1 }
}

/// A link as one of its nodes sees it.
struct PlanLink: Sendable {
  /// The node at the other end.
  var end: Int32
  /// It begins at the start of its source (SS, SF), not at the finish.
  var leavesStart = false
  /// It bounds the finish of its target (FF, SF), not the start.
  var bindsFinish = false
  var lag = Lag()

  init(end: Int32, kind: Dependency.Kind, lag: Lag = Lag()) {
    self.end = end
    self.lag = lag
    switch kind {
    case .finishToStart: break
    case .startToStart: leavesStart = true
    case .finishToFinish: bindsFinish = true
    case .startToFinish: (leavesStart, bindsFinish) = (true, true)
    }
  }

  var kind: Dependency.Kind {
    switch (leavesStart, bindsFinish) {
    case (false, false): .finishToStart
    case (true, false): .startToStart
    case (false, true): .finishToFinish
    case (true, true): .startToFinish
    }
  }

  /// Recorded starts are past bounding, and so is finished work.
  func binds(_ target: PlanNode) -> Bool {
    switch target.state {
    case .open: true
    case .started: !leavesStart
    case .finished: false
    }
  }

  /// A lead then stops at the end of a day and not at the start of the next.
  func stopsAtEnd(_ target: PlanNode) -> Bool { bindsFinish || target.shape == .finishPoint }
}

/// Links gathered by node: those of node i are `links[first[i] ..< first[i + 1]]`.
struct PlanLinks: Sendable {
  private(set) var links: [PlanLink] = []
  private var first: [Int32] = [0]

  init() {}

  /// Sorts links by one of their nodes, keeping their order.
  ///
  /// - Parameter node: of link number n, the node it is gathered under and the link as that node sees it.
  init(nodes: Int, links count: Int, _ node: (Int) -> (at: Int32, link: PlanLink)) {
    var next = [Int32](repeating: 0, count: nodes + 1)
    for n in 0..<count { next[Int(node(n).at) + 1] += 1 }
    for i in 0..<nodes { next[i + 1] += next[i] }
    first = next
    links = [PlanLink](repeating: PlanLink(end: 0, kind: .finishToStart), count: count)
    for n in 0..<count {
      let (at, link) = node(n)
      links[Int(next[Int(at)])] = link
      next[Int(at)] += 1
    }
  }

  func range(of node: Int) -> Range<Int> { Int(first[node])..<Int(first[node + 1]) }

  subscript(n: Int) -> PlanLink { links[n] }
}
