extension Table {
  struct Layout {
    /// Columns, in their order.
    var shown: [Int]
    var widths: [Int]
    /// How far the cells of a column may reach into the free text that follows it.
    var reaches: [Int: Int] = [:]

    func reach(of column: Int) -> Int { reaches[column] ?? (widths[column] == .max ? 0 : .max - widths[column]) }
  }

  /// Each as wide as its widest cell. If that is too much, free text gives way, the widest first; then that of the rows
  /// whose ids are long, for what is longer than most; and then the last of the columns that may be left out.
  func layout(fitting width: Int) -> Layout {
    let full = columns.indices.map { index in
      rows.reduce(displayWidth(columns[index].title)) { max($0, displayWidth($1[index].text)) }
    }
    var layout = Layout(shown: Array(columns.indices), widths: full)
    while true {
      layout.widths = full
      var excess = layout.shown.reduce(0) { $0 + full[$1] } + Table.gap * (layout.shown.count - 1) - width
      let free = layout.shown.filter { columns[$0].isFreeText }
      func give(_ column: Int) -> Int {
        let least = columns[column].goesBelow ? displayWidth(columns[column].title) : Table.narrowest
        return max(0, layout.widths[column] - least)
      }
      while excess > 0, let widest = free.filter({ give($0) > 0 }).max(by: { layout.widths[$0] < layout.widths[$1] }) {
        layout.widths[widest] -= 1
        excess -= 1
      }
      if excess <= 0 { return layout }
      for isAlone in [false, true] {
        if let narrow = narrowed(layout, by: excess, isAlone: isAlone) { return narrow }
      }
      guard let last = layout.shown.last(where: { columns[$0].isOptional }) else { return layout }
      layout.shown.removeAll { $0 == last }
    }
  }

  /// With columns narrower than their longest cells, which reach into the free text beside them. Half of the rows keep
  /// theirs whole.
  ///
  /// - Parameter isAlone: the longest third need not fit there either: the rest of these rows goes onto a line of its
  ///   own.
  /// - Returns: nil: that is not enough.
  private func narrowed(_ layout: Layout, by excess: Int, isAlone: Bool) -> Layout? {
    var (layout, excess) = (layout, excess)
    for (column, next) in zip(layout.shown, layout.shown.dropFirst())
    where columns[next].isFreeText && !columns[next].goesBelow && !columns[column].isFreeText
      && columns[column].alignment == .left && excess > 0
    {
      let sizes = rows.map { displayWidth($0[column].text) }.sorted()
      let longest = sizes.dropLast(isAlone && sizes.count > 1 ? (sizes.count + 2) / 3 : 0).last ?? 0
      let reach = Table.gap + layout.widths[next]
      let least = max(displayWidth(columns[column].title), sizes.isEmpty ? 0 : sizes[sizes.count / 2], longest - reach)
      let taken = min(excess, max(0, layout.widths[column] - least))
      layout.widths[column] -= taken
      layout.reaches[column] = reach
      excess -= taken
    }
    return excess > 0 ? nil : layout
  }
}
