import Tricolor

func move(_ event: inout Event) {
  event.at = .latest  // error: cannot assign to property: 'at' is a 'let' constant
}

func renumber(_ event: inout RecordedEvent) {
  event.sequence = 1  // error: cannot assign to property: 'sequence' is a 'let' constant
}

func avoidTheChecks() -> Instant {
  .never  // error: 'never' is inaccessible due to 'package' protection level
}
