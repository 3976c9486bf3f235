extension Instant {
  /// Reads RFC 3339 with an offset, `2021-11-07T08:00:00+08:00` or `…Z`: capital letters, seconds 00 to 59, and a fraction of zeros alone,
  /// `.000`, if any.
  ///
  /// - Throws: ``FormatError`` for any other form, for a date that does not exist, and outside the valid range.
  /// - Complexity: O(length).
  public init(_ text: String) throws(FormatError) {
    guard let seconds = Self.seconds(inRFC3339: text) else {
      throw FormatError(found: text, expected: "an RFC 3339 instant with whole seconds and an offset, as in 2021-11-07T08:00:00+08:00")
    }
    guard let instant = Instant(secondsSinceEpoch: seconds) else {
      throw FormatError(found: text, expected: "an instant from 1970-01-01T00:00:00Z up to, not including, 2100-01-01T00:00:00Z")
    }
    self = instant
  }

  private static func seconds(inRFC3339 text: String) -> Int? {
    let bytes = text.utf8Span.span
    guard bytes.count >= 20 else { return nil }
    func number(_ start: Int, _ digits: Int) -> Int? {
      var value = 0
      for index in start..<start + digits {
        guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { return nil }
        value = value * 10 + Int(bytes[index] & 0x0F)
      }
      return value
    }
    func has(_ character: Unicode.Scalar, at index: Int) -> Bool { bytes[index] == UInt8(ascii: character) }
    guard has("-", at: 4), has("-", at: 7), has("T", at: 10), has(":", at: 13), has(":", at: 16),
      let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
      let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2),
      (1...12).contains(month), day >= 1, day <= daysInMonth(month, of: year), hour < 24, minute < 60, second < 60
    else { return nil }
    let local = daysSinceEpoch(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second
    var zone = 19
    if has(".", at: zone) {
      repeat { zone += 1 } while zone < bytes.count && has("0", at: zone)
      guard zone > 20 else { return nil }
    }
    if bytes.count == zone + 1 { return has("Z", at: zone) ? local : nil }
    guard bytes.count == zone + 6, has("+", at: zone) || has("-", at: zone), has(":", at: zone + 3),
      let offsetHours = number(zone + 1, 2), let offsetMinutes = number(zone + 4, 2), offsetHours < 24, offsetMinutes < 60
    else { return nil }
    let offset = offsetHours * 3_600 + offsetMinutes * 60
    return has("+", at: zone) ? local - offset : local + offset
  }

  private static func daysInMonth(_ month: Int, of year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days since 1970-01-01 of a proleptic Gregorian date, counted in years that begin in March so that the leap day comes last.
  private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension Instant: CustomStringConvertible {
  /// RFC 3339 in UTC, `2021-11-07T00:00:00Z`.
  public var description: String {
    let (days, rest) = Int(secondsSinceEpoch).quotientAndRemainder(dividingBy: 86_400)
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    // Safe: exactly the 20 bytes of the capacity are written, each an ASCII character.
    return unsafe String(unsafeUninitializedCapacity: 20) { buffer in
      func put(_ value: Int, width: Int, at offset: Int, then separator: Unicode.Scalar) {
        var rest = value
        for index in (offset..<offset + width).reversed() {
          unsafe buffer[index] = UInt8(ascii: "0") + UInt8(rest % 10)
          rest /= 10
        }
        unsafe buffer[offset + width] = UInt8(ascii: separator)
      }
      put(year, width: 4, at: 0, then: "-")
      put(month, width: 2, at: 5, then: "-")
      put(day, width: 2, at: 8, then: "T")
      put(rest / 3_600, width: 2, at: 11, then: ":")
      put(rest / 60 % 60, width: 2, at: 14, then: ":")
      put(rest % 60, width: 2, at: 17, then: "Z")
      return 20
    }
  }
}
