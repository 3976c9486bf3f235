import RiskModel
package import RiskPolicy

extension Wording {
  /// When a release is met.
  func words(_ release: Release) -> String {
    switch release {
    case .elapsed(let period): return pick("\(length(period)) have passed", "满\(length(period))")
    case .event(let pattern): return pick("there is \(words(pattern))", "出现\(words(pattern))")
    case .negativeTests(let tests): return words(tests)
    case .stated: return pick("the end that its evidence states", "所附期限届满")
    case .lifted: return pick("the place's designation ends", "该地区划定解除")
    case .any(let members): return clauses(members.map(nested), pick("or until", "或"))
    case .all(let members): return members.map(nested).joined(separator: pick(", and ", "，且"))
    }
  }

  private func nested(_ release: Release) -> String {
    switch release.shape {
    case .any(let members) where members.count > 1, .all(let members) where members.count > 1:
      pick("(\(words(release)))", "（\(words(release))）")
    case .leaf, .any, .all: words(release)
    }
  }

  private func words(_ tests: NegativeTests) -> String {
    let method = either(tests.acceptedMethods.map(words))
    var text = pick(
      tests.count == 1 ? "a negative \(method) test" : "\(tests.count) negative \(method) tests with no positive one between",
      "连续\(tests.count)次\(method)检测阴性")
    if tests.count > 1, let spacing = tests.spacing, spacing.seconds > 0 {
      text += pick(", at least \(length(spacing)) apart", "（每次间隔至少\(length(spacing))）")
    }
    let origin = tests.origin == .opens ? pick(" the beginning", "起始时") : pick(" the days begin to count", "起算之时")
    if let notBefore = tests.notBefore, notBefore.seconds > 0 {
      text += pick(", none sooner than \(length(notBefore)) after\(origin)", "（采样不早于\(origin)后\(length(notBefore))）")
    } else if tests.origin == .opens {
      text += pick(", counted from the beginning", "（自起始时计）")
    }
    return text
  }
}

extension PolicyExplanation.Language {
  /// What a hold waits for whose release is met at an instant by itself: `time to pass`. For a form that events meet, its key.
  package func awaited(_ form: Release.Form) -> String {
    let wording = Wording(language: self)
    return switch form {
    case .elapsed: wording.pick("time to pass", "期限届满")
    case .stated: wording.pick("the end that the evidence states", "证据载明的终止")
    case .lifted: wording.pick("the end of the designation", "地区风险解除")
    case .event, .negativeTests, .any, .all: form.rawValue
    }
  }
}
