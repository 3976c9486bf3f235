import EventLog
import RiskModel
import Testing

@testable import Histories

@Suite struct ManifestTests {
  private func manifest() -> Manifest {
    var manifest = Manifest()
    manifest.generation = 3
    manifest.sealedThrough = 1_000
    manifest.recordedAt = Instant(uncheckedSeconds: 1_640_995_200)
    manifest.placeCount = 7
    manifest.circumstancesChecksum = 99
    for number in [0, 5, 15] {
      let partition = PersonPartition(number: number)
      for recordCount in [800, 300] as [UInt64] {
        var run = manifest.beginRun(of: partition, recordCount: recordCount)
        run.recordCount = recordCount
        run.personCount = recordCount / 10
        run.checksum = UInt64(number)
        manifest[partition].append(run)
      }
    }
    return manifest
  }

  // Safe below: bytes are their own raw representation.

  @Test(arguments: [0, 12] as [UInt64]) func isReadAsItWasWritten(erasedThrough: UInt64) throws {
    var manifest = manifest()
    manifest.erasedThrough = erasedThrough
    let bytes = manifest.bytes
    #expect(try unsafe Manifest(bytes.span.bytes) == manifest)
  }

  /// The longest run of a partition has columns, a much shorter one none; no two have one number.
  @Test func runsOfAPartition() {
    let manifest = manifest()
    #expect(Set(manifest.runs.map(\.id)).count == 6)
    for number in [0, 5, 15] {
      let partition = PersonPartition(number: number)
      #expect(manifest[partition].map(\.hasColumns) == [true, false])
      #expect(manifest.base(of: partition)?.recordCount == 800)
    }
    #expect(manifest.base(of: PersonPartition(number: 1)) == nil)
    #expect(manifest.emptied.nextRunID == 7 && manifest.emptied.runs.isEmpty)
  }

  @Test func anyChangedByteIsNoticed() throws {
    let bytes = manifest().bytes
    for position in bytes.indices {
      var changed = bytes
      changed[position] ^= 1
      #expect(throws: (any Error).self, "byte \(position)") { _ = unsafe try Manifest(changed.span.bytes) }
    }
  }

  @Test func anotherProjectorsIsNotUsed() throws {
    var writer = ByteWriter()
    writer.write("another", lengthAs: UInt16.self)
    writer.write(0 as UInt64)
    let bytes = writer.bytes
    #expect(throws: Manifest.OtherProjector.self) { _ = unsafe try Manifest(bytes.span.bytes) }
  }
}
