/// The links of a ledger. A dependency is long and seldom looked at whole: here it stays where it is, in `after[n]`.
extension NetworkBuilder {
  mutating func resolveLinks() {
    links.reserveCapacity(project.milestones.count * 2)
    for i in project.milestones.indices {
      network.nodes[i].namedCalendar =
        project.milestones[i].calendar.map { calendar($0, at: project.milestones[i].place, milestone: i) }
        ?? projectCalendar
      let after = project.milestones[i].after
      for n in after.indices {
        guard let source = names.index(of: after[n].milestone) else {
          let link = after[n]
          unknown(
            link.milestone, code: "plan.unknownPredecessor", role: "predecessor", at: link.place, milestone: i)
          continue
        }
        if Int(source) == i {
          let link = after[n]
          report("plan.selfLink", "Milestone \(link.milestone) is linked to itself.", at: link.place, milestone: i)
          continue
        }
        hasSuccessor[Int(source)] = true
        var compiled = PlanLink(end: source, kind: after[n].kind)
        if !compiled.leavesStart { hasFinishDriver[i] = true }
        guard let lag = lag(after, n, to: i), allowed(compiled, after, n, from: source, to: i) else { continue }
        compiled.lag = lag
        links.append(DraftLink(source: source, target: Int32(i), link: compiled))
      }
      names.pass(i)
    }
  }

  mutating func compileLinks() {
    for n in links.indices where links[n].link.lag.calendar < 0 {
      let end = links[n].link.lag.calendar == NetworkBuilder.predecessor ? links[n].source : links[n].target
      let node = network.nodes[Int(end)]
      // A period counts other days once it has begun; its links do not.
      links[n].link.lag.calendar = node.isStatutory ? node.namedCalendar : node.calendar
    }
    for n in links.indices where network.nodes[Int(links[n].target)].opening >= 0 {
      links[n].target = network.nodes[Int(links[n].target)].opening
    }
    for i in project.milestones.indices where network.nodes[i].parent >= 0 {
      let parent = network.nodes[i].parent
      let entry = network.nodes[i].opening >= 0 ? network.nodes[i].opening : Int32(i)
      let hold = PlanLink(end: 0, kind: .finishToStart)
      links.append(DraftLink(source: network.nodes[Int(parent)].opening, target: entry, link: hold))
      links.append(DraftLink(source: Int32(i), target: parent, link: hold))
      if network.nodes[i].state != .open { network.begin(above: i) }
    }
    network.incoming = PlanLinks(nodes: network.nodes.count, links: links.count) { n in
      var link = links[n].link
      link.end = links[n].source
      return (links[n].target, link)
    }
    network.outgoing = PlanLinks(nodes: network.nodes.count, links: links.count) { n in
      var link = links[n].link
      link.end = links[n].target
      return (links[n].source, link)
    }
    links = []  // the passes can use the memory
  }

  /// From a summary only its finish, to a summary only its start has a unique backward answer.
  private mutating func allowed(
    _ link: PlanLink, _ after: [Dependency], _ n: Int, from source: Int32, to target: Int
  ) -> Bool {
    if network.nodes[Int(source)].opening >= 0, link.leavesStart {
      let link = after[n]
      report(
        "plan.summaryLink",
        "Milestone \(link.milestone) is a summary: link from it with FS or FF, not \(link.kind.rawValue).",
        at: link.place, milestone: target)
      return false
    }
    if network.nodes[target].opening >= 0, link.bindsFinish {
      let link = after[n]
      report(
        "plan.summaryLink",
        "\(project.milestones[target].id) is a summary: link to it with FS or SS, not \(link.kind.rawValue).",
        at: link.place, milestone: target)
      return false
    }
    return true
  }

  private mutating func lag(_ after: [Dependency], _ n: Int, to target: Int) -> Lag? {
    var lag = Lag()
    switch after[n].lag.unit {
    case .days: break
    case .workingDays: lag.calendar = lagCalendar(after, n, to: target)
    default: return badLag(after[n], to: target)
    }
    if abs(after[n].lag.amount) > 1_000_000 { return badLag(after[n], to: target) }
    lag.days = Int32(after[n].lag.amount)
    return lag
  }

  private mutating func badLag(_ link: Dependency, to target: Int) -> Lag? {
    report(
      "plan.badLag", "A lag of \(link.lag) is no whole number of days up to a million: write 3wd or 5d.",
      at: link.place, milestone: target)
    return nil
  }

  private mutating func lagCalendar(_ after: [Dependency], _ n: Int, to target: Int) -> Int32 {
    switch after[n].lagCalendar {
    case .elapsed: 0
    case .predecessor: NetworkBuilder.predecessor
    case .successor: NetworkBuilder.successor
    case .project: lagCalendar
    case .named(let id): calendar(id, at: after[n].place, milestone: target)
    }
  }

  /// Calendars of lags that are known once the nodes are compiled.
  private static let predecessor: Int32 = -1
  private static let successor: Int32 = -2
}
