/// Whose token it is. A token has one role and one purpose: who works in two offices has two tokens.
enum Role: String, CaseIterable, Codable, Sendable {
  /// The person, about themself alone.
  case citizen
  /// An adult who lives with the persons named in the token and acts for them (第七条).
  case helper
  /// Staff at an entrance (第八条): codes, and nothing else.
  case gate
  /// An agency that reports evidence: a laboratory, a hospital's ward, the police at the border.
  case agency
  /// A hospital's reception (第十八条).
  case hospital
  /// A residents' committee (第十七条).
  case community
  /// A member of the joint office that decides appeals (第二十七条).
  case investigator
  /// The office that writes and previews policy.
  case policy
  /// Those who inspect (第二十九条): figures and findings.
  case auditor
  /// Those who run the service (第二十六条): no person's data.
  case operations
}

/// What the data is used for (第二十一条: nothing else).
enum TokenPurpose: String, CaseIterable, Codable, Sendable {
  /// What a person does with their own data.
  case own
  /// Prevention and control of the epidemic.
  case prevention
  /// Treatment of a disease.
  case treatment
  /// Deciding an appeal.
  case appeal
  /// Inspection of what the offices do.
  case oversight
  /// Running the service.
  case operation
}
