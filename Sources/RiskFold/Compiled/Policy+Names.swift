package import RiskModel
package import RiskPolicy

extension Policy {
  /// Every name that a pattern asks for, as it stands in the directory of names: places, products and kinds of attestation.
  package var directoryNames: [Place] {
    // Each name that compiling asks for, so that none of a new form is forgotten.
    Compiler(rules).directoryNames
  }
}
