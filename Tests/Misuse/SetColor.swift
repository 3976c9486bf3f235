import Tricolor

func paint(_ status: inout Status) {
  status.color = .red  // error: cannot assign to property: 'color' is a 'let' constant
}

func invent(_ person: PersonID) -> Status {
  Status(  // error: 'Status' initializer is inaccessible
    person: person, pseudonyms: [person], at: .earliest, knownAt: 0, color: .red, registered: true, nextChange: nil, policy: nil,
    grounds: [], notices: [])
}

func assert(_ person: PersonID) -> Fact {
  Fact.color(person: person, Color.red)  // error: type 'Fact' has no member 'color'
}
