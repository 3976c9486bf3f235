internal import EventJSON
internal import RiskModel
public import RiskPolicy

/// The editions that come with the library: documents like any authority's own, in `Documents`, which the build puts into this module.
///
/// For tests and examples, after the published tables; no authority's text.
extension Policy {
  /// The Chongqing measures of 2021-11-07 (渝肺炎组办发〔2021〕24号), durations after the 8th national edition.
  public static let chongqing2021 = edition(PackageResources.cq_2021_24_json)
  /// The 9th edition of the national protocol, in force from 2022-06-28.
  public static let edition9 = edition(PackageResources.cn_edition_9_json)
  /// The twenty measures, in force from 2022-11-11. Prospective: holds that began before stay under the rules that they began under.
  public static let twentyMeasures = edition(PackageResources.cn_twenty_measures_json)
  /// The new ten measures, in force from 2022-12-07.
  public static let newTen = edition(PackageResources.cn_new_ten_json)

  /// The four, in the order in which they took effect.
  public static let editions: [Policy] = [.chongqing2021, .edition9, .twentyMeasures, .newTen]

  private static func edition(_ document: [UInt8]) -> Policy {
    do {
      return try Policy(json: try JSONValue(parsing: document))
    } catch {
      // The documents are part of the program, and a test reads each.
      preconditionFailure("a document of an edition: \(error)")
    }
  }
}
