import Dispatch
import Foundation
import Synchronization

/// Threads that ask again and again, each a question of its own, until an end is made.
final class Asking: Sendable {
  private let isDone = Atomic(false)
  private let threads = DispatchGroup()
  private let problems = Mutex<[String]>([])
  private let answers = Atomic(0)

  /// What was answered wrong, and what errors there were, by the name of the question.
  var wrong: [String] { problems.withLock { $0 } }
  /// How often something was answered, right or wrong.
  var answerCount: Int { answers.load(ordering: .relaxed) }

  /// Asks on a thread of its own.
  ///
  /// - Parameters:
  ///   - isExpected: whether an error is as good as an answer, though none.
  ///   - question: is given how often it was asked before, and gives what is wrong with the answer; nil for nothing.
  func again(
    _ name: String, isExpected: @escaping @Sendable (any Error) -> Bool = { _ in false },
    _ question: @escaping @Sendable (_ round: Int) throws -> String?
  ) {
    threads.enter()
    Thread {
      defer { self.threads.leave() }
      var round = 0
      while !self.isDone.load(ordering: .relaxed) {
        do {
          if let problem = try question(round) { self.problems.withLock { $0.append("\(name): \(problem)") } }
          self.answers.add(1, ordering: .relaxed)
        } catch {
          if !isExpected(error) { self.problems.withLock { $0.append("\(name): \(error)") } }
        }
        round += 1
      }
    }.start()
  }

  /// Waits until the last question is answered; a second time at once.
  func end() {
    isDone.store(true, ordering: .relaxed)
    threads.wait()
  }
}
