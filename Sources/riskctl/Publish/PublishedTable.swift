import SafeStatistics
import Tricolor

/// The counts of the smallest parts that a table is made of. Names may come in several Unicode spellings, which a published table takes for one.
struct FinestCounts {
  let rows: [String]
  let columns: [String]
  let values: [[Int]]
}

/// A table to be published, with what its counts are made of.
struct PublishedTable {
  let subject: PublishCommand.Subject
  /// The day, in UTC, of the instant asked about: tables of one day speak of the same persons.
  let day: String
  let at: Instant
  /// How many components name a row; nil where rows are no districts.
  let depth: Int?
  /// The depth of the smallest parts.
  let base: Int
  let table: PublicTable
  /// The names of the smallest parts that each row is made of.
  let parts: [[String]]

  /// Adds the smallest parts up to the rows asked for, and leaves out what is small.
  init(
    _ finest: FinestCounts, depth: Int?, base: Int, subject: PublishCommand.Subject, at instant: Instant, under rule: DisclosureRule
  ) {
    var rows: [String] = []
    var parts: [[String]] = []
    var values: [[Int]] = []
    var indices: [String: Int] = [:]
    for (name, counts) in zip(finest.rows, finest.values) {
      let row = depth.map { name.split(separator: "/").prefix($0).joined(separator: "/") } ?? name
      if let index = indices[row] {
        parts[index].append(name)
        for column in counts.indices { values[index][column] += counts[column] }
      } else {
        indices[row] = rows.count
        rows.append(row)
        parts.append([name])
        values.append(counts)
      }
    }
    self.subject = subject
    self.depth = depth
    self.base = base
    at = instant
    day = String(instant.description.prefix(10))
    table = PublicTable(Counts(rows: rows, columns: finest.columns, values), under: rule)
    self.parts = parts
  }

  /// The name of what a row and a column count. The column stands first: it is a word of this program's, without separator.
  private static func part(_ row: String, _ column: String) -> String { "\(column)\(separator)\(row)" }

  private static let separator: Character = "\t"

  /// The shown counts with the smallest parts that each is of.
  var figures: [Figure] { table.figures { row, column in Self.part(row, column) }.map(refined) }

  /// A figure of rows' parts as one of the smallest parts.
  private func refined(_ figure: Figure) -> Figure {
    var refined: Set<String> = []
    let byRow = Dictionary(uniqueKeysWithValues: zip(table.rows, parts))
    for part in figure.parts {
      let names = part.split(separator: Self.separator, maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      for name in byRow[names[1], default: []] { refined.insert(Self.part(name, names[0])) }
    }
    return Figure(parts: refined, count: figure.count)
  }

  /// The form that `riskctl publish` prints and the file of publications keeps.
  func json(knownAt: UInt64, _ rule: DisclosureRule) -> JSONValue {
    .object([
      "subject": .text(subject.rawValue), "at": .text(at), "knownAt": .integer(Int64(knownAt)),
      "depth": depth.map { .integer(Int64($0)) } ?? .null,
      "smallestCell": .integer(Int64(rule.smallestCell)), "rounding": .integer(Int64(rule.rounding)),
      "rows": .array(table.rows.map { .text($0) }), "columns": .array(table.columns.map { .text($0) }),
      "cells": .array(table.cells.map { .array($0.map { $0.map { .integer(Int64($0)) } ?? .null }) }),
    ])
  }
}
