/// What a color depends on besides the person's own events: the places, their designations and the policies, as known.
package struct Circumstances: Sendable {
  package let places: PlaceTree
  package let designations: Designations
  package let policies: PolicyTimeline
  package let knowledge: Knowledge

  package init(places: PlaceTree, designations: Designations, policies: PolicyTimeline, knowledge: Knowledge) {
    self.places = places
    self.designations = designations
    self.policies = policies
    self.knowledge = knowledge
  }
}
