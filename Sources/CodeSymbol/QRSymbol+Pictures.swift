extension QRSymbol {
  /// The symbol as an SVG document: black on white, the quiet zone included, one unit a module.
  ///
  /// - Parameter pixelsPerModule: the size that the document asks for; it can be scaled at will.
  public func svg(pixelsPerModule: Int = 8) -> String {
    let side = width + 2 * Self.quietModuleCount
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(side * pixelsPerModule)" height="\(side * pixelsPerModule)" viewBox="0 0 \(side) \(side)" \
      shape-rendering="crispEdges"><rect width="\(side)" height="\(side)" fill="#fff"/>\
      <path fill="#000" d="\(svgPath(column: Self.quietModuleCount, row: Self.quietModuleCount))"/></svg>

      """
  }

  /// The dark modules as the data of an SVG path, a run of them a rectangle, the symbol's corner at a point.
  public func svgPath(column left: Int = 0, row top: Int = 0) -> String {
    var path = ""
    for row in 0..<width {
      var column = 0
      while column < width {
        let start = column
        while isDark(column, row) { column += 1 }
        if column > start { path += "M\(left + start) \(top + row)h\(column - start)v1h-\(column - start)z" }
        column += 1
      }
    }
    return path
  }

  /// The symbol for a terminal: two rows of modules in a line of half blocks, dark on light whatever the terminal's own colors are.
  ///
  /// - Returns: lines, each with the escapes that set and reset its colors.
  public func terminalLines() -> [String] {
    let quiet = Self.quietModuleCount
    return stride(from: -quiet, to: width + quiet, by: 2).map { row in
      let blocks = (-quiet..<width + quiet).map { column in
        switch (isDark(column, row), isDark(column, row + 1)) {
        case (false, false): " "
        case (true, false): "▀"
        case (false, true): "▄"
        case (true, true): "█"
        }
      }
      return "\u{1B}[30;107m\(blocks.joined())\u{1B}[0m"
    }
  }
}
