package import RiskModel
package import RiskPolicy

/// A span for which a hold counts, as a question about the evidence behind a color needs it.
package struct CountingSpan: Hashable, Sendable {
  /// The position of the epoch of the policy that governs the hold.
  package let epoch: Int
  /// The position of the rule in that policy.
  package let rule: Int
  /// The event that opened the hold.
  package let sequence: UInt64
  /// When its trigger began: from then on events release it.
  package let begins: Instant
  /// When the hold opened.
  package let opens: Instant
  /// When the hold begins to count.
  package let from: Instant
  /// When it ceases to, ``Instant/never`` if it does not.
  package let until: Instant
  /// When the rule releases the hold, ``Instant/never`` if it does not.
  package let release: Instant
  /// Whence the hold's days count, ``Instant/never`` while they do not yet.
  package let anchor: Instant
  /// The end that the evidence states, ``Instant/never`` where it states none.
  package let statedEnd: Instant
  /// The end of the designation that a stay met, ``Instant/never`` where there is none.
  package let designationEnd: Instant
  /// Whether a stay opened it, and "after" then means a greater `at`.
  package let isStay: Bool
}

extension PersonFold {
  /// The instants at which triggers of a policy's rules begin, whether the policy is in force or not, in no order.
  package func beginnings(of policy: CompiledPolicy) -> [Instant] {
    var beginnings: [Instant] = []
    forEachHold(of: policy) { beginnings.append($0.begins) }
    return beginnings
  }

  /// The spans for which rules hold the person, in no order. They cover at least the time for which the person has their color.
  ///
  /// - Parameters:
  ///   - color: Only those of rules of one color; all if left out.
  ///   - first: Only those that last until after an instant.
  ///   - outlastingAlone: Whether some may be left out of which others of the same rule cover the time, whatever may still release them.
  package func countingSpans(of color: Color? = nil, from first: Instant = .earliest, outlastingAlone: Bool = false) -> [CountingSpan] {
    var spans: [CountingSpan] = []
    forEachCountingSpan(from: first, outlastingAlone: outlastingAlone) { governor, hold, from, until in
      guard color == nil || circumstances.policies.epochs[governor].policy.rules[hold.rule].color == color else { return }
      spans.append(
        CountingSpan(
          epoch: governor, rule: hold.rule, sequence: history[hold.trigger].sequence, begins: hold.begins, opens: hold.opens, from: from,
          until: until,
          release: hold.release, anchor: hold.anchor, statedEnd: history[hold.trigger].until, designationEnd: hold.designationEnd,
          isStay: hold.isStay))
    }
    return outlastingAlone && spans.count > Self.indexedEventCount ? spans.outlasting(from: first) : spans
  }

  /// The rule by which a span counts.
  package func rule(of span: CountingSpan) -> Rule { circumstances.policies.epochs[span.epoch].policy.policy.rules[span.rule] }
}

extension [CountingSpan] {
  /// Without those that one stay opens for several designations of which others last at least as long, whatever is recorded after an instant: which
  /// had opened by then, and neither began nor ceased to count nor lost their designation later.
  fileprivate func outlasting(from first: Instant) -> [CountingSpan] {
    var longest: [StayRule: CountingSpan] = [:]
    for span in self where span.isStay && span.opens <= first {
      let key = StayRule(span)
      if longest[key].map({ span.outlasts($0) }) ?? true { longest[key] = span }
    }
    return filter { span in
      guard span.isStay, span.opens <= first else { return true }
      let other = longest[StayRule(span)]
      return other == span || !(other?.outlasts(span) ?? false)
    }
  }
}

extension CountingSpan {
  fileprivate func outlasts(_ other: CountingSpan) -> Bool {
    (opens, anchor, designationEnd) != (other.opens, other.anchor, other.designationEnd) && opens >= other.opens && anchor >= other.anchor
      && designationEnd >= other.designationEnd
  }
}

/// A stay and a rule that it triggers.
private struct StayRule: Hashable {
  let epoch: Int
  let rule: Int
  let sequence: UInt64

  init(_ span: CountingSpan) {
    (epoch, rule, sequence) = (span.epoch, span.rule, span.sequence)
  }
}
