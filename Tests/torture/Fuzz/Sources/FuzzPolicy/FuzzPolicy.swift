import EventJSON
import Foundation
import RiskModel
import RiskPolicy

/// A policy document: what is taken is written and read again as the same policy.
///
/// With `FUZZ_DEFECT` set, a policy with two rules ends the process.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let value = try? JSONValue(parsing: bytes), let policy = try? Policy(json: value) else { return 0 }
  guard let again = try? Policy(json: policy.json), again == policy else { fatalError("a policy that changes when it is written") }
  if policy.rules.count > 1, getenv("FUZZ_DEFECT") != nil { fatalError("the planted defect") }
  return 0
}
