// The links of a ledger: read in parts, and as a whole only where something is wrong with one.
extension NetworkBuilder {
  mutating func resolveLinks() {
    links.reserveCapacity(project.milestones.count * 2)
    for i in project.milestones.indices {
      network.nodes[i].namedCalendar =
        project.milestones[i].calendar.map { calendar($0, at: project.milestones[i].place, milestone: i) }
        ?? projectCalendar
      let written = project.milestones[i].links
      for n in 0..<written.count {
        let (name, kind, lag, days) = written.parts(n)
        guard let source = names.index(of: name) else {
          unknown(
            name, code: "plan.unknownPredecessor", role: "predecessor", at: dependency(n, of: i).place, milestone: i)
          continue
        }
        if Int(source) == i {
          report(
            "plan.selfLink", "Milestone \(name) is linked to itself.", at: dependency(n, of: i).place, milestone: i)
          continue
        }
        hasSuccessor[Int(source)] = true
        var compiled = PlanLink(end: source, kind: kind)
        if !compiled.leavesStart { hasFinishDriver[i] = true }
        guard let lag = compile(lag, days, n, to: i), allowed(compiled, n, from: source, to: i) else { continue }
        compiled.lag = lag
        links.append(DraftLink(source: source, target: Int32(i), link: compiled))
      }
      names.pass(i)
    }
  }

  private func dependency(_ n: Int, of i: Int) -> Dependency {
    project.milestones[i].links.dependency(n, in: project.milestones[i].place.file)
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
  private mutating func allowed(_ link: PlanLink, _ n: Int, from source: Int32, to target: Int) -> Bool {
    if network.nodes[Int(source)].opening >= 0, link.leavesStart {
      let link = dependency(n, of: target)
      report(
        "plan.summaryLink",
        "Milestone \(link.milestone) is a summary: link from it with FS or FF, not \(link.kind.rawValue).",
        at: link.place, milestone: target)
      return false
    }
    if network.nodes[target].opening >= 0, link.bindsFinish {
      let link = dependency(n, of: target)
      report(
        "plan.summaryLink",
        "\(project.milestones[target].id) is a summary: link to it with FS or SS, not \(link.kind.rawValue).",
        at: link.place, milestone: target)
      return false
    }
    return true
  }

  private mutating func compile(_ span: Span, _ days: Dependency.LagCalendar, _ n: Int, to target: Int) -> Lag? {
    var lag = Lag()
    switch span.unit {
    case .days: break
    case .workingDays: lag.calendar = calendar(of: days, n, to: target)
    default: return badLag(n, to: target)
    }
    if abs(span.amount) > 1_000_000 { return badLag(n, to: target) }
    lag.days = Int32(span.amount)
    return lag
  }

  private mutating func badLag(_ n: Int, to target: Int) -> Lag? {
    let link = dependency(n, of: target)
    report(
      "plan.badLag", "A lag of \(link.lag) is no whole number of days up to a million: write 3wd or 5d.",
      at: link.place, milestone: target)
    return nil
  }

  private mutating func calendar(of days: Dependency.LagCalendar, _ n: Int, to target: Int) -> Int32 {
    switch days {
    case .elapsed: 0
    case .predecessor: NetworkBuilder.predecessor
    case .successor: NetworkBuilder.successor
    case .project: lagCalendar
    case .named(let id): calendar(id, at: dependency(n, of: target).place, milestone: target)
    }
  }

  /// Calendars of lags that are known once the nodes are compiled.
  private static let predecessor: Int32 = -1
  private static let successor: Int32 = -2
}
