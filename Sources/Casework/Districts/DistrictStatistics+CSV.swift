internal import RiskModel

extension DistrictStatistics {
  /// A line of CSV (RFC 4180) for each instant and district, after a line of names; without line ends. No district is an empty field.
  public var csvLines: [String] {
    ["at,district,persons,green,yellow,red,lodged,upheld,rejected,open"]
      + instants.enumerated().flatMap { index, instant in
        districts.map { district in
          let counts = district.counts[index]
          let numbers = [
            counts.persons, counts.green, counts.yellow, counts.red, counts.lodged, counts.upheld, counts.rejected, counts.open,
          ]
          return "\(instant),\(Self.field(district.place?.path.string ?? "")),\(numbers.map(String.init).joined(separator: ","))"
        }
      }
  }

  private static func field(_ text: String) -> String {
    guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
