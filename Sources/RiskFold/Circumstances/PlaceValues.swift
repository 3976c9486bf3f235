import RiskModel

/// A number for each of some places: in an array by place where many have one, in a dictionary where few do.
struct PlaceValues: Sendable {
  /// By place, -1 for none; not used where there is a dictionary.
  private var dense: [Int32] = []
  private var sparse: [UInt32: Int32]?

  /// - Parameter ofFewPlaces: whether so few places have a number that an array by place would be too long.
  init(ofFewPlaces isSparse: Bool) {
    sparse = isSparse ? [:] : nil
  }

  subscript(place: PlaceNumber) -> Int32? {
    @inline(__always) get {
      if let sparse { return sparse[place.rawValue] }
      let index = Int(place.rawValue)
      return index < dense.count && dense[index] >= 0 ? dense[index] : nil
    }
  }

  mutating func set(_ value: Int32, of place: PlaceNumber) {
    if sparse != nil {
      sparse?[place.rawValue] = value
      return
    }
    let index = Int(place.rawValue)
    if index >= dense.count { dense.append(contentsOf: repeatElement(-1, count: index + 1 - dense.count)) }
    dense[index] = value
  }

  /// The places that have one, in order of number.
  var places: [PlaceNumber] {
    if let sparse { return sparse.keys.sorted().map { PlaceNumber($0) } }
    return dense.indices.filter { dense[$0] >= 0 }.map { PlaceNumber(UInt32($0)) }
  }
}
