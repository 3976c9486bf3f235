internal import RiskFold

/// To which district each place belongs.
struct DistrictMap {
  /// By a place's number: the number of the place above it of the district's depth, or its own if it is not as deep.
  private let districts: [PlaceNumber]

  /// O(places).
  init(_ places: PlaceTree, depth: Int) {
    var depths = [0]
    var districts = [PlaceNumber.none]
    for number in 1..<max(1, places.count + 1) {
      let place = PlaceNumber(UInt32(number))
      // A place has a greater number than the one above it.
      let above = Int(places.parent(of: place).rawValue)
      depths.append(depths[above] + 1)
      districts.append(depths[number] <= depth ? place : districts[above])
    }
    self.districts = districts
  }

  subscript(place: PlaceNumber) -> PlaceNumber { districts[Int(place.rawValue)] }
}
