import Glibc
import Workload

/// The bytes that a store takes on disk: its file's blocks, whatever is free inside.
func fileBytes(_ store: String) throws(FileFailure) -> Int {
  var status = stat()
  guard stat("\(store)/data.mdb", &status) == 0 else { throw FileFailure(path: store, code: errno) }
  return Int(status.st_blocks) * 512
}

/// The memory that the process has to itself, in bytes: what it allocated, not the pages of files that the system can take back.
func ownMemory() -> Int {
  guard let file = fopen("/proc/self/status", "r") else { return 0 }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 256)
  while fgets(&line, Int32(line.count), file) != nil {
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard text.hasPrefix("RssAnon:") else { continue }
    return (Int(text.split(whereSeparator: \.isWhitespace)[1]) ?? 0) * 1_024
  }
  return 0
}
