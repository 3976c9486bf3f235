/// What a color depends on besides the person's own events: the places, their designations, the policies, and which pseudonyms are one person, as known.
package struct Circumstances: Sendable {
  package let places: PlaceTree
  package let designations: Designations
  package let policies: PolicyTimeline
  /// The pseudonyms of one person: their events are joined before they are folded.
  package let identities: Identities
  package let knowledge: Knowledge

  package init(
    places: PlaceTree, designations: Designations, policies: PolicyTimeline, identities: Identities, knowledge: Knowledge
  ) {
    self.places = places
    self.designations = designations
    self.policies = policies
    self.identities = identities
    self.knowledge = knowledge
  }
}
