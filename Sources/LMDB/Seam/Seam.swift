internal import CLMDB
internal import CLibrary

// Every call of LMDB or of the system passes one of these functions: nothing else turns a result code into an error.

/// Throws what an LMDB function reported.
///
/// - Parameter path: evaluated on failure only.
@inline(__always)
func check(_ operation: StaticString, _ result: Int32, path: @autoclosure () -> String? = nil) throws(LMDBError) {
  guard result != MDB_SUCCESS else { return }
  throw LMDBError(LMDBError.Code(result), operation: "\(operation)", path: path())
}

/// Throws the `errno` of a system call that returned a negative number, repeating it when a signal interrupted it.
@discardableResult
func checkSystem<Result: SignedInteger>(
  _ operation: StaticString, path: @autoclosure () -> String? = nil, _ call: () -> Result
) throws(LMDBError) -> Result {
  while true {
    let result = call()
    if result >= 0 { return result }
    let number = errno
    guard number == EINTR else { throw LMDBError(LMDBError.Code(number), operation: "\(operation)", path: path()) }
  }
}
