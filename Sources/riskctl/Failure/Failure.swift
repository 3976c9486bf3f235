import Casework
import CodeIssuing
import CodeSymbol
import EventJSON
import CLibrary
import Fleet
import HealthCode
import LMDB
import Pseudonyms
import SafeStatistics
import Tricolor

/// Why a command ends: an exit status, and a line for standard error where there is something to say.
struct Failure: Error {
  /// What the process ends with.
  enum Status: Int32 {
    case done = 0
    case answerIsNo = 1
    case usage = 64
    case badInput = 65
    case noStore = 66
    case inside = 70
    case inputOutput = 74
    case interrupted = 130
  }

  let status: Status
  /// What, where, and what was expected: one line.
  let message: String?

  init(_ status: Status, _ message: String? = nil) {
    self.status = status
    self.message = message
  }

  /// The failure that an error of the library or of an input means.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as InputError:
      switch error {
      case .unreadable: self.init(.inputOutput, error.description)
      case .refused: self.init(.badInput, error.description)
      case .interrupted: self.init(.interrupted, error.description)
      }
    case let error as StoreError:
      switch error {
      case .noStore, .notAStore: self.init(.noStore, error.description)
      case .exists, .unknownFormat, .beyondEnd, .stillGrowing: self.init(.badInput, error.description)
      case .otherWriter, .outcomeUnknown, .mustBeReopened, .damaged: self.init(.inputOutput, error.description)
      case .closed: self.init(.inside, error.description)
      }
    case let error as EncryptionError:
      switch error {
      case .noKeys, .otherStore, .damagedKeys, .readOnlyKeys: self.init(.inputOutput, error.description)
      case .insideStore, .notEncrypted, .notOfEncrypted: self.init(.badInput, error.description)
      }
    case let error as AccessError:
      switch error {
      case .accountable: self.init(.usage, error.description)
      case .notAccountable: self.init(.badInput, error.description)
      case .noLedger: self.init(.inputOutput, error.description)
      case .refused: self.init(.answerIsNo, error.description)
      }
    case let error as DifferencingError: self.init(.answerIsNo, error.description)
    case let error as AppealError: self.init(.badInput, error.description)
    case let error as AppendError: self.init(.badInput, error.description)
    case let error as Fault: self.init(.badInput, error.description)
    case let error as FormatError: self.init(.badInput, error.description)
    case let error as FleetError: self.init(.badInput, error.description)
    case let error as ErasureError: self.init(.badInput, error.description)
    case let error as PersonErased: self.init(.answerIsNo, error.description)
    case let error as EvidenceGone: self.init(.answerIsNo, error.description)
    case let error as BackupError: self.init(.badInput, error.description)
    case let error as EvidenceError: self.init(.badInput, error.description)
    case let error as NoteError: self.init(.badInput, error.description)
    case let error as ProofError: self.init(.badInput, error.description)
    case let error as CodeError: self.init(.badInput, error.description)
    case let error as RegisterError: self.init(.badInput, error.description)
    case let error as KeyFileError: self.init(.badInput, error.description)
    case let error as SymbolError: self.init(.badInput, error.description)
    case let error as LMDBError: self.init(.inputOutput, error.description)
    default: self.init(.inside, "\(error)")
    }
  }

  /// Says why on standard error, and ends the process.
  func exit() -> Never {
    if let message {
      var bytes = Array("riskctl: \(message.printable)\n".utf8)
      // Where even this cannot be written, the exit status says what there is to say.
      unsafe _ = write(STDERR_FILENO, &bytes, bytes.count)
    }
    CLibrary.exit(status.rawValue)
  }
}
