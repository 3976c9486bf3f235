import ArgumentParser

/// `riskctl code`
struct CodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "code", abstract: "Health codes: issues, shows and checks them, revokes them, and says which are revoked.",
    subcommands: [
      CodeIssue.self, CodeShow.self, CodeCheck.self, CodeRevoke.self, CodeStatusList.self, CodeTrustList.self, CodeCertificate.self,
      CodeCheckIn.self, CodeVenue.self,
    ])
}
